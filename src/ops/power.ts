import * as scalar from "../ir/scalar.js";
import { elementwise } from "./elementwise.js";
import { internal } from "./plain.js";
import { only } from "./operand.js";
import { scalarValue } from "./shapes.js";
import { onlyValue, onnxScalar } from "./onnx.js";

type PowerAttributes = Readonly<{ exponent: number }>;

export const power = elementwise<PowerAttributes>({
  name: "power",
  doc: {
    summary: "x to a constant power, for positive x; any x where the exponent is 1, 2 or -1.",
    shapes: "any shape → the same",
    source: "ONNX Pow",
  },
  ...internal,
  arity: 1,
  commutative: false,
  inferenceIdentity: false,
  mismatch: "CNN0301",
  expression: ({ exponent }) => scalar.power(scalar.input(0), exponent),
  gradient: ({ graph, attributes: { exponent }, inputs, upstream }) => {
    const scale = graph.apply("mul", {}, [only(upstream), scalarValue(graph, exponent)]);
    if (exponent === 1) return [scale];
    return [graph.apply("mul", {}, [scale, graph.apply("power", { exponent: exponent - 1 }, inputs)])];
  },
  onnx: {
    export: (onnx, { exponent }, inputs) => onnx.node("Pow", [onlyValue(inputs), onnxScalar(onnx, exponent)]),
  },
  sampleAttributes: (random) => ({ exponent: random(-4, 6) / 2 }),
});
