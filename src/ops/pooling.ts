import type { Attributes, TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { type Arguments, type Parameter, type RandomInteger } from "./definition.js";
import { extent } from "./operand.js";
import { booleanIn } from "./read.js";
import { chance } from "./samples.js";
import { exportWindow, flagIn, importWindow } from "./window-onnx.js";
import { sampleWindow } from "./window-samples.js";
import {
  emptyWindowProblem,
  resolveWindow,
  spatialProblem,
  windowShape,
  type WindowAttributes,
} from "./window.js";
import { flag } from "./onnx.js";

export type PoolAttributes = WindowAttributes &
  Readonly<{
    /** Whether the number of positions is rounded up. */
    ceil: boolean;
  }>;

/** The shape rule of pooling, in words. */
export const positionsRule =
  "[C, H, W] → [C, H', W'] or [C, L] → [C, L'], H' = floor((H + padding - dilation * (kernel - 1) - 1) / stride) + 1; " +
  "`ceil` rounds up instead, and drops a last window that would start beyond the input and its leading padding";

export const kernelParameter: Parameter = {
  name: "kernel",
  type: { kind: "extents" },
  doc: "Extent of the window.",
};

export const strideParameter: Parameter = {
  name: "stride",
  type: { kind: "extents" },
  like: "kernel",
  doc: "Step between positions.",
};

export const ceilParameter: Parameter = {
  name: "ceil",
  type: { kind: "bool" },
  default: false,
  doc: "Whether the number of positions is rounded up, as in Caffe.",
};

export function resolvePool(op: string, parameters: Arguments, input: TensorType): PoolAttributes | Problem {
  const ceil = booleanIn(parameters, "ceil");
  if (ceil && parameters.pad === "same") {
    const help = "`same` already rounds the size up; leave `ceil` out, or write the padding as numbers";
    return new Problem("CNN0205", `${op} with \`pad: same\` has no ceil mode`, help, "ceil");
  }
  const window = resolveWindow(op, parameters, input);
  return window instanceof Problem ? window : { ...window, ceil };
}

/** Type of the result of pooling; every window sees at least one element. */
export function poolType(op: string, attributes: PoolAttributes, input: TensorType): TensorType | Problem {
  const misfit = spatialProblem(op, input);
  if (misfit) return misfit;
  const result = windowShape(op, attributes, input, extent(input, 1), attributes.ceil);
  if (result instanceof Problem) return result;
  return emptyWindowProblem(op, attributes, input, result) ?? result;
}

export function exportPool(attributes: PoolAttributes) {
  return { ...exportWindow(attributes), ceil_mode: flag(attributes.ceil) };
}

export function importPool(op: string, attributes: Attributes, input: TensorType): PoolAttributes | Problem {
  const window = importWindow(op, attributes, input);
  return window instanceof Problem ? window : { ...window, ceil: flagIn(attributes, "ceil_mode") };
}

/** Random attributes of pooling, with the types of an input and the result. */
export function samplePool(random: RandomInteger) {
  const { window, extents } = sampleWindow(random);
  const attributes = { ...window, ceil: chance(random) };
  const x: TensorType = { dtype: "f32", shape: ["N", random(1, 3), ...extents] };
  const y = poolType("pool", attributes, x);
  if (y instanceof Problem) throw new Error(y.message);
  return { attributes, x, y };
}
