import type { Window } from "../../../../program/program.js";
import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, plus, set, splat, subtract, WatFunction } from "../wat.js";
import { floatBytes, lanes, larger, loadStepped, range, storeStepped } from "./lanes.js";
import { valueInRun, windowReaches, type Reach } from "./reaches.js";
import { eachUnit, kernelOf, placed, unitParameters, unitPlaces } from "./units.js";

/** Strides in floats of `[N, C, H, W]`. */
export type Strides = readonly [sample: number, channel: number, row: number, pixel: number];

export interface Pool {
  readonly reduction: "max" | "sum" | "average";
  readonly countPadding: boolean;
  readonly window: Window;
  /** `[N, C, H, W]` of the input; rows and pixels of the output. */
  readonly shape: readonly [number, number, number, number];
  readonly extent: readonly [number, number];
  readonly input: Strides;
  readonly output: Strides;
}

/** Pixels that are computed at a time where their windows have at most so many columns, each with a sum of its own. */
const together = 2;
const mostColumns = 8;
/** Columns of a wider window go four at a time. */
const widest = 16;
const partial = 4;

/**
 * A pooling call: `(first, last, input, output)`; units are rows of the output. Pixels at an edge have code of their own, so
 * that no tap asks whether it is inside, and rows at an edge have fewer turns; channels go four at a time. NaN in a window
 * is its largest element; of two zeros either may be.
 */
export function pool(name: string, call: Pool): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["input", "output"]) f.parameter(parameter);
  for (const local of ["from", "to", "a", "fromAt", "toAt"]) f.local(local);
  const { window, shape, input, output } = call;
  const [samples, , height, width] = shape;
  const { stride, dilation, padding } = window;
  const [rowRuns, pixelRuns] = windowReaches(window, call.extent, [height, width]);
  const [rows] = call.extent;
  const corner = -(padding[0] * input[2] + padding[1] * input[3]);
  eachUnit(f, () => {
    const places = unitPlaces(f, [samples, rows]);
    const row = f.local("row");
    f.push(set(row, places[1] ?? ""));
    const byRow = (value: (reach: Reach) => number): string => valueInRun(rowRuns, row, value);
    const steps = [input[0], stride[0] * input[2]].map((step) => step * floatBytes);
    const firstTap = byRow(({ first }) => first * dilation[0] * input[2] * floatBytes);
    const start = plus(placed(get("input"), places, steps), corner * floatBytes);
    f.push(
      set("from", firstTap === i32(0) ? start : `(i32.add ${start} ${firstTap})`),
      set(
        "to",
        placed(
          get("output"),
          places,
          [output[0], output[2]].map((step) => step * floatBytes),
        ),
      ),
      set(
        f.local("taps"),
        byRow(({ taps }) => taps),
      ),
      set(
        f.local("padded"),
        byRow(({ padded, taps }) => (call.countPadding ? padded : taps)),
      ),
    );
    for (const run of pixelRuns) {
      const group = run.count >= together && together * run.taps <= mostColumns ? together : 1;
      const pixels = (count: number): void => {
        channels(f, call, { run, rowRuns, pixels: count });
        f.push(...advance("from", count * stride[1] * input[3] * floatBytes));
        f.push(...advance("to", count * output[3] * floatBytes));
      };
      f.repeat("pixel", Math.floor(run.count / group), () => {
        pixels(group);
      });
      if (run.count % group > 0) pixels(run.count % group);
    }
  });
  return kernelOf(f, samples * rows);
}

interface Place {
  readonly pixels: number;
  readonly run: Reach;
  readonly rowRuns: readonly Reach[];
}

/** All channels of neighbouring pixels, whose windows begin at the local `from`; the local `taps` says over how many rows. */
function channels(f: WatFunction, call: Pool, place: Place): void {
  const { window, shape, input, output } = call;
  const count = shape[1];
  const isOneByOne = input[1] !== 1 && output[1] !== 1 && count < lanes;
  const step = isOneByOne ? 1 : lanes;
  const firstTap = place.run.first * window.dilation[1] * input[3] * floatBytes;
  f.push(set("fromAt", plus(get("from"), firstTap)), set("toAt", get("to")));
  f.repeat("channel", Math.floor(count / step), () => {
    windows(f, call, place, step);
    f.push(...advance("fromAt", step * input[1] * floatBytes));
    f.push(...advance("toAt", step * output[1] * floatBytes));
  });
  if (count % step > 0) windows(f, call, place, count % step);
}

