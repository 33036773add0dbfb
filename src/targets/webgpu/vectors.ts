import { rowMajorStrides, spanOf, type View } from "../../program/view.js";

/** Numbers in a `vec4f`. */
export const lanes = 4;

export function vectorsFor(elements: number): number {
  return Math.ceil(elements / lanes);
}

/** Strides with which the channels of `[N, C, …]` lie side by side, and every pixel begins with a vector. */
export function vectorStrides(shape: readonly number[]): readonly number[] {
  const [batch = 1, channels = 1, ...spatial] = shape;
  const strides = rowMajorStrides([batch, ...spatial, lanes * vectorsFor(channels)]);
  return [strides[0] ?? 1, 1, ...strides.slice(1, -1)];
}

/** Whether the elements along an axis are vectors, the last of which may have lanes of something else. */
export function isInVectors({ offset, shape, strides }: View, axis = 1): boolean {
  const others = strides.filter((_, other) => other !== axis && shape[other] !== 1);
  return strides[axis] === 1 && [offset, ...others].every((elements) => elements % lanes === 0);
}

/**
 * Whether, besides, the lanes behind the last element are nobody else's, so that whole vectors may be written. The view
 * is all of its buffer then, which has so many elements.
 */
export function ownsVectors(view: View, capacity: number, axis = 1): boolean {
  if (!isInVectors(view, axis)) return false;
  const extent = view.shape[axis] ?? 1;
  if (extent % lanes === 0) return true;
  const row = lanes * vectorsFor(extent);
  const isPadded = view.strides.some((stride, other) => other !== axis && stride === row);
  return isPadded && view.offset === 0 && spanOf(view) === capacity;
}

/** The axis along which whole vectors may be written, if there is one. */
export function vectorAxis(view: View, capacity: number): number | undefined {
  const axis = view.shape.findIndex((_, candidate) => ownsVectors(view, capacity, candidate));
  return axis < 0 ? undefined : axis;
}

/** The view with offset, strides and the extent of that axis in vectors. */
export function inVectors({ buffer, offset, shape, strides }: View, axis = 1): View {
  return {
    buffer,
    offset: offset / lanes,
    shape: shape.with(axis, vectorsFor(shape[axis] ?? 1)),
    strides: strides.map((stride, other) => (other === axis ? 1 : stride / lanes)),
  };
}
