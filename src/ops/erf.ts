import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";
import { only } from "./operand.js";
import { scalarValue } from "./shapes.js";

export const erf = arithmetic({
  name: "erf",
  doc: {
    summary: "Error function: 2/√π times the integral of exp(-t²) from 0 to x.",
    shapes: "any shape → the same",
    source: "ONNX Erf",
  },
  arity: 1,
  commutative: false,
  expression: scalar.erf(scalar.input(0)),
  gradient: ({ graph, inputs, upstream }) => {
    const square = graph.apply("mul", {}, [only(inputs), only(inputs)]);
    const density = graph.apply("exp", {}, [graph.apply("neg", {}, [square])]);
    const slope = graph.apply("mul", {}, [density, scalarValue(graph, 2 / Math.sqrt(Math.PI))]);
    return [graph.apply("mul", {}, [only(upstream), slope])];
  },
  onnx: "Erf",
});
