import { constant } from "../../../ir/scalar.js";
import type { Operation, Window } from "../../../program/program.js";
import type { View } from "../../../program/view.js";

/**
 * A convolution of some stride, as one of stride 1 over an input whose channels are the phases of the stride: of every
 * `stride` rows and columns, each is a channel of its own. The channels are `[phase][channel]`.
 */
export type Phases = Pick<Window, "kernel" | "stride">;

/** The window over the phases. What it reaches beyond the input is in memory. */
export function windowInPhases({ kernel, stride }: Phases): Window {
  const taps = [Math.ceil(kernel[0] / stride[0]), Math.ceil(kernel[1] / stride[1])] as const;
  return { kernel: taps, stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] };
}

/** Elements along an axis that a phase takes: so many from `from` on, behind `before` zeros and before `behind` others. */
interface PhaseReach {
  readonly from: number;
  readonly count: number;
  readonly before: number;
  readonly behind: number;
}

/** Every `stride`th of `extent` elements, of which the first `padding` elements before them are zeros. */
function phaseReach(
  phase: number,
  stride: number,
  extent: number,
  padding: number,
  places: number,
): PhaseReach {
  const before = Math.min(places, Math.max(0, Math.ceil((padding - phase) / stride)));
  const from = before * stride + phase - padding;
  const count = Math.max(0, Math.min(places - before, Math.ceil((extent - from) / stride)));
  return { from, count, before, behind: places - before - count };
}

/** Row by row, to and fro, so that those lie together that have a tap in the last row or column of the kernel over them. */
function phases([rows, columns]: Window["stride"]): readonly (readonly [number, number])[] {
  return Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return [row, row % 2 === 0 ? columns - 1 - column : column];
  });
}

/** Phases from `first` up to `last` are all that have a tap in the last row, or the last column, of the kernel over them. */
export function phasesWithTaps(
  { kernel, stride }: Phases,
  [inLastRow, inLastColumn]: readonly [boolean, boolean],
): { readonly first: number; readonly last: number } {
  const with0 = ((kernel[0] - 1) % stride[0]) + 1;
  const with1 = ((kernel[1] - 1) % stride[1]) + 1;
  const wanted = phases(stride).map(
    ([row, column]) => (!inLastRow || row < with0) && (!inLastColumn || column < with1),
  );
  return { first: wanted.indexOf(true), last: wanted.lastIndexOf(true) + 1 };
}

/** The operations that fill `output` `[N, phases * C, H, W]` with the phases of an input `[N, C, h, w]`, and with zeros. */
export function inputPhases(input: View, { stride, padding }: Window, output: View): readonly Operation[] {
  const [, channels = 1, height = 1, width = 1] = input.shape;
  const [samples = 1, , rows = 1, columns = 1] = output.shape;
  return phases(stride).map(([down, across], index) => {
    const own = part(output, [0, index * channels, 0, 0], [samples, channels, rows, columns]);
    const y = phaseReach(down, stride[0], height, padding[0], rows);
    const x = phaseReach(across, stride[1], width, padding[1], columns);
    if (y.count * x.count === 0) return zeros(own);
    const taken = part(input, [0, 0, y.from, x.from], [samples, channels, y.count, x.count], stride);
    return { kind: "pad", padding: [y.before, x.before, y.behind, x.behind], input: taken, output: own };
  });
}

/** The operations that bring a weight `[out, in, kh, kw]` into `output` `[out, phases * in, kh', kw']`. */
export function weightPhases(weight: View, { stride }: Phases, output: View): readonly Operation[] {
  const [filters = 1, channels = 1, height = 1, width = 1] = weight.shape;
  const copies = phases(stride).flatMap(([down, across], index): readonly Operation[] => {
    const [rows, columns] = [Math.ceil((height - down) / stride[0]), Math.ceil((width - across) / stride[1])];
    if (rows <= 0 || columns <= 0) return [];
    const shape = [filters, channels, rows, columns];
    const own = part(output, [0, index * channels, 0, 0], shape);
    return [{ kind: "copy", input: part(weight, [0, 0, down, across], shape, stride), output: own }];
  });
  return [zeros(output), ...copies];
}

function zeros(output: View): Operation {
  return { kind: "map", expression: constant(0), inputs: [], output };
}

/** Elements of a view from a place on, of which rows and columns go by steps. */
function part(
  view: View,
  from: readonly number[],
  shape: readonly number[],
  [rows, columns]: readonly [number, number] = [1, 1],
): View {
  const steps = [1, 1, rows, columns];
  return {
    buffer: view.buffer,
    offset: view.strides.reduce((offset, stride, axis) => offset + stride * (from[axis] ?? 0), view.offset),
    shape,
    strides: view.strides.map((stride, axis) => stride * (steps[axis] ?? 1)),
  };
}
