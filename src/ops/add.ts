import * as scalar from "../ir/scalar.js";
import type { Page } from "./definition.js";
import { elementwise } from "./elementwise.js";
import { sameOnnx } from "./onnx.js";
import type { NoAttributes } from "./plain.js";
import { only } from "./operand.js";
import { sumTo } from "./shapes.js";

const layers = "output y = residual {\n  conv(8, 3x3, pad: same) -> batchnorm\n}";
const page: Page = {
  counts: "one elementwise operation an element, and one more for each branch beyond the second",
  example: { x: [8, 16, 16], layers },
};

export const add = elementwise<NoAttributes>({
  name: "add",
  doc: {
    summary: "Sum of two values, as at the end of a residual block.",
    shapes: "two shapes that broadcast → the common one",
    source: "He et al. 2015, Deep Residual Learning; ONNX Add",
  },
  syntax: { kind: "construct", writtenAs: "residual { … } or add { branch … }", page },
  resolve: () => ({}),
  arity: 2,
  commutative: true,
  inferenceIdentity: false,
  mismatch: "CNN0304",
  expression: () => scalar.add(scalar.input(0), scalar.input(1)),
  gradient: ({ graph, inputs, upstream }) =>
    inputs.map((operand) => sumTo(graph, only(upstream), graph.typeOf(operand).shape)),
  onnx: sameOnnx("Add"),
  sampleAttributes: () => ({}),
});
