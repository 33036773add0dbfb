import { showShape, type Shape, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { Window } from "../program/program.js";
import type { View } from "../program/view.js";
import type { Argument, Arguments, ReceptiveField } from "./definition.js";

/** A window that slides over one or two spatial axes; the arrays are by axis. */
export type WindowAttributes = Readonly<{
  kernel: readonly number[];
  stride: readonly number[];
  dilation: readonly number[];
  /** Begins in axis order, then ends: `[top, left, bottom, right]`, or `[begin, end]` for one axis. */
  padding: readonly number[];
}>;

/** The same along one axis. */
export interface AxisWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
}

const unitAxis: AxisWindow = { kernel: 1, stride: 1, dilation: 1, begin: 0, end: 0 };
const axisNames = [["along the length"], ["vertically", "horizontally"]];

/** The window axis by axis. */
export function axesOf({ kernel, stride, dilation, padding }: WindowAttributes): readonly AxisWindow[] {
  return kernel.map((extent, axis) => ({
    kernel: extent,
    stride: stride[axis] ?? 1,
    dilation: dilation[axis] ?? 1,
    begin: padding[axis] ?? 0,
    end: padding[axis + kernel.length] ?? 0,
  }));
}

/** Vertical and horizontal; a signal's vertical axis has extent 1 and a window of 1. */
export function planeAxes(window: WindowAttributes): readonly [AxisWindow, AxisWindow] {
  const axes = axesOf(window);
  return [axes.at(-2) ?? unitAxis, axes.at(-1) ?? unitAxis];
}

/** Extents of the spatial axes of `[N, C, …]`. */
export function spatialExtents(shape: Shape): readonly number[] {
  return shape.slice(2).filter((dim) => dim !== "N");
}

/** Height and width of `[N, C, …]`; a signal has height 1. */
export function planeExtents(shape: Shape): readonly [number, number] {
  const extents = spatialExtents(shape);
  return [extents.at(-2) ?? 1, extents.at(-1) ?? 1];
}

/** `[N, C]` and `[N, C, L]` as `[N, C, H, W]`; likewise the weight of a one-dimensional convolution. */
export function planeView(view: View): View {
  const missing = new Array<number>(4 - view.shape.length);
  return {
    ...view,
    shape: view.shape.toSpliced(2, 0, ...missing.fill(1)),
    strides: view.strides.toSpliced(2, 0, ...missing.fill(0)),
  };
}

/** The window of a call, always over two axes. */
export function programWindow(window: WindowAttributes): Window {
  const [y, x] = planeAxes(window);
  return {
    kernel: [y.kernel, x.kernel],
    stride: [y.stride, x.stride],
    dilation: [y.dilation, x.dilation],
    padding: [y.begin, x.begin, y.end, x.end],
  };
}

/** From the first to the last element that a window touches, dilation included. */
export function dilatedExtent({ kernel, dilation }: AxisWindow): number {
  return (kernel - 1) * dilation + 1;
}

export function windowField(window: WindowAttributes): ReceptiveField {
  return { kind: "window", extent: axesOf(window).map(dilatedExtent), stride: window.stride };
}

/**
 * Number of window positions along an axis: floor((in + begin + end - extent) / stride) + 1. Ceil mode rounds up, and
 * takes one away where the last window would start beyond the input and its leading padding.
 */
function outputExtent(axis: AxisWindow, input: number, ceil: boolean): number {
  const room = input + axis.begin + axis.end - dilatedExtent(axis);
  if (!ceil) return Math.floor(room / axis.stride) + 1;
  const extent = Math.ceil(room / axis.stride) + 1;
  return (extent - 1) * axis.stride >= input + axis.begin ? extent - 1 : extent;
}

