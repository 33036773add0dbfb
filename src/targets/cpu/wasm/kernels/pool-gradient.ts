import type { Window } from "../../../../program/program.js";
import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, plus, set, splat, stepped, WatFunction } from "../wat.js";
import { floatBytes, lanes, loadStepped, range, storeStepped } from "./lanes.js";
import type { Strides } from "./pool.js";
import { valueInRun, windowReaches, type Reach } from "./reaches.js";
import { eachUnit, kernelOf, placed, unitParameters, unitPlaces } from "./units.js";

/** The gradient of a pooling call, from its output to its input. */
export interface PoolGradient {
  /** What was pooled; an average does not ask for it, a maximum is where it was found first. */
  readonly reduction:
    | { readonly kind: "max"; readonly input: Strides }
    | { readonly kind: "average"; readonly countPadding: boolean };
  readonly window: Window;
  /** `[N, C, H, W]` of the pooling's input; rows and pixels of its output. */
  readonly shape: readonly [number, number, number, number];
  readonly extent: readonly [number, number];
  readonly gradient: Strides;
  readonly output: Strides;
}

/** An operand, its local, and its floats from one channel, row and pixel to the next. */
interface Plane {
  readonly pointer: string;
  readonly strides: Strides;
}

/**
 * The gradient of pooling: `(first, last, input, gradient, output)`, without `input` for an average. Every window adds to
 * what it saw, so that a unit is all pixels of four channels of a sample.
 */
export function poolGradient(name: string, call: PoolGradient): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  const { shape, gradient, output, reduction } = call;
  const input = reduction.kind === "max" ? [{ pointer: "input", strides: reduction.input }] : [];
  const given = { pointer: "gradient", strides: gradient };
  const planes: readonly Plane[] = [...input, given, { pointer: "output", strides: output }];
  for (const { pointer } of planes) f.parameter(pointer);
  const [samples, channels] = shape;
  const vectors = Math.ceil(channels / lanes);
  eachUnit(f, () => {
    const [sample = "", vector = ""] = unitPlaces(f, [samples, vectors]);
    for (const { pointer, strides } of planes) {
      const steps = [strides[0], lanes * strides[1]].map((step) => step * floatBytes);
      f.push(set(f.local(`${pointer}Plane`), placed(get(pointer), [sample, vector], steps)));
    }
    const some = (count: number): readonly string[] =>
      f.collect(() => {
        clear(f, call, count);
        scatter(f, call, planes, count);
      });
    const rest = channels % lanes;
    if (rest === 0) f.push(...some(lanes));
    else if (vectors === 1) f.push(...some(rest));
    else {
      const isWhole = `(i32.lt_u ${vector} ${i32(vectors - 1)})`;
      f.push(`(if ${isWhole} (then`, ...some(lanes), ") (else", ...some(rest), "))");
    }
  });
  return kernelOf(f, samples * vectors);
}

/** Makes all pixels of so many channels of the output 0. */
function clear(f: WatFunction, { shape, output }: PoolGradient, count: number): void {
  const [, , height, width] = shape;
  const [, channel, row, pixel] = output;
  const zero = f.local("zero", "v128");
  f.push(set(zero, splat(0)), set(f.local("to"), get("outputPlane")));
  f.repeat("row", height, () => {
    f.repeat("pixel", width, () => {
      f.push(...storeStepped(get("to"), 0, channel, get(zero), count), ...advance("to", pixel * floatBytes));
    });
    f.push(...advance("to", (row - width * pixel) * floatBytes));
  });
}

