import { constant, input, mul, select } from "../ir/scalar.js";
import { numberIn } from "./read.js";
import { activationWithSlope, numberParameter } from "./slope.js";
import { float, valuesOf } from "./onnx.js";

type LeakyReluAttributes = Readonly<{ slope: number }>;

const standardSlope = 0.01;
const x = input(0);
const zero = constant(0);

export const [leakyRelu, leakyReluGradient] = activationWithSlope<LeakyReluAttributes>({
  name: "leaky_relu",
  doc: {
    summary: "x where it is positive, slope * x elsewhere.",
    source:
      "Maas et al. 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models; ONNX LeakyRelu",
  },
  parameters: [numberParameter("slope", standardSlope, "Slope below 0.")],
  resolve: (parameters) => ({ slope: numberIn(parameters, "slope") }),
  expression: ({ slope }) => select(x, zero, x, mul(constant(slope), x)),
  slope: ({ slope }) => select(x, zero, constant(1), constant(slope)),
  onnx: {
    opType: "LeakyRelu",
    export: (onnx, { slope }, inputs) => onnx.node("LeakyRelu", valuesOf(inputs), { alpha: float(slope) }),
    import: (attributes) => ({ slope: numberIn(attributes, "alpha", standardSlope) }),
  },
  sampleAttributes: (random) => ({ slope: random(-4, 8) / 10 }),
});
