import type { Window } from "../../../../program/program.js";
import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, set, splat, stepped, WatFunction } from "../wat.js";
import type { PixelStrides } from "./conv-shape.js";
import { floatBytes, lanes, loadLanes, loadSplat, range, storeStepped } from "./lanes.js";
import type { Strides } from "./pool.js";
import { eachUnit, kernelOf, placed, unitParameters, unitPlaces } from "./units.js";

/** The gradient of a convolution to its weight; the channels of a pixel lie side by side. */
export interface ConvWeightGradient {
  readonly window: Window;
  readonly samples: number;
  readonly groups: number;
  /** Channels of the input and of the gradient in a group. */
  readonly channels: number;
  readonly filters: number;
  /** Rows and pixels of the input, and of the gradient. */
  readonly size: readonly [number, number];
  readonly taken: readonly [number, number];
  readonly input: PixelStrides;
  readonly gradient: PixelStrides;
  /** Of the weight `[out, in / groups, kh, kw]`. */
  readonly output: Strides;
}

/** Numbers of one operand that are multiplied with vectors of the other at a time. */
const tile = { numbers: 4, vectors: 2 };

/** One of the two operands: its channels in a group, its step from product to product, and the output's along them. */
interface Side {
  readonly pointer: "input" | "gradient";
  readonly channels: number;
  readonly pixel: number;
  readonly row: number;
  readonly sample: number;
  readonly output: number;
  /** Whether its vectors are multiplied with those of the other lane by lane, since each channel is a group of its own. */
  readonly isPaired?: boolean;
}

/**
 * The gradient of a convolution to its weight: `(first, last, input, gradient, output)`. Vectors of channels of one operand
 * are multiplied with numbers of the other (or with its vectors, where every channel is a group of its own), in all pixels that a tap meets; each row has a sum of its own. Units are taps,
 * by four of the numbers.
 */
export function convWeightGradient(name: string, call: ConvWeightGradient): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["input", "gradient", "output"]) f.parameter(parameter);
  const { window, output } = call;
  const groups = isDepthwise(call) ? 1 : call.groups;
  const [down, across] = [tapsAlong(call, 0), tapsAlong(call, 1)];
  const [vectors, numbers] = sidesOf(call);
  const tiles = Math.ceil(numbers.channels / tile.numbers);
  for (const local of ["rows", "pixels", "inputAt", "gradientAt", "outputAt"]) f.local(local);

  eachUnit(f, () => {
    const extents = [groups, window.kernel[0], window.kernel[1], tiles];
    const [group = "", ky = "", kx = "", part = ""] = unitPlaces(f, extents);
    f.push(set("rows", entry(down, ky, "count")), set("pixels", entry(across, kx, "count")));
    for (const side of [vectors, numbers]) {
      const place = side.pointer === "input" ? "input" : "gradient";
      const { row, pixel } = call[place];
      const start = stepped(get(place), group, side.channels * floatBytes);
      const atRow = stepped(start, entry(down, ky, place), row * floatBytes);
      f.push(set(`${place}At`, stepped(atRow, entry(across, kx, place), pixel * floatBytes)));
    }
    const steps = [call.filters * output[0], output[2], output[3], tile.numbers * numbers.output];
    const places = [group, ky, kx, part];
    f.push(
      set(
        "outputAt",
        placed(
          get("output"),
          places,
          steps.map((step) => step * floatBytes),
        ),
      ),
    );
    f.push(set(f.local("numbersAt"), stepped(get(`${numbers.pointer}At`), part, tile.numbers * floatBytes)));
    const rest = numbers.channels % tile.numbers;
    const some = (count: number): readonly string[] =>
      f.collect(() => {
        allVectors(f, call, [vectors, numbers], count);
      });
    if (rest === 0) f.push(...some(tile.numbers));
    else if (tiles === 1) f.push(...some(rest));
    else {
      const isWhole = `(i32.lt_u ${part} ${i32(tiles - 1)})`;
      f.push(`(if ${isWhole} (then`, ...some(tile.numbers), ") (else", ...some(rest), "))");
    }
  });
  return kernelOf(f, groups * window.kernel[0] * window.kernel[1] * tiles);
}

/** So many numbers with all vectors of the other operand. */
function allVectors(
  f: WatFunction,
  call: ConvWeightGradient,
  [vectors, numbers]: readonly [Side, Side],
  count: number,
): void {
  const width = tile.vectors * lanes;
  const from = `${vectors.pointer}At`;
  const block = (channels: number): void => {
    products(f, call, [vectors, numbers], [channels, count]);
    f.push(...advance(from, channels * floatBytes));
    f.push(...advance("outputAt", channels * vectors.output * floatBytes));
    if (numbers.isPaired === true) f.push(...advance("numbersAt", channels * floatBytes));
  };
  f.repeat("block", Math.floor(vectors.channels / width), () => {
    block(width);
  });
  if (vectors.channels % width > 0) block(vectors.channels % width);
}

