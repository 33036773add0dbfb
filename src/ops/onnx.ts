import type { Attributes, TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { OnnxAttribute, OnnxMapping, OnnxOperand, OnnxValue, OnnxWriter } from "./definition.js";
import type { NoAttributes } from "./plain.js";

export const int = (value: number): OnnxAttribute => ({ kind: "int", value });
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: "ints", value });
export const float = (value: number): OnnxAttribute => ({ kind: "float", value });
export const text = (value: string): OnnxAttribute => ({ kind: "string", value });
export const flag = (value: boolean): OnnxAttribute => int(value ? 1 : 0);

/** The names of the operands. */
export function valuesOf(operands: readonly OnnxOperand[]): readonly OnnxValue[] {
  return operands.map(({ value }) => value);
}

/** An ONNX operator of the same operands in the same order, without attributes on either side. */
export function sameOnnx(opType: string): OnnxMapping<NoAttributes> {
  return {
    export: (onnx, _, inputs) => onnx.node(opType, valuesOf(inputs)),
    opType,
    import: () => ({}),
  };
}

/** The same, for an operator that is younger than the oldest operator set: before `since` it is what `before` writes. */
export function sameOnnxSince(
  since: number,
  opType: string,
  before: (onnx: OnnxWriter, x: OnnxValue) => OnnxValue,
): OnnxMapping<NoAttributes> {
  return {
    ...sameOnnx(opType),
    export: (onnx, _, inputs) =>
      onnx.opset < since ? before(onnx, onlyValue(inputs)) : onnx.node(opType, valuesOf(inputs)),
  };
}

/** The only operand. */
export function onlyValue([operand, ...more]: readonly OnnxOperand[]): OnnxValue {
  if (operand === undefined || more.length > 0) throw new Error("not exactly one operand");
  return operand.value;
}

/** A number that broadcasts. */
export function onnxScalar(onnx: OnnxWriter, value: number): OnnxValue {
  return onnx.floats([], [value]);
}

/** A vector of the channels as `[C, 1, …]`, which ONNX aligns with `[N, C, …]` of this rank. */
export function channelVector(onnx: OnnxWriter, vector: OnnxValue, rank: number): OnnxValue {
  if (rank < 3) return vector;
  const axes = Array.from({ length: rank - 2 }, (_, axis) => axis + 1);
  return onnx.node("Unsqueeze", [vector, onnx.integers(axes)]);
}

/** Elements `start` up to `end`, exclusive, of an axis. */
export function sliceOnnx(
  onnx: OnnxWriter,
  x: OnnxValue,
  { axis, start, end }: { readonly axis: number; readonly start: number; readonly end: number },
): OnnxValue {
  return onnx.node("Slice", [x, onnx.integers([start]), onnx.integers([end]), onnx.integers([axis])]);
}

/** An axis from an ONNX node, where a negative one counts from the end; `standard` where it may be left out. */
export function onnxAxis(
  { axis: given }: Attributes,
  input: TensorType | undefined,
  standard?: number,
): number | Problem {
  const rank = input?.shape.length ?? 0;
  const axis = given ?? standard;
  if (typeof axis !== "number" || axis < -rank || axis >= rank) {
    return new Problem("CNN0205", `axis ${String(axis)} is outside a tensor of rank ${rank}`);
  }
  return axis < 0 ? axis + rank : axis;
}
