import { constant, input, mul } from "../ir/scalar.js";
import { elementwise } from "./elementwise.js";
import { onlyValue, onnxScalar } from "./onnx.js";
import { numberIn } from "./read.js";

type TimesAttributes = Readonly<{ factor: number }>;

export const times = elementwise<TimesAttributes>({
  name: "times",
  doc: {
    summary:
      "A number times each element: the weight of a loss among others, or of a residual (Inception-ResNet).",
    shapes: "any → the same",
    source: "Szegedy et al. 2016, Inception-v4, section 3.3; ONNX Mul",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "factor",
        type: { kind: "float", min: -1e6, max: 1e6 },
        doc: "What each element is multiplied by.",
      },
    ],
    page: {
      counts: "one elementwise operation an element",
      example: { x: [8, 16, 16], layers: "output y = residual { conv(8, 3x3, pad: same) -> times(0.17) }" },
    },
  },
  resolve: (parameters) => ({ factor: numberIn(parameters, "factor") }),
  arity: 1,
  commutative: false,
  inferenceIdentity: false,
  mismatch: "CNN0301",
  expression: ({ factor }) => mul(constant(factor), input(0)),
  gradient: ({ graph, attributes, upstream }) => [graph.apply("times", attributes, upstream)],
  onnx: {
    export: (onnx, { factor }, inputs) => onnx.node("Mul", [onlyValue(inputs), onnxScalar(onnx, factor)]),
  },
  sampleAttributes: (random) => ({ factor: random(-8, 8) / 4 }),
});