/** The sums of the products of so many channels and numbers over all pixels. */
function products(
  f: WatFunction,
  { samples }: ConvWeightGradient,
  [vectors, numbers]: readonly [Side, Side],
  [channels, count]: readonly [number, number],
): void {
  const across = range(Math.ceil(channels / lanes));
  const held = (vector: number): number => Math.min(lanes, channels - vector * lanes);
  const sums = (kind: string) =>
    range(count).map((number) => across.map((v) => f.local(`${kind}${number}_${v}`, "v128")));
  const [totals, parts] = [sums("total"), sums("part")];
  for (const total of totals.flat()) f.push(set(total, splat(0)));
  const [v, n] = [f.local("v"), f.local("n")];
  f.push(set(v, get(`${vectors.pointer}At`)), set(n, get("numbersAt")));
  f.push(`(if (i32.and (i32.ne ${get("rows")} (i32.const 0)) (i32.ne ${get("pixels")} (i32.const 0))) (then`);
  f.repeat("sample", samples, () => {
    f.push(set(f.local("vSample"), get(v)), set(f.local("nSample"), get(n)));
    f.push(set(f.local("y"), get("rows")));
    f.countDown("y", () => {
      for (const part of parts.flat()) f.push(set(part, splat(0)));
      f.push(set(f.local("vRow"), get(v)), set(f.local("nRow"), get(n)));
      f.push(set(f.local("x"), get("pixels")));
      f.countDown("x", () => {
        for (const vector of across)
          f.push(...loadLanes(f.local(`v${vector}`, "v128"), get(v), vector * lanes, held(vector)));
        parts.forEach((row, number) => {
          const value = f.local("value", "v128");
          if (numbers.isPaired !== true) f.push(set(value, loadSplat(get(n), number)));
          row.forEach((part, vector) => {
            if (numbers.isPaired === true) f.push(...loadLanes(value, get(n), vector * lanes, held(vector)));
            f.push(set(part, f32x4("add", get(part), f32x4("mul", get("value"), get(`v${vector}`)))));
          });
        });
        f.push(...advance(v, vectors.pixel * floatBytes), ...advance(n, numbers.pixel * floatBytes));
      });
      totals.forEach((row, number) => {
        row.forEach((total, vector) => {
          f.push(set(total, f32x4("add", get(total), get(parts[number]?.[vector] ?? ""))));
        });
      });
      f.push(set(v, get("vRow")), set(n, get("nRow")));
      f.push(...advance(v, vectors.row * floatBytes), ...advance(n, numbers.row * floatBytes));
    });
    f.push(set(v, get("vSample")), set(n, get("nSample")));
    f.push(...advance(v, vectors.sample * floatBytes), ...advance(n, numbers.sample * floatBytes));
  });
  f.push("))");
  totals.forEach((row, number) => {
    row.forEach((total, vector) => {
      const at = number * numbers.output + vector * lanes * vectors.output;
      f.push(...storeStepped(get("outputAt"), at, vectors.output, get(total), held(vector)));
    });
  });
}

/** The operand that gives vectors, of which fewer lanes are empty, and the one that gives numbers. */
function sidesOf(call: ConvWeightGradient): readonly [Side, Side] {
  const { channels, filters, input, gradient, output } = call;
  const [rows, pixels] = call.window.stride;
  const own: Side = {
    ...{ pointer: "input", channels, output: output[1] },
    ...{ pixel: pixels * input.pixel, row: rows * input.row, sample: input.sample },
  };
  const other: Side = { ...gradient, pointer: "gradient", channels: filters, output: output[0] };
  if (isDepthwise(call))
    return [
      { ...own, channels: call.groups, output: output[0] },
      { ...other, isPaired: true },
    ];
  const empty = (count: number): number => (Math.ceil(count / lanes) * lanes) / count;
  return empty(channels) <= empty(filters) ? [own, other] : [other, own];
}

function isDepthwise({ groups, channels, filters }: ConvWeightGradient): boolean {
  return groups > 1 && channels === 1 && filters === 1;
}

/** By tap: how many places of the gradient it meets the input from, the first of them, and where in the input that is. */
type Taps = readonly { readonly count: number; readonly gradient: number; readonly input: number }[];

function tapsAlong({ window, size, taken }: ConvWeightGradient, axis: 0 | 1): Taps {
  const { kernel, stride, dilation, padding } = window;
  return range(kernel[axis]).map((tap) => {
    const from = tap * dilation[axis] - padding[axis];
    const first = from < 0 ? Math.ceil(-from / stride[axis]) : 0;
    const end = Math.min(taken[axis], Math.ceil((size[axis] - from) / stride[axis]));
    if (end <= first) return { count: 0, gradient: 0, input: 0 };
    return { count: end - first, gradient: first, input: from + first * stride[axis] };
  });
}

/** What a table says of a tap that is known only when the kernel runs. */
function entry(taps: Taps, tap: string, field: keyof Taps[number]): string {
  const [first, ...others] = taps.map((entry) => entry[field]);
  return others.reduce(
    (text, value, index) => `(select ${i32(value)} ${text} (i32.eq ${tap} ${i32(index + 1)}))`,
    i32(first ?? 0),
  );
}
