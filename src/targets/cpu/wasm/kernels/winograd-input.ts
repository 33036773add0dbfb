import { advance, get, i32, plus, set, stepped, subtract, WatFunction } from "../wat.js";
import { floatBytes, load, range, vectorBytes } from "./lanes.js";
import { byRows, heldFactors } from "./winograd-transforms.js";
import type { WinogradConv, WinogradPlan } from "./winograd-plan.js";

/** Rows of tiles that reach equally far into the input: taps from `first` up to `last` are inside. */
interface RowReach {
  readonly rows: number;
  readonly first: number;
  readonly last: number;
}

/**
 * The helper `(input, tile, to)` that transforms a tile of the input: it goes to `to` in the first plane, and as far behind
 * the others' beginnings. Where channels are no whole vectors, the last one takes along what lies behind them.
 */
export function inputTransform(name: string, conv: WinogradConv, plan: WinogradPlan): string {
  const f = new WatFunction(name);
  for (const parameter of ["input", "tile", "to"]) f.parameter(parameter);
  for (const local of ["row", "column", "first", "last", "from", "patch", "at", "into"]) f.local(local);
  const [down, across] = plan.minimal;
  const [rowBytes, pixelBytes] = [conv.input.row * floatBytes, conv.input.pixel * floatBytes];
  const [top, left] = conv.padding;
  const reaches = rowReaches(conv, plan);
  const factors = heldFactors(f, down.input, across.input);
  tilePlace(f, conv, plan, (sample) => {
    f.push(set("input", stepped(get("input"), sample, conv.input.sample * floatBytes)));
  });
  // Columns from `first` up to `last` are inside.
  const fromLeft = subtract(i32(left), `(i32.mul ${get("column")} ${i32(across.outputs)})`);
  f.push(
    set("first", fromLeft),
    set("last", plus(get("first"), conv.size[1])),
    set(
      "input",
      stepped(stepped(get("input"), get("row"), down.outputs * rowBytes), get("first"), -pixelBytes),
    ),
    set("input", plus(get("input"), -top * rowBytes)),
    set("first", `(select ${get("first")} ${i32(0)} (i32.gt_s ${get("first")} ${i32(0)}))`),
    set(
      "last",
      `(select ${get("last")} ${i32(across.inputs)} (i32.lt_s ${get("last")} ${i32(across.inputs)}))`,
    ),
    set("input", stepped(get("input"), get("first"), pixelBytes)),
    set("patch", "(global.get $scratch)"),
  );
  const inside = `(i32.eq ${subtract(get("last"), get("first"))} ${i32(across.inputs)})`;
  const cleared = f.collect(() => {
    f.repeat("clear", plan.planes, () => {
      f.push(`(v128.store ${get("patch")} (v128.const i32x4 0 0 0 0))`, ...advance("patch", vectorBytes));
    });
  });
  f.push(`(if ${inside} (then) (else`, ...cleared, "))");
  const vectors = range(Math.max(down.inputs, across.inputs)).map((index) => f.local(`x${index}`, "v128"));

  f.repeat("channel", plan.tileBytes.input / vectorBytes, () => {
    f.push(
      set("patch", stepped("(global.get $scratch)", get("first"), vectorBytes)),
      set("from", get("input")),
    );
    f.push(set("left", subtract(get("last"), get("first"))));
    f.local("left");
    const columns = reaches.map((reach) =>
      f.collect(() => {
        columnsOf(reach);
      }),
    );
    f.push(...chosen(columns));
    f.push(set("at", "(global.get $scratch)"), set("into", get("to")));
    f.repeat("line", down.inputs, () => {
      const line = vectors.slice(0, across.inputs);
      for (const [j, vector] of line.entries()) f.push(set(vector, load(get("at"), 4 * j)));
      byRows(f, across.input, factors, line.map(get)).forEach((value = "", j) => {
        f.push(`(v128.store offset=${j * plan.planeBytes.input} ${get("into")} ${value})`);
      });
      f.push(
        ...advance("at", across.inputs * vectorBytes),
        ...advance("into", across.inputs * plan.planeBytes.input),
      );
    });
    f.push(...advance("input", vectorBytes), ...advance("to", vectorBytes));
  });
  return f.text();

  /** Transforms the columns that are inside, and leaves them in the patch. */
  function columnsOf({ first, last }: RowReach): void {
    f.push(set("at", plus(get("from"), first * rowBytes)));
    const turns = f.collect(() => {
      f.countDown("left", () => {
        column(first, last);
        f.push(...advance("at", pixelBytes), ...advance("patch", vectorBytes));
      });
    });
    if (alwaysInside(conv, plan)) f.push(...turns);
    else f.push(`(if (i32.gt_s ${get("left")} ${i32(0)}) (then`, ...turns, "))");
  }

  /** Transforms a column of which the rows from `first` up to `last` are inside. */
  function column(first: number, last: number): void {
    const rows = range(down.inputs).map((i) => {
      if (i < first || i >= last) return undefined;
      const vector = vectors[i] ?? "";
      f.push(set(vector, `(v128.load offset=${(i - first) * rowBytes} align=4 ${get("at")})`));
      return get(vector);
    });
    byRows(f, down.input, factors, rows).forEach((value = "(v128.const i32x4 0 0 0 0)", i) => {
      f.push(`(v128.store offset=${i * across.inputs * vectorBytes} ${get("patch")} ${value})`);
    });
  }

  /** The text for the rows of tiles that `row` is of. */
  function chosen(texts: readonly (readonly string[])[]): readonly string[] {
    let end = plan.grid[0];
    return texts.reduceRight<readonly string[]>((rest, text, index) => {
      end -= reaches[index]?.rows ?? 0;
      if (index === texts.length - 1) return text;
      const bound = i32(end + (reaches[index]?.rows ?? 0));
      return [`(if (i32.lt_s ${get("row")} ${bound}) (then`, ...text, ") (else", ...rest, "))"];
    }, []);
  }
}

/** Whether every tile has a column that is inside the input. */
function alwaysInside({ size, padding, outputs }: WinogradConv, { grid, minimal }: WinogradPlan): boolean {
  const last = (grid[1] - 1) * outputs[1] - padding[1];
  return padding[1] < minimal[1].inputs && last < size[1];
}

/** Puts a tile's row and column into locals; `visit` gets the sample. */
export function tilePlace(
  f: WatFunction,
  conv: WinogradConv,
  { grid }: WinogradPlan,
  visit: (sample: string) => void,
): void {
  if (conv.samples > 1) {
    const each = i32(grid[0] * grid[1]);
    visit(`(i32.div_u ${get("tile")} ${each})`);
    f.push(set("tile", `(i32.rem_u ${get("tile")} ${each})`));
  }
  f.push(
    set("row", `(i32.div_u ${get("tile")} ${i32(grid[1])})`),
    set("column", `(i32.rem_u ${get("tile")} ${i32(grid[1])})`),
  );
}

function rowReaches({ size, padding, outputs }: WinogradConv, plan: WinogradPlan): readonly RowReach[] {
  const reaches: RowReach[] = [];
  for (const row of range(plan.grid[0])) {
    const start = row * outputs[0] - padding[0];
    const first = Math.max(0, -start);
    const last = Math.min(plan.minimal[0].inputs, size[0] - start);
    const before = reaches.at(-1);
    if (before?.first === first && before.last === last)
      reaches[reaches.length - 1] = { ...before, rows: before.rows + 1 };
    else reaches.push({ rows: 1, first, last });
  }
  return reaches;
}
