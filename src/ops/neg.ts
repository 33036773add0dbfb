import * as scalar from "../ir/scalar.js";
import { arithmetic } from "./elementwise.js";

export const neg = arithmetic({
  name: "neg",
  doc: { summary: "-x.", shapes: "any shape → the same", source: "ONNX Neg" },
  arity: 1,
  commutative: false,
  expression: scalar.neg(scalar.input(0)),
  gradient: ({ graph, upstream }) => [graph.apply("neg", {}, upstream)],
  onnx: "Neg",
});
