import { Problem } from "../ir/operator.js";
import { abs, add, constant, input, max, min, mul, select, type Scalar } from "../ir/scalar.js";
import { numberIn } from "./read.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";
import { float, valuesOf } from "./onnx.js";

const x = input(0);
const sixth = constant(1 / 6);

/** x / 6 + 1/2 between 0 and 1. */
export const hardLogistic: Scalar = mul(min(max(add(x, constant(3)), constant(0)), constant(6)), sixth);

/** Attributes of the HardSigmoid that is this one; its own default is 1/5. */
export const hardLogisticOnnx = { alpha: float(1 / 6), beta: float(0.5) };

export const [hardSigmoid, hardSigmoidGradient] = activationWithSlope<NoAttributes>({
  name: "hard_sigmoid",
  doc: {
    summary:
      "A piecewise linear sigmoid: x / 6 + 1/2, at least 0 and at most 1. Keras and ONNX default to x / 5 + 1/2.",
    source:
      "Courbariaux et al. 2015, BinaryConnect; Howard et al. 2019, MobileNetV3; ONNX HardSigmoid, alpha 1/6",
  },
  ...withoutParameters,
  expression: () => hardLogistic,
  slope: () => select(constant(3), abs(x), sixth, constant(0)),
  onnx: {
    opType: "HardSigmoid",
    export: (onnx, _, inputs) => onnx.node("HardSigmoid", valuesOf(inputs), hardLogisticOnnx),
    import: (attributes) =>
      Math.abs(numberIn(attributes, "alpha", 0.2) - 1 / 6) < 1e-6 && numberIn(attributes, "beta", 0.5) === 0.5
        ? {}
        : new Problem("CNN0205", "a HardSigmoid is hard_sigmoid where its alpha is 1/6 and its beta 1/2"),
  },
});
