import { elementsOf, rowMajorStrides } from "../program/view.js";
import type { Tensor } from "./definition.js";

/** The tensor whose element at each index is `element(index)`; `index` is the same array, changed, at each call. */
export function tabulate(shape: readonly number[], element: (index: readonly number[]) => number): Tensor {
  const data = new Float64Array(elementsOf({ shape }));
  const index = new Array<number>(shape.length).fill(0);
  for (let at = 0; at < data.length; at += 1) {
    data[at] = element(index);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index[axis] = (index[axis] ?? 0) + 1;
      if (index[axis] !== shape[axis]) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** The element that NumPy broadcasting puts at `index`, whose trailing axes are the tensor's. */
export function at(tensor: Tensor, index: readonly number[]): number {
  const strides = rowMajorStrides(tensor.shape);
  const lead = index.length - tensor.shape.length;
  let offset = 0;
  for (let axis = 0; axis < strides.length; axis += 1) {
    if (tensor.shape[axis] !== 1) offset += (index[axis + lead] ?? 0) * (strides[axis] ?? 0);
  }
  const value = tensor.data[offset];
  if (value === undefined) throw new Error(`[${index.join(", ")}] is outside [${tensor.shape.join(", ")}]`);
  return value;
}

/** Combines the elements along `axes`, which stay with extent 1. */
export function reduceTensor(
  tensor: Tensor,
  axes: readonly number[],
  initial: number,
  combine: (a: number, b: number) => number,
): Tensor {
  const shape = tensor.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const strides = rowMajorStrides(shape);
  const data = new Float64Array(elementsOf({ shape })).fill(initial);
  tabulate(tensor.shape, (index) => {
    const value = at(tensor, index);
    const to = index.reduce((sum, i, axis) => sum + (axes.includes(axis) ? 0 : i * (strides[axis] ?? 0)), 0);
    data[to] = combine(data[to] ?? initial, value);
    return value;
  });
  return { shape, data };
}

/** The mean along `axes`, which stay with extent 1. */
export function meanTensor(tensor: Tensor, axes: readonly number[]): Tensor {
  const { shape, data } = reduceTensor(tensor, axes, 0, (a, b) => a + b);
  const count = tensor.data.length / data.length;
  return { shape, data: data.map((sum) => sum / count) };
}
