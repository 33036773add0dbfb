import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";
import { only } from "./operand.js";
import { scalarValue } from "./shapes.js";

export const sqrt = arithmetic({
  name: "sqrt",
  doc: { summary: "Square root.", shapes: "any shape → the same", source: "ONNX Sqrt" },
  arity: 1,
  commutative: false,
  expression: scalar.sqrt(scalar.input(0)),
  // y' = 1 / (2 y)
  gradient: ({ graph, results, upstream }) => {
    const half = graph.apply("mul", {}, [only(upstream), scalarValue(graph, 0.5)]);
    return [graph.apply("div", {}, [half, only(results)])];
  },
  onnx: "Sqrt",
});
