import type { Attributes, TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { OnnxMapping } from "./definition.js";
import type { NoAttributes } from "./plain.js";

/** An ONNX operator of the same operands in the same order, without attributes on either side. */
export function sameOnnx(opType: string): OnnxMapping<NoAttributes> {
  return {
    opType,
    export: (_, inputs) => ({ opType, attributes: {}, inputs: inputs.map((_, index) => index) }),
    import: () => ({}),
  };
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