/** The windows of so many channels, one pixel beside the other. */
function windows(f: WatFunction, call: Pool, { pixels, run, rowRuns }: Place, count: number): void {
  const { window, input, output } = call;
  const [, , rowStride, pixelStride] = input;
  const [stride, dilation] = [window.stride[1], window.dilation[1]];
  const columnsOf = range(pixels).map((pixel) =>
    range(run.taps).map((tap) => pixel * stride + tap * dilation),
  );
  const columns = [...new Set(columnsOf.flat())];
  const isWide = columns.length > widest;
  const sums = columns.length > mostColumns ? partial : columns.length;
  const sum = (index: number): string => f.local(`sum${index % sums}`, "v128");
  const combine = (a: string, b: string): string => {
    return call.reduction === "max" ? larger(a, b) : f32x4("add", a, b);
  };
  const value = f.local("x", "v128");
  const column = (index: number, at: number, isFirst: boolean): void => {
    const to = isFirst ? sum(index) : value;
    f.push(...loadStepped(to, get("a"), at * pixelStride, input[1], count));
    if (!isFirst) f.push(set(sum(index), combine(get(sum(index)), get(value))));
  };
  const down = advance("a", window.dilation[0] * rowStride * floatBytes);
  const whole = Math.floor(columns.length / partial);
  const row = (): void => {
    if (!isWide) {
      columns.forEach((at, index) => {
        column(index, at, false);
      });
      return;
    }
    const four = partial * dilation * pixelStride * floatBytes;
    f.repeat("fours", whole, () => {
      for (const index of range(partial)) column(index, index * dilation, false);
      f.push(...advance("a", four));
    });
    for (const index of range(columns.length % partial)) column(index, index * dilation, false);
    f.push(...advance("a", -whole * four));
  };

  f.push(set("a", get("fromAt")), set(f.local("left"), get("taps")));
  const least = columns.length === 0 ? 0 : Math.min(...rowRuns.map(({ taps }) => taps));
  // The first row is what the sums start from, where there is one and each of its columns has a sum.
  const isPeeled = least > 0 && sums === columns.length;
  if (isPeeled) {
    columns.forEach((at, index) => {
      column(index, at, true);
    });
    f.push(...down, set("left", subtract(get("left"), i32(1))));
  } else {
    for (const index of range(Math.max(1, sums)))
      f.push(set(f.local(`sum${index}`, "v128"), splat(call.reduction === "max" ? -Infinity : 0)));
  }
  const most = Math.max(...rowRuns.map(({ taps }) => taps)) - (isPeeled ? 1 : 0);
  if (most > 0 && columns.length > 0) {
    const isSure = least > (isPeeled ? 1 : 0);
    if (!isSure) f.push(`(if ${get("left")} (then`);
    f.countDown("left", () => {
      row();
      f.push(...down);
    });
    if (!isSure) f.push("))");
  }
  const results = columnsOf.map((own, pixel) => {
    const result = f.local(`result${pixel}`, "v128");
    const parts = sums === columns.length ? own.map((at) => sum(columns.indexOf(at))) : range(sums).map(sum);
    const [first = f.local("sum0", "v128"), ...others] = parts;
    f.push(set(result, get(first)));
    for (const other of others) f.push(set(result, combine(get(result), get(other))));
    return result;
  });
  if (call.reduction === "average") {
    const across = call.countPadding ? run.padded : run.taps;
    const elements = `(i32.mul ${get("padded")} ${i32(across)})`;
    f.push(set(f.local("divisor", "v128"), `(f32x4.splat (f32.convert_i32_s ${elements}))`));
    for (const result of results) f.push(set(result, f32x4("div", get(result), get("divisor"))));
  }
  results.forEach((result, pixel) => {
    f.push(...storeStepped(get("toAt"), pixel * output[3], output[1], get(result), count));
  });
}
