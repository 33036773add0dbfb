import { add, constant, input, mul, sub } from "../ir/scalar.js";
import { Problem } from "../ir/operator.js";
import { numberIn } from "./read.js";
import { logistic } from "./sigmoid.js";
import type { NoAttributes } from "./plain.js";
import { activationWithSlope, withoutParameters } from "./slope.js";
import { onlyValue } from "./onnx.js";

const x = input(0);
const share = logistic(x);
const one = constant(1);

export const [silu, siluGradient] = activationWithSlope<NoAttributes>({
  name: "silu",
  doc: {
    summary: "Sigmoid-weighted linear unit, also called swish: x * sigmoid(x).",
    source: "Hendrycks & Gimpel 2016; Elfwing et al. 2017; Ramachandran et al. 2017 (swish); ONNX Swish",
  },
  ...withoutParameters,
  expression: () => mul(x, share),
  slope: () => mul(share, add(one, mul(x, sub(one, share)))),
  onnx: {
    opType: "Swish",
    // Swish joined ONNX in operator set 24.
    export(onnx, _, inputs) {
      const x = onlyValue(inputs);
      return onnx.opset < 24 ? onnx.node("Mul", [x, onnx.node("Sigmoid", [x])]) : onnx.node("Swish", [x]);
    },
    import: (attributes) =>
      numberIn(attributes, "alpha", 1) === 1
        ? {}
        : new Problem("CNN0205", "a Swish is silu where its alpha is 1"),
  },
});
