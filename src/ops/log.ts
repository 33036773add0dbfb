import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";
import { only } from "./operand.js";

export const log = arithmetic({
  name: "log",
  doc: { summary: "Natural logarithm, for positive x.", shapes: "any shape → the same", source: "ONNX Log" },
  arity: 1,
  commutative: false,
  expression: scalar.log(scalar.input(0)),
  gradient: ({ graph, inputs, upstream }) => [graph.apply("div", {}, [only(upstream), only(inputs)])],
  onnx: "Log",
});
