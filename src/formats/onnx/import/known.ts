import { elements } from "../../../ir/graph.js";
import type { Tensor } from "../../../ops/definition.js";
import type { OnnxTensor } from "../tensor.js";

/**
 * A tensor whose numbers are known before the network runs. Among integers NaN stands for the batch, and an infinity
 * for what was computed from it otherwise, which nothing can use.
 */
export type Known = OnnxTensor;

/** Elements that a computation on known tensors may make; shape arithmetic needs a handful. */
export const knownLimit = 2 ** 20;

export function integers(data: readonly number[], shape: readonly number[] = [data.length]): Known {
  return { shape, kind: "integer", data: Float64Array.from(data) };
}

export function floats(data: ArrayLike<number>, shape: readonly number[]): Known {
  return { shape, kind: "float", data: Float32Array.from(data) };
}

/** The same numbers under another shape of as many elements. */
export function reshaped(known: Known, shape: readonly number[]): Known {
  return { ...known, shape };
}

export function tensorOf({ shape, data }: Known): Tensor {
  return { shape, data: Float64Array.from(data) };
}

/** A matrix, rows and columns exchanged. */
export function turned({ shape, data, kind }: Known): Known {
  const [rows = 1, columns = 1] = shape;
  const result = kind === "float" ? new Float32Array(data.length) : new Float64Array(data.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      result[column * rows + row] = data[row * columns + column] ?? 0;
    }
  }
  return { kind, shape: [columns, rows], data: result };
}

/** The number that all elements are, where there are any. */
export function uniform({ data }: Known): number | undefined {
  const [first] = data;
  return first !== undefined && data.every((value) => value === first) ? first : undefined;
}

/** Element `index` of each axis, of a tensor that is repeated along axes of extent 1 as NumPy does. */
export function broadcastTo({ shape, data }: Known, to: readonly number[]): Float64Array {
  const strides = shape.map((extent, axis) => (extent === 1 ? 0 : elements(shape.slice(axis + 1))));
  const lead = to.length - shape.length;
  const result = new Float64Array(elements(to));
  const index = new Array<number>(to.length).fill(0);
  let offset = 0;
  for (let at = 0; at < result.length; at += 1) {
    result[at] = data[offset] ?? NaN;
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      const stride = strides[axis - lead] ?? 0;
      const place = (index[axis] ?? 0) + 1;
      offset += stride;
      index[axis] = place;
      if (place < (to[axis] ?? 1)) break;
      offset -= place * stride;
      index[axis] = 0;
    }
  }
  return result;
}
