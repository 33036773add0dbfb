import type { Rows } from "../../../ops/rows.js";
import { malformed } from "./refusal.js";

/** How ONNX's Resize interpolates. */
export interface Interpolation {
  readonly mode: string;
  /** The place in the input of element `at` of the result. */
  readonly source: Source;
  readonly rounding: string;
  /** The coefficient `a` of Keys' cubic. */
  readonly cubic: number;
  readonly excludesOutside: boolean;
  readonly antialias: boolean;
}

interface Extents {
  readonly input: number;
  readonly output: number;
  readonly scale: number;
}

type Source = (at: number, extents: Extents) => number;

const halfPixel: Source = (at, { scale }) => (at + 0.5) / scale - 0.5;

const sources: Readonly<Record<string, Source>> = {
  half_pixel: halfPixel,
  half_pixel_symmetric: (at, { input, output, scale }) => {
    const adjustment = output / (input * scale);
    return (input / 2) * (1 - adjustment) + halfPixel(at, { input, output, scale });
  },
  pytorch_half_pixel: (at, extents) => (extents.output > 1 ? halfPixel(at, extents) : 0),
  // The size of the result is not rounded here.
  align_corners: (at, { input, scale }) =>
    input * scale === 1 ? 0 : (at * (input - 1)) / (input * scale - 1),
  asymmetric: (at, { scale }) => at / scale,
};

/** By the name of a coordinate transformation. */
export function sourceOf(transform: string): Source {
  return sources[transform] ?? malformed(`there is no coordinate transformation ${transform}`);
}

const roundings: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** For each element of the result along one axis, what it is made of. */
export function axisRows(extents: Extents, interpolation: Interpolation): Rows {
  const { mode, source, rounding } = interpolation;
  const { input, output } = extents;
  const inside = (at: number): number => Math.min(Math.max(at, 0), input - 1);
  const round = roundings[rounding] ?? malformed(`there is no nearest_mode ${rounding}`);
  return Array.from({ length: output }, (_, at) => {
    const place = source(at, extents);
    if (mode === "nearest") return [{ at: inside(round(place)), weight: 1 }];
    const taps = tapsAround(place, extents.scale, interpolation);
    const kept = interpolation.excludesOutside ? taps.filter((tap) => tap.at === inside(tap.at)) : taps;
    const sum = kept.reduce((total, { weight }) => total + weight, 0);
    return kept.map((tap) => ({ at: inside(tap.at), weight: tap.weight / sum }));
  });
}

/** Samples of the kernel around a place; where the result is smaller, `antialias` stretches it over what a step covers. */
function tapsAround(place: number, scale: number, { mode, cubic, antialias }: Interpolation) {
  const stretch = antialias ? Math.min(scale, 1) : 1;
  const reach = (mode === "linear" ? 1 : 2) / stretch;
  const kernel = mode === "linear" ? (x: number) => Math.max(1 - x, 0) : (x: number) => keys(x, cubic);
  const first = Math.ceil(place - reach);
  const count = Math.floor(place + reach) - first + 1;
  return Array.from({ length: count }, (_, index) => {
    return { at: first + index, weight: kernel(Math.abs(first + index - place) * stretch) };
  }).filter(({ weight }) => weight !== 0);
}

/** Keys 1981, Cubic convolution interpolation for digital image processing, equation 4, at a distance. */
function keys(x: number, a: number): number {
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/** Row-major weights `[output, input]`. */
export function weightsOf(rows: Rows, input: number): Float32Array {
  const weights = new Float32Array(rows.length * input);
  rows.forEach((taps, row) => {
    for (const { at, weight } of taps) weights[row * input + at] = (weights[row * input + at] ?? 0) + weight;
  });
  return weights;
}
