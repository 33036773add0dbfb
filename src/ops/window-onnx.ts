import type { Attributes, TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { ints } from "./onnx.js";
import { numberIn, numbersIn } from "./read.js";
import { samePadding, spatialExtents, spatialProblem, type WindowAttributes } from "./window.js";

/** Attributes that ONNX's Conv, MaxPool and AveragePool share. */
export function exportWindow({ kernel, stride, dilation, padding }: WindowAttributes) {
  return {
    kernel_shape: ints(kernel),
    strides: ints(stride),
    dilations: ints(dilation),
    pads: ints(padding),
  };
}

/** `kernel` is what is taken where `kernel_shape` is left out, as Conv allows. `auto_pad` becomes numbers. */
export function importWindow(
  op: string,
  attributes: Attributes,
  input: TensorType,
  kernel: readonly number[] = [],
): WindowAttributes | Problem {
  const misfit = spatialProblem(op, input);
  if (misfit) return misfit;
  const extents = spatialExtents(input.shape);
  const ones = extents.map(() => 1);
  const window = {
    kernel: numbersIn(attributes, "kernel_shape", kernel),
    stride: numbersIn(attributes, "strides", ones),
    dilation: numbersIn(attributes, "dilations", ones),
  };
  const mode = String(attributes.auto_pad ?? "NOTSET");
  const none = [...extents, ...extents].map(() => 0);
  switch (mode) {
    case "NOTSET":
      return { ...window, padding: numbersIn(attributes, "pads", none) };
    case "VALID":
      return { ...window, padding: none };
    case "SAME_UPPER":
      return { ...window, padding: samePadding(window, extents) };
    case "SAME_LOWER": {
      const upper = samePadding(window, extents);
      return { ...window, padding: [...upper.slice(extents.length), ...upper.slice(0, extents.length)] };
    }
    default:
      return new Problem("CNN0205", `auto_pad ${mode} of ${op} does not exist`);
  }
}

/** ONNX's integer booleans. */
export function flagIn(attributes: Attributes, name: string): boolean {
  return numberIn(attributes, name, 0) !== 0;
}