/** Padding with which there are ceil(in / stride) positions; the odd element goes to the end (ONNX SAME_UPPER). */
export function samePadding(window: Omit<WindowAttributes, "padding">, extents: readonly number[]): number[] {
  const totals = axesOf({ ...window, padding: [] }).map((axis, index) => {
    const input = extents[index] ?? 1;
    return Math.max((Math.ceil(input / axis.stride) - 1) * axis.stride + dilatedExtent(axis) - input, 0);
  });
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

/** Why `input` has not the one or two spatial axes that operator `op` slides over. */
export function spatialProblem(op: string, input: TensorType): Problem | undefined {
  const axes = input.shape.length - 2;
  if (axes === 1 || axes === 2) return undefined;
  const given = showShape(input.shape);
  return new Problem("CNN0301", `${op} needs an input [C, H, W] or [C, L], but gets ${given}`);
}

/** Shape `[N, channels, …]` of what operator `op` computes, one element for each position of its window. */
export function windowShape(
  op: string,
  window: WindowAttributes,
  input: TensorType,
  channels: number,
  ceil = false,
): TensorType | Problem {
  const misfit = spatialProblem(op, input);
  if (misfit) return misfit;
  const extents = spatialExtents(input.shape);
  if (window.kernel.length !== extents.length) {
    const given = showShape(input.shape);
    return new Problem(
      "CNN0301",
      `${op} has a window of ${window.kernel.length} axes, its input is ${given}`,
    );
  }
  const spatial: number[] = [];
  for (const [index, axis] of axesOf(window).entries()) {
    const extent = extents[index] ?? 1;
    const output = outputExtent(axis, extent, ceil);
    if (output < 1) return tooLarge(op, window, input, axis, index, ceil);
    spatial.push(output);
  }
  return { dtype: "f32", shape: [input.shape[0] ?? "N", channels, ...spatial] };
}

function tooLarge(
  op: string,
  window: WindowAttributes,
  { shape }: TensorType,
  axis: AxisWindow,
  index: number,
  ceil: boolean,
): Problem {
  const extents = spatialExtents(shape);
  const input = extents[index] ?? 1;
  const padding = axis.begin + axis.end;
  const room = `(${input} + ${padding} - ${dilatedExtent(axis)}) / ${axis.stride}`;
  const formula = `${ceil ? "ceil" : "floor"}(${room}) + 1 = ${Math.min(0, outputExtent(axis, input, ceil))}`;
  const where = axisNames[extents.length - 1]?.[index] ?? "";
  return new Problem(
    "CNN0302",
    `the ${window.kernel.join("x")} window of ${op} is larger than its input ${showShape(shape)}: ` +
      `${where} it has ${formula} positions`,
    "positions are (input + padding - dilated kernel) / stride, rounded, + 1; take a smaller kernel or more padding",
    "kernel",
  );
}

/** Why a window that averages or takes the largest is refused: at some position it would see padding only. */
export function emptyWindowProblem(
  op: string,
  window: WindowAttributes,
  input: TensorType,
  output: TensorType,
): Problem | undefined {
  const outputs = spatialExtents(output.shape);
  const empty = axesOf(window).some((axis, index) =>
    hasEmptyPosition(axis, spatialExtents(input.shape)[index] ?? 1, outputs[index] ?? 1),
  );
  if (!empty) return undefined;
  return new Problem(
    "CNN0205",
    `${op} with padding (${window.padding.join(", ")}) has windows that see nothing of the input ${showShape(input.shape)}`,
    "padding must be smaller than the dilated kernel",
    "pad",
  );
}

function hasEmptyPosition(axis: AxisWindow, input: number, output: number): boolean {
  for (let position = 0; position < output; position += 1) {
    const start = position * axis.stride - axis.begin;
    // The first tap that is not before the input.
    const tap = Math.max(0, Math.ceil(-start / axis.dilation));
    if (tap >= axis.kernel || start + tap * axis.dilation >= input) return true;
  }
  return false;
}

/** A parameter of kind `extents`, for each spatial axis of the input. */
export function extentsGiven(
  op: string,
  parameters: Arguments,
  name: string,
  input: TensorType,
): readonly number[] | Problem {
  const misfit = spatialProblem(op, input);
  if (misfit) return misfit;
  const axes = input.shape.length - 2;
  const given = parameters[name] ?? 1;
  if (typeof given !== "object") return new Array<number>(axes).fill(Number(given));
  if (given.length === axes) return given;
  const shape = showShape(input.shape);
  const message = `${name} ${given.join("x")} has ${given.length} axes, but the input of ${op} is ${shape}`;
  return new Problem("CNN0204", message, undefined, name);
}

/** The window of a call in the language: parameters `kernel`, `stride`, `dilation` and `pad`. */
export function resolveWindow(
  op: string,
  parameters: Arguments,
  input: TensorType,
): WindowAttributes | Problem {
  const kernel = extentsGiven(op, parameters, "kernel", input);
  if (kernel instanceof Problem) return kernel;
  const stride = extentsGiven(op, parameters, "stride", input);
  if (stride instanceof Problem) return stride;
  const dilation = extentsGiven(op, parameters, "dilation", input);
  if (dilation instanceof Problem) return dilation;
  const window = { kernel, stride, dilation };
  const { pad = "none" } = parameters;
  const padding =
    pad === "same"
      ? samePadding(window, spatialExtents(input.shape))
      : explicitPadding(pad, input.shape.length - 2);
  return padding instanceof Problem ? padding : { ...window, padding };
}

/** Padding that is given as numbers: begins in axis order, then ends. */
export function explicitPadding(pad: Argument, axes: number): readonly number[] | Problem {
  const numbers =
    typeof pad === "object" ? pad : new Array<number>(2 * axes).fill(pad === "none" ? 0 : Number(pad));
  if (numbers.some((number) => number < 0)) {
    return new Problem("CNN0205", "padding cannot be negative", undefined, "pad");
  }
  if (numbers.length === 2 * axes) return numbers;
  if (numbers.length === axes) return [...numbers, ...numbers];
  const forms = axes === 1 ? "(begin, end)" : "(vertical, horizontal) or (top, left, bottom, right)";
  const message = `padding (${numbers.join(", ")}) does not fit an input with ${axes} spatial axes`;
  return new Problem("CNN0204", message, `write one number, or ${forms}`, "pad");
}
