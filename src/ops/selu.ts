import { Problem } from "../ir/operator.js";
import { exponentialLinear } from "./elu.js";
import { numberIn } from "./read.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";
import { float, valuesOf } from "./onnx.js";

/** The fixed point of mean 0 and variance 1: equation 14 of the paper. */
const scale = 1.0507009873554805;
const alpha = 1.6732632423543772;

export const [selu, seluGradient] = activationWithSlope<NoAttributes>({
  name: "selu",
  doc: {
    summary:
      "Scaled elu, which keeps mean 0 and variance 1: scale 1.0507009873554805, alpha 1.6732632423543772.",
    source: "Klambauer et al. 2017, Self-Normalizing Neural Networks; ONNX Selu",
  },
  ...withoutParameters,
  expression: () => exponentialLinear(scale, alpha).expression,
  slope: () => exponentialLinear(scale, alpha).slope,
  onnx: {
    opType: "Selu",
    export: (onnx, _, inputs) =>
      onnx.node("Selu", valuesOf(inputs), { alpha: float(alpha), gamma: float(scale) }),
    import: (attributes) =>
      Math.abs(numberIn(attributes, "alpha", alpha) - alpha) < 1e-6 &&
      Math.abs(numberIn(attributes, "gamma", scale) - scale) < 1e-6
        ? {}
        : new Problem("CNN0205", "a Selu has the paper's alpha and gamma, or is no selu"),
  },
});
