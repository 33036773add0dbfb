import { elements, type Shape } from "../ir/graph.js";
import { constant } from "../ir/scalar.js";
import { reduce } from "../program/program.js";
import type { View } from "../program/view.js";
import type { Lowering, RandomInteger } from "./definition.js";
import { lowerByAxis } from "./layout.js";
import { randomActivation } from "./samples.js";
import { spatialExtents } from "./window.js";

/** The elements that window `index` of `windows` over `extent` elements covers. */
function windowRange(index: number, extent: number, windows: number) {
  const start = Math.floor((index * extent) / windows);
  return { start, end: Math.ceil(((index + 1) * extent) / windows) };
}

/** By spatial axis, the elements of the input that each window covers. */
export function windowsOf(extents: readonly number[], size: readonly number[]): readonly number[][][] {
  return extents.map((extent, axis) => {
    const windows = size[axis] ?? 1;
    return Array.from({ length: windows }, (_, index) => {
      const { start, end } = windowRange(index, extent, windows);
      return Array.from({ length: end - start }, (__, tap) => start + tap);
    });
  });
}

/** How many elements the windows from planes of `x` to planes of `y` see, counted once a window. */
export function elementsSeen(x: Shape, y: Shape): number {
  const seen = windowsOf(spatialExtents(x), spatialExtents(y)).map((windows) => windows.flat().length);
  return elements([...x.slice(0, 2), ...seen]);
}

/** `count` windows of `extent` elements, one every `period` from `start` on, for every `step`th result from `result` on. */
export interface Phase {
  readonly extent: number;
  readonly start: number;
  readonly period: number;
  readonly count: number;
  readonly result: number;
  readonly step: number;
}

/** The windows of one axis. They repeat as often as the extents of input and result have a common divisor. */
export function phasesOf(extent: number, windows: number): readonly Phase[] {
  const count = commonDivisor(extent, windows);
  const [period, step] = [extent / count, windows / count];
  return Array.from({ length: step }, (_, result) => {
    const { start, end } = windowRange(result, extent, windows);
    return { extent: end - start, start, period, count, result, step };
  });
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The windows of a phase in what is pooled: `axis` becomes the two axes `[count, extent]`. */
export function windowsView(view: View, axis: number, { count, extent, start, period }: Phase): View {
  const stride = view.strides[axis] ?? 0;
  return {
    ...view,
    offset: view.offset + start * stride,
    shape: view.shape.toSpliced(axis, 1, count, extent),
    strides: view.strides.toSpliced(axis, 1, stride * period, stride),
  };
}

/** The results of a phase in what pooling gives: `axis` becomes the two axes `[count, 1]`. */
export function resultsView(view: View, axis: number, phase: Phase): View {
  return windowsView(view, axis, { ...phase, extent: 1, start: phase.result, period: phase.step });
}

/** Windows are products of one window an axis: mean and maximum are taken along one axis after the other. */
export function lowerAdaptive(reduction: "mean" | "max", x: View, y: View, lowering: Lowering): void {
  lowerByAxis(x, y, lowering, (axis, from, to) => {
    for (const phase of phasesOf(from.shape[axis] ?? 1, to.shape[axis] ?? 1)) {
      const [input, output] = [windowsView(from, axis, phase), resultsView(to, axis, phase)];
      lowering.emit(reduce(reduction, input, output));
    }
  });
}

export function lowerZeros(output: View, lowering: Lowering): void {
  lowering.emit({ kind: "map", expression: constant(0), inputs: [], output });
}

/** Random shapes of what is pooled and of the result. */
export function sampleAdaptive(random: RandomInteger): { readonly x: Shape; readonly y: Shape } {
  const y = randomActivation(random, 3, 4);
  return { x: y.map((dim, axis) => (axis > 1 ? random(1, 8) : dim)), y };
}
