import { add, constant, div, exp, input, min, mul, sub } from "../ir/scalar.js";
import { sameOnnxSince } from "./onnx.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";

const x = input(0);
const [one, two] = [constant(1), constant(2)];
// tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2) for e = exp(x); from x = 20 on it is 1 in float64 too.
const e = exp(min(x, constant(20)));
const product = mul(e, add(e, two));
const share = div(product, add(product, two));

export const [mish, mishGradient] = activationWithSlope<NoAttributes>({
  name: "mish",
  doc: { summary: "x * tanh(softplus(x)).", source: "Misra 2019; ONNX Mish" },
  ...withoutParameters,
  expression: () => mul(x, share),
  slope: () => add(share, mul(mul(x, sub(one, mul(share, share))), div(e, add(one, e)))),
  onnx: sameOnnxSince(18, "Mish", (onnx, x) =>
    onnx.node("Mul", [x, onnx.node("Tanh", [onnx.node("Softplus", [x])])]),
  ),
});
