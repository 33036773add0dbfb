import { constant, input, max, min, select } from "../ir/scalar.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";
import { onlyValue, onnxScalar } from "./onnx.js";

const x = input(0);
const [zero, one, six] = [constant(0), constant(1), constant(6)];

export const [relu6, relu6Gradient] = activationWithSlope<NoAttributes>({
  name: "relu6",
  doc: {
    summary: "The positive part, at most 6: min(max(x, 0), 6).",
    source:
      "Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10; Sandler et al. 2018, MobileNetV2",
  },
  ...withoutParameters,
  expression: () => min(max(x, zero), six),
  slope: () => select(x, zero, select(six, x, one, zero), zero),
  onnx: {
    export: (onnx, _, inputs) =>
      onnx.node("Clip", [onlyValue(inputs), onnxScalar(onnx, 0), onnxScalar(onnx, 6)]),
  },
});
