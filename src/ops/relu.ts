import { constant, input, max } from "../ir/scalar.js";
import { activation } from "./elementwise.js";
import { only } from "./operand.js";

export const relu = activation({
  name: "relu",
  doc: {
    summary: "The positive part: max(x, 0).",
    shapes: "any shape → the same",
    source: "Nair & Hinton 2010; ONNX Relu",
  },
  expression: max(input(0), constant(0)),
  gradient: ({ graph, results, upstream }) => [
    graph.apply("mul", {}, [only(upstream), graph.apply("step", {}, results)]),
  ],
  onnx: "Relu",
});
