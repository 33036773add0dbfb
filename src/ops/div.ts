import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";
import { only, operand } from "./operand.js";
import { sumTo } from "./shapes.js";

export const div = arithmetic({
  name: "div",
  doc: { summary: "a / b.", shapes: "two shapes that broadcast → the common one", source: "ONNX Div" },
  arity: 2,
  commutative: false,
  expression: scalar.div(scalar.input(0), scalar.input(1)),
  // dy/da = 1 / b, dy/db = -y / b
  gradient: ({ graph, inputs, results, upstream }) => {
    const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
    const toA = graph.apply("div", {}, [only(upstream), b]);
    const toB = graph.apply("neg", {}, [graph.apply("mul", {}, [toA, only(results)])]);
    return [sumTo(graph, toA, graph.typeOf(a).shape), sumTo(graph, toB, graph.typeOf(b).shape)];
  },
  onnx: "Div",
});
