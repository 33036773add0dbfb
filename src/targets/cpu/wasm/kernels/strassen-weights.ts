import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, set, stepped, WatFunction } from "../wat.js";
import { filterBlocks } from "./conv-shape.js";
import { floatBytes, lanes, range, vectorBytes } from "./lanes.js";
import type { StrassenConv } from "./strassen.js";
import { eachUnit, kernelOf, unitParameters } from "./units.js";

/**
 * Weights for `strassen`: `(first, last, weight, output)`, from `[filters][channels]` to
 * `[block][plane][channel of a half][filters of the block]`, in the order in which a tile reads them. Units are blocks of
 * filters of a half, of which the last may have fewer vectors.
 */
export function strassenWeights(
  name: string,
  conv: Pick<StrassenConv, "channels" | "filters" | "tile">,
): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["weight", "output"]) f.parameter(parameter);
  for (const local of ["from", "to"]) f.local(local);
  const [channels, filters] = [conv.channels / 2, conv.filters / 2];
  const filterBytes = conv.channels * floatBytes;
  const parts = ["b11", "b21", "b12", "b22"].map((part) => f.local(part, "v128"));
  for (const sum of ["t1", "t2"]) f.local(sum, "v128");
  /** Four filters of each half, of a channel of each half; `plane` are the bytes of one. */
  const vector = (index: number, plane: number): void => {
    parts.forEach((part, at) => {
      for (const lane of range(lanes)) {
        const filter = index * lanes + lane + Math.floor(at / 2) * filters;
        const offset = filter * filterBytes + (at % 2) * channels * floatBytes;
        f.push(set(part, `(v128.load32_lane offset=${offset} align=4 ${lane} ${get("from")} ${get(part)})`));
      }
    });
    f.push(set("t1", f32x4("sub", get("b12"), get("b11"))), set("t2", f32x4("sub", get("b22"), get("t1"))));
    const t3 = f32x4("sub", get("b22"), get("b12"));
    const minusT4 = f32x4("sub", get("b21"), get("t2"));
    const made = [get("b11"), get("b21"), get("t2"), t3, get("t1"), get("b22"), minusT4];
    made.forEach((value, of) => {
      f.push(`(v128.store offset=${of * plane + index * vectorBytes} align=4 ${get("to")} ${value})`);
    });
  };
  const blocks = filterBlocks(filters, conv.tile.vectors);
  const count = blocks.reduce((sum, block) => sum + block.count, 0);
  const width = conv.tile.vectors * lanes;
  eachUnit(f, () => {
    f.push(
      set("from", stepped(get("weight"), get("first"), width * filterBytes)),
      set("to", stepped(get("output"), get("first"), 7 * channels * width * floatBytes)),
    );
    const [body = [], rest] = blocks.map(({ vectors }) =>
      f.collect(() => {
        f.repeat("channel", channels, () => {
          for (const index of range(vectors)) vector(index, channels * vectors * vectorBytes);
          f.push(...advance("from", floatBytes), ...advance("to", vectors * vectorBytes));
        });
      }),
    );
    if (rest === undefined) f.push(...body);
    else {
      const isWhole = `(i32.lt_u ${get("first")} (i32.const ${count - 1}))`;
      f.push(`(if ${isWhole} (then`, ...body, ") (else", ...rest, "))");
    }
  });
  return kernelOf(f, count);
}
