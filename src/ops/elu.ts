import { constant, exp, input, mul, select, sub, type Scalar } from "../ir/scalar.js";
import { numberIn } from "./read.js";
import { activationWithSlope, numberParameter } from "./slope.js";
import { float, valuesOf } from "./onnx.js";

type EluAttributes = Readonly<{ alpha: number }>;

const x = input(0);
const [zero, one] = [constant(0), constant(1)];

/** scale * x above 0, scale * alpha * (exp(x) - 1) below; and the slope of that. */
export function exponentialLinear(scale: number, alpha: number): { expression: Scalar; slope: Scalar } {
  const [above, below] = [constant(scale), constant(scale * alpha)];
  return {
    expression: select(x, zero, mul(above, x), mul(below, sub(exp(x), one))),
    slope: select(x, zero, above, mul(below, exp(x))),
  };
}

export const [elu, eluGradient] = activationWithSlope<EluAttributes>({
  name: "elu",
  doc: {
    summary: "Exponential linear unit: x where it is positive, alpha * (exp(x) - 1) elsewhere.",
    source: "Clevert et al. 2015; ONNX Elu",
  },
  parameters: [numberParameter("alpha", 1, "What it falls to is -alpha.")],
  resolve: (parameters) => ({ alpha: numberIn(parameters, "alpha") }),
  expression: ({ alpha }) => exponentialLinear(1, alpha).expression,
  slope: ({ alpha }) => exponentialLinear(1, alpha).slope,
  onnx: {
    opType: "Elu",
    export: (onnx, { alpha }, inputs) => onnx.node("Elu", valuesOf(inputs), { alpha: float(alpha) }),
    import: (attributes) => ({ alpha: numberIn(attributes, "alpha", 1) }),
  },
  sampleAttributes: (random) => ({ alpha: random(1, 20) / 10 }),
});
