import type { Picture } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import { matchArguments } from "./arguments.js";
import type { Evaluator } from "./expressions.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";
import { isCollection, isNumber, type Value } from "./values.js";

export const pictureParameters: readonly string[] = ["channels", "resize", "range", "mean", "std"];

const orders = ["gray", "rgb", "bgr"] as const;

/** How a picture becomes an input of the given shape (without the batch). */
export function pictureOf(
  picture: Ast.Picture,
  shape: readonly number[],
  scope: Scope,
  evaluator: Evaluator,
  report: Report,
): Picture | undefined {
  const given = matchArguments(pictureParameters, picture.arguments);
  const [channels] = shape;
  if (shape.length !== 3 || channels === undefined) {
    const message = `a picture becomes [channels, height, width], this input is [${shape.join(", ")}]`;
    report.error("CNN0301", message, picture.span);
    return undefined;
  }

  const order = given.get("channels")?.value;
  const word = order && evaluator.as({ kind: "word", words: orders }, order, scope, "`channels`");
  const found = orders.find((name) => word?.kind === "word" && word.word === name);
  if (found === undefined) return undefined;
  const planes = found === "gray" ? 1 : 3;
  if (channels !== planes) {
    const message = `a ${found} picture becomes [${planes}, height, width], this input is [${shape.join(", ")}]`;
    report.error("CNN0301", message, order?.span ?? picture.span);
    return undefined;
  }

  const numbers = (name: string, count: number, fallback: number[]): number[] => {
    const expression = given.get(name)?.value;
    if (expression === undefined) return fallback;
    const value = evaluator.evaluate(expression, scope);
    const read = value && readNumbers(value);
    if (value === undefined || read?.length === count) return read ?? fallback;
    const numbered = count === 1 ? "a number" : `${count} numbers, as in (${fallback.join(", ")})`;
    report.error("CNN0204", `\`${name}\` takes ${numbered}`, expression.span);
    return fallback;
  };

  const resize = given.get("resize")?.value;
  const [low = 0, high = 1] = numbers("range", 2, [0, 1]);
  const std = numbers("std", channels, new Array<number>(channels).fill(1));
  if (std.some((deviation) => deviation <= 0)) {
    report.error("CNN0205", "`std` takes numbers above 0", given.get("std")?.span ?? picture.span);
  }
  return {
    channels: found,
    resize: resize ? (evaluator.int(resize, scope, "`resize`", 1) ?? 0) : 0,
    range: [low, high],
    mean: numbers("mean", channels, new Array<number>(channels).fill(0)),
    std,
  };
}

function readNumbers(value: Value): number[] | undefined {
  const items = isCollection(value) ? value.items : [value];
  return items.every(isNumber) ? items.map((item) => item.value) : undefined;
}
