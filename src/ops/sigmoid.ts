import { add, constant, div, exp, input, neg } from "../ir/scalar.js";
import { activation } from "./elementwise.js";
import { only } from "./operand.js";
import { scalarValue } from "./shapes.js";

export const sigmoid = activation({
  name: "sigmoid",
  doc: {
    summary: "Logistic function: 1 / (1 + exp(-x)).",
    shapes: "any shape → the same",
    source: "ONNX Sigmoid",
  },
  // For very negative x the exponential is infinite, or as large as a target's floats go, and the quotient is 0.
  expression: div(constant(1), add(constant(1), exp(neg(input(0))))),
  // y' = y (1 - y)
  gradient: ({ graph, results, upstream }) => {
    const y = only(results);
    const slope = graph.apply("mul", {}, [y, graph.apply("sub", {}, [scalarValue(graph, 1), y])]);
    return [graph.apply("mul", {}, [only(upstream), slope])];
  },
  onnx: "Sigmoid",
});
