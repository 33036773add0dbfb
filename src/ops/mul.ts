import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";
import { only, operand } from "./operand.js";
import { sumTo } from "./shapes.js";

export const mul = arithmetic({
  name: "mul",
  doc: { summary: "a · b.", shapes: "two shapes that broadcast → the common one", source: "ONNX Mul" },
  arity: 2,
  commutative: true,
  expression: scalar.mul(scalar.input(0), scalar.input(1)),
  gradient: ({ graph, inputs, upstream }) => {
    const [a, b, dy] = [operand(inputs, 0), operand(inputs, 1), only(upstream)];
    return [
      sumTo(graph, graph.apply("mul", {}, [dy, b]), graph.typeOf(a).shape),
      sumTo(graph, graph.apply("mul", {}, [dy, a]), graph.typeOf(b).shape),
    ];
  },
  onnx: "Mul",
});
