import { add, constant, div, exp, input, neg, type Scalar } from "../ir/scalar.js";
import { activation } from "./elementwise.js";
import { only } from "./operand.js";
import { scalarValue } from "./shapes.js";

/**
 * 1 / (1 + exp(-x)). For very negative x the exponential is infinite, or as large as a target's floats go, and the
 * quotient is 0.
 */
export function logistic(x: Scalar): Scalar {
  return div(constant(1), add(constant(1), exp(neg(x))));
}

export const sigmoid = activation({
  name: "sigmoid",
  doc: {
    summary: "Logistic function: 1 / (1 + exp(-x)).",
    shapes: "any shape → the same",
    source: "ONNX Sigmoid",
  },
  expression: logistic(input(0)),
  // y' = y (1 - y)
  gradient: ({ graph, results, upstream }) => {
    const y = only(results);
    const slope = graph.apply("mul", {}, [y, graph.apply("sub", {}, [scalarValue(graph, 1), y])]);
    return [graph.apply("mul", {}, [only(upstream), slope])];
  },
  onnx: "Sigmoid",
});
