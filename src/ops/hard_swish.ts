import { add, constant, div, input, mul, select } from "../ir/scalar.js";
import { hardLogistic, hardLogisticOnnx } from "./hard_sigmoid.js";
import { sameOnnxSince } from "./onnx.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";

const x = input(0);

export const [hardSwish, hardSwishGradient] = activationWithSlope<NoAttributes>({
  name: "hard_swish",
  doc: {
    summary: "A piecewise silu: x * hard_sigmoid(x).",
    source: "Howard et al. 2019, Searching for MobileNetV3; ONNX HardSwish",
  },
  ...withoutParameters,
  expression: () => mul(x, hardLogistic),
  // x / 3 + 1/2 from -3 up to 3, exclusive.
  slope: () => {
    const middle = add(div(x, constant(3)), constant(0.5));
    return select(constant(-3), x, constant(0), select(constant(3), x, middle, constant(1)));
  },
  onnx: sameOnnxSince(14, "HardSwish", (onnx, x) =>
    onnx.node("Mul", [x, onnx.node("HardSigmoid", [x], hardLogisticOnnx)]),
  ),
});
