import { abs, add, constant, div, input, mul } from "../ir/scalar.js";
import { sameOnnx } from "./onnx.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";

const divisor = add(constant(1), abs(input(0)));

export const [softsign, softsignGradient] = activationWithSlope<NoAttributes>({
  name: "softsign",
  doc: {
    summary: "x / (1 + |x|).",
    source: "Bergstra et al. 2009; Glorot & Bengio 2010; ONNX Softsign",
  },
  ...withoutParameters,
  expression: () => div(input(0), divisor),
  slope: () => div(constant(1), mul(divisor, divisor)),
  onnx: sameOnnx("Softsign"),
});
