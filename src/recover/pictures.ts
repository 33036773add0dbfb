import type { Picture } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import * as make from "./make.js";

/** How a picture becomes an input, with everything that has a default. */
export function pictureOf({ channels, resize, range, mean, std }: Picture): Ast.Picture {
  const numbers = (values: readonly number[]): Ast.Expression => {
    const items = values.map((value) => make.number(value));
    const [only] = items;
    return only && items.length === 1 ? only : make.collection("tuple", items);
  };
  return make.picture([
    make.argument(make.reference(channels), "channels"),
    // Without it the picture takes the input's size.
    ...(resize === 0 ? [] : [make.argument(make.number(resize), "resize")]),
    make.argument(numbers(range), "range"),
    make.argument(numbers(mean), "mean"),
    make.argument(numbers(std), "std"),
  ]);
}
