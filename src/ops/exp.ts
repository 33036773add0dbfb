import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";
import { only } from "./operand.js";

export const exp = arithmetic({
  name: "exp",
  doc: { summary: "e to the power x.", shapes: "any shape → the same", source: "ONNX Exp" },
  arity: 1,
  commutative: false,
  expression: scalar.exp(scalar.input(0)),
  gradient: ({ graph, results, upstream }) => [graph.apply("mul", {}, [only(upstream), only(results)])],
  onnx: "Exp",
});
