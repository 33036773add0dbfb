import type { TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { OnnxOperand, OnnxValue, OnnxWriter } from "./definition.js";
import { onnxScalar } from "./onnx.js";
import { poolType, type PoolAttributes } from "./pooling.js";
import { axesOf, dilatedExtent, spatialExtents } from "./window.js";

/**
 * Whether ONNX's pools take the padding as it is. They do not where ceil mode drops a last window that starts beyond the
 * input, which operator sets differ about, nor, in onnxruntime, where padding is as wide as the kernel before dilation.
 */
export function isPlainPool(attributes: PoolAttributes, input: TensorType): boolean {
  const extents = spatialExtents(input.shape);
  return axesOf(attributes).every((axis, index) => {
    const room = (extents[index] ?? 1) + axis.begin + axis.end - dilatedExtent(axis);
    const last = Math.ceil(room / axis.stride) * axis.stride;
    const isDropped = attributes.ceil && last >= (extents[index] ?? 1) + axis.begin;
    return !isDropped && Math.max(axis.begin, axis.end) < axis.kernel;
  });
}

/** The input with a border of `value` as wide as the windows reach, and the window over it, which needs no padding. */
export function borderedPool(
  onnx: OnnxWriter,
  attributes: PoolAttributes,
  { value: x, type }: OnnxOperand,
  value: number,
): { readonly x: OnnxValue; readonly window: PoolAttributes } {
  const result = poolType("pool", attributes, type);
  if (result instanceof Problem) throw new Error(result.message);
  const [extents, positions] = [spatialExtents(type.shape), spatialExtents(result.shape)];
  const axes = axesOf(attributes);
  const ends = axes.map((axis, index) => {
    const reach = ((positions[index] ?? 1) - 1) * axis.stride + dilatedExtent(axis);
    return Math.max(0, reach - axis.begin - (extents[index] ?? 1));
  });
  const widths = [0, 0, ...axes.map(({ begin }) => begin), 0, 0, ...ends];
  const bordered = onnx.node("Pad", [x, onnx.integers(widths), onnxScalar(onnx, value)]);
  const padding = attributes.padding.map(() => 0);
  return { x: bordered, window: { ...attributes, padding, ceil: false } };
}
