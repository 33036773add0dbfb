import type { Alignment } from "../ir/graph.js";
import { evaluateScalar, type Scalar } from "../ir/scalar.js";
import { elementsOf, rowMajorStrides } from "../program/view.js";
import type { Tensor } from "./definition.js";

/** The expression for every element of `shape`; input i is aligned by `alignments[i]`, trailing where that is absent. */
export function mapTensors(
  expression: Scalar,
  shape: readonly number[],
  inputs: readonly Tensor[],
  alignments: readonly (Alignment | undefined)[],
): Tensor {
  const data = new Float64Array(elementsOf({ shape }));
  const offsets = inputs.map((input, index) => offsetsOf(input, shape, alignments[index] ?? "trailing"));
  const values = new Array<number>(inputs.length);
  for (let element = 0; element < data.length; element += 1) {
    inputs.forEach((input, index) => {
      values[index] = input.data[offsets[index]?.[element] ?? element] ?? NaN;
    });
    data[element] = evaluateScalar(expression, values);
  }
  return { shape, data };
}

/** For each element of `shape`, the offset of the element that meets it; `undefined` where that is its own. */
function offsetsOf(input: Tensor, shape: readonly number[], alignment: Alignment): Int32Array | undefined {
  const size = elementsOf({ shape });
  const trailing = alignment === "trailing";
  if (trailing && input.data.length === size) return undefined;
  const own = rowMajorStrides(input.shape);
  const lead = trailing ? shape.length - input.shape.length : 1;
  const strides = shape.map((_, axis) => (input.shape[axis - lead] === 1 ? 0 : (own[axis - lead] ?? 0)));
  let offsets: Int32Array = new Int32Array([0]);
  shape.forEach((extent, axis) => {
    const stride = strides[axis] ?? 0;
    const wider = new Int32Array(offsets.length * extent);
    offsets.forEach((offset, at) => {
      for (let i = 0; i < extent; i += 1) wider[at * extent + i] = offset + i * stride;
    });
    offsets = wider;
  });
  return offsets;
}