/** Adds what every window gives. */
function scatter(f: WatFunction, call: PoolGradient, planes: readonly Plane[], count: number): void {
  const { window, shape, extent, reduction } = call;
  const [rowRuns, pixelRuns] = windowReaches(window, extent, [shape[2], shape[3]]);
  const [top, left] = window.padding;
  const y = f.local("y");
  const byRow = (value: (reach: Reach) => number): string => valueInRun(rowRuns, y, value);
  const counted = reduction.kind === "average" && reduction.countPadding;
  f.push(set(y, i32(0)), "(loop $rows");
  f.push(
    set(
      f.local("taps"),
      byRow(({ taps }) => taps),
    ),
  );
  f.push(
    set(
      f.local("padded"),
      byRow(({ taps, padded }) => (counted ? padded : taps)),
    ),
  );
  for (const { pointer, strides } of planes) {
    const [, , row, pixel] = strides;
    const plane = get(`${pointer}Plane`);
    const isSmall = pointer === "gradient";
    const start = plus(plane, isSmall ? 0 : -(top * row + left * pixel) * floatBytes);
    const atRow = stepped(start, get(y), (isSmall ? 1 : window.stride[0]) * row * floatBytes);
    const firstTap = byRow(({ first }) => first * window.dilation[0]);
    f.push(set(f.local(`${pointer}At`), isSmall ? atRow : stepped(atRow, firstTap, row * floatBytes)));
  }
  for (const run of pixelRuns) {
    f.repeat("pixel", run.count, () => {
      if (run.taps > 0) {
        f.push(`(if ${get("taps")} (then`);
        oneWindow(f, call, run, count);
        f.push("))");
      }
      for (const { pointer, strides } of planes) {
        const step = pointer === "gradient" ? 1 : window.stride[1];
        f.push(...advance(`${pointer}At`, step * strides[3] * floatBytes));
      }
    });
  }
  f.push(set(y, plus(get(y), 1)), `(br_if $rows (i32.lt_u ${get(y)} ${i32(extent[0])})))`);
}

/** Adds what one window gives. */
function oneWindow(f: WatFunction, call: PoolGradient, run: Reach, count: number): void {
  const { window, gradient, output, reduction } = call;
  const value = f.local("value", "v128");
  const [index, best] = [f.local("index", "v128"), f.local("best", "v128")];
  const [one, none] = ["(v128.const i32x4 1 1 1 1)", "(v128.const i32x4 0 0 0 0)"];
  /** Visits the taps of the window inside the input; `at` is where a tap lies from the local `a`, in floats. */
  const taps = (pointer: string, strides: Strides, visit: (at: number) => void): void => {
    f.push(set(f.local("a"), plus(get(pointer), run.first * window.dilation[1] * strides[3] * floatBytes)));
    f.push(set(f.local("left"), get("taps")));
    f.countDown("left", () => {
      for (const tap of range(run.taps)) visit(tap * window.dilation[1] * strides[3]);
      f.push(...advance("a", window.dilation[0] * strides[2] * floatBytes));
    });
  };
  const next = set(index, `(i32x4.add ${get(index)} ${one})`);
  if (reduction.kind === "max") {
    const { input } = reduction;
    const largest = f.local("largest", "v128");
    const first = run.first * window.dilation[1] * input[3];
    f.push(...loadStepped(largest, plus(get("inputAt"), first * floatBytes), 0, input[1], count));
    f.push(set(index, none), set(best, none));
    taps("inputAt", input, (at) => {
      f.push(...loadStepped(value, get("a"), at, input[1], count));
      f.push(set(f.local("isLarger", "v128"), f32x4("gt", get(value), get(largest))));
      for (const [kept, other] of [
        [largest, value],
        [best, index],
      ] as const)
        f.push(set(kept, `(v128.bitselect ${get(other)} ${get(kept)} ${get("isLarger")})`));
      f.push(next);
    });
    f.push(set(index, none));
  }
  const part = f.local("part", "v128");
  f.push(...loadStepped(part, get("gradientAt"), 0, gradient[1], count));
  if (reduction.kind === "average") {
    const across = reduction.countPadding ? run.padded : run.taps;
    const divisor = `(f32x4.splat (f32.convert_i32_s (i32.mul ${get("padded")} ${i32(across)})))`;
    f.push(set(part, f32x4("div", get(part), divisor)));
  }
  taps("outputAt", output, (at) => {
    const added =
      reduction.kind === "max" ? `(v128.and ${get(part)} (i32x4.eq ${get(best)} ${get(index)}))` : get(part);
    f.push(...loadStepped(value, get("a"), at, output[1], count));
    f.push(set(value, f32x4("add", get(value), added)));
    f.push(...storeStepped(get("a"), at, output[1], get(value), count));
    if (reduction.kind === "max") f.push(next);
  });
}
