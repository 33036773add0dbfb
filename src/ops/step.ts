import { constant, input, select } from "../ir/scalar.js";
import { elementwise } from "./elementwise.js";
import { internal, type NoAttributes } from "./plain.js";
import { int, onlyValue, onnxScalar } from "./onnx.js";

export const step = elementwise<NoAttributes>({
  name: "step",
  doc: {
    summary: "1 where x > 0, else 0; its gradient is zero almost everywhere.",
    shapes: "any shape → the same",
    source: "Heaviside step function, with 0 at 0",
  },
  ...internal,
  arity: 1,
  commutative: false,
  inferenceIdentity: false,
  mismatch: "CNN0301",
  expression: () => select(input(0), constant(0), constant(1), constant(0)),
  gradient: () => [undefined],
  onnx: {
    // 1 is TensorProto's float.
    export: (onnx, _, inputs) =>
      onnx.node("Cast", [onnx.node("Greater", [onlyValue(inputs), onnxScalar(onnx, 0)])], {
        to: int(1),
      }),
  },
  sampleAttributes: () => ({}),
});
