import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";
import { only, operand } from "./operand.js";
import { sumTo } from "./shapes.js";

export const sub = arithmetic({
  name: "sub",
  doc: { summary: "a - b.", shapes: "two shapes that broadcast → the common one", source: "ONNX Sub" },
  arity: 2,
  commutative: false,
  expression: scalar.sub(scalar.input(0), scalar.input(1)),
  gradient: ({ graph, inputs, upstream }) => {
    const [a, b, dy] = [operand(inputs, 0), operand(inputs, 1), only(upstream)];
    return [
      sumTo(graph, dy, graph.typeOf(a).shape),
      graph.apply("neg", {}, [sumTo(graph, dy, graph.typeOf(b).shape)]),
    ];
  },
  onnx: "Sub",
});
