import { abs, add, constant, exp, input, log, max, neg, type Scalar } from "../ir/scalar.js";
import { sameOnnx } from "./onnx.js";
import { logistic } from "./sigmoid.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";

/** log(1 + exp(x)) as max(x, 0) + log(1 + exp(-|x|)), whose exponential does not overflow. */
export function softplusOf(x: Scalar): Scalar {
  return add(max(x, constant(0)), log(add(constant(1), exp(neg(abs(x))))));
}

export const [softplus, softplusGradient] = activationWithSlope<NoAttributes>({
  name: "softplus",
  doc: {
    summary: "A smooth relu: log(1 + exp(x)), computed without overflow.",
    source: "Dugas et al. 2001, Incorporating Second-Order Functional Knowledge; ONNX Softplus",
  },
  ...withoutParameters,
  expression: () => softplusOf(input(0)),
  slope: () => logistic(input(0)),
  onnx: sameOnnx("Softplus"),
});
