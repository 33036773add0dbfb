import type { Kernel } from "../kernel.js";
import { advance, get, i32, set, splat, stepped, WatFunction } from "../wat.js";
import { floatBytes, lanes, load, range, vectorBytes } from "./lanes.js";
import { byRows, heldFactors } from "./winograd-transforms.js";
import { productBlocks, winogradPlan, type WinogradConv } from "./winograd-plan.js";

/**
 * Weights for `winograd`: `(first, last, weight, output)`, byte addresses, from `[filters][channels][rows][columns]` to
 * `[plane][block][channels][filters of the block]`, where the filters of the last block are whole vectors. Units are
 * blocks of filters.
 */
export function winogradWeights(name: string, conv: WinogradConv): Kernel {
  const f = new WatFunction(name);
  for (const parameter of ["first", "last", "weight", "output"]) f.parameter(parameter);
  for (const local of ["from", "to", "at", "patch"]) f.local(local);
  const { minimal, planeBytes } = winogradPlan(conv);
  const { channels, filters } = conv;
  const [down, across] = minimal;
  const channelBytes = down.taps * across.taps * floatBytes;
  const filterBytes = channels * channelBytes;
  const blocks = productBlocks(conv);
  const count = blocks.reduce((sum, block) => sum + block.count, 0);
  const factors = heldFactors(f, down.filter, across.filter);
  const rows = range(Math.max(down.taps, across.taps)).map((row) => f.local(`row${row}`, "v128"));

  /** Four filters, or the last few of them, of a channel. */
  const vector = (index: number, present: number): void => {
    f.push(set("patch", "(global.get $scratch)"), set("at", get("from")));
    f.repeat("column", across.taps, () => {
      const column = rows.slice(0, down.taps);
      for (const [row, local] of column.entries()) {
        f.push(set(local, splat(0)));
        for (const lane of range(present)) {
          const offset = (index * lanes + lane) * filterBytes + row * across.taps * floatBytes;
          f.push(
            set(local, `(v128.load32_lane offset=${offset} align=4 ${lane} ${get("at")} ${get(local)})`),
          );
        }
      }
      byRows(f, down.filter, factors, column.map(get)).forEach((value = "", i) => {
        f.push(`(v128.store offset=${i * across.taps * vectorBytes} ${get("patch")} ${value})`);
      });
      f.push(...advance("at", floatBytes), ...advance("patch", vectorBytes));
    });
    f.push(set("patch", "(global.get $scratch)"), set("at", get("to")));
    f.repeat("line", down.inputs, () => {
      const line = rows.slice(0, across.taps);
      for (const [column, local] of line.entries()) f.push(set(local, load(get("patch"), lanes * column)));
      byRows(f, across.filter, factors, line.map(get)).forEach((value = "", j) => {
        const offset = index * vectorBytes + j * planeBytes.weight;
        f.push(`(v128.store offset=${offset} align=4 ${get("at")} ${value})`);
      });
      f.push(
        ...advance("patch", across.taps * vectorBytes),
        ...advance("at", across.inputs * planeBytes.weight),
      );
    });
  };
  const block = (vectors: number, present: number): readonly string[] =>
    f.collect(() => {
      f.repeat("channel", channels, () => {
        for (const index of range(vectors)) vector(index, Math.min(lanes, present - index * lanes));
        f.push(...advance("from", channelBytes), ...advance("to", vectors * vectorBytes));
      });
    });

  const [whole] = blocks;
  const width = whole?.filters ?? 0;
  f.push(
    `(if (i32.ge_s ${get("first")} ${get("last")}) (then (return)))`,
    "(loop $blocks",
    set("from", stepped(get("weight"), get("first"), width * filterBytes)),
    set("to", stepped(get("output"), get("first"), width * channels * floatBytes)),
  );
  const [all = [], rest] = blocks.map((of, index) => {
    return block(of.vectors, index === 0 && filters >= width ? width : filters % width);
  });
  if (rest === undefined) f.push(...all);
  else f.push(`(if (i32.lt_s ${get("first")} ${i32(count - 1)}) (then`, ...all, ") (else", ...rest, "))");
  f.push(
    set("first", `(i32.add ${get("first")} ${i32(1)})`),
    `(br_if $blocks (i32.lt_s ${get("first")} ${get("last")})))`,
  );
  const scratch = down.inputs * across.taps * vectorBytes;
  return { functions: [f.text()], phases: [{ name, units: count }], scratch };
}
