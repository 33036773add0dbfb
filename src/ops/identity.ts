import { input } from "../ir/scalar.js";
import { elementwise } from "./elementwise.js";
import { sameOnnx } from "./onnx.js";
import type { NoAttributes } from "./plain.js";

export const identity = elementwise<NoAttributes>({
  name: "identity",
  doc: { summary: "Passes its input through.", shapes: "any shape → the same", source: "ONNX Identity" },
  syntax: {
    kind: "call",
    parameters: [],
    page: {
      counts: "none: it passes its input through",
      example: { x: [8, 16, 16], layers: "output y = identity" },
    },
  },
  resolve: () => ({}),
  arity: 1,
  commutative: false,
  inferenceIdentity: true,
  mismatch: "CNN0301",
  expression: () => input(0),
  gradient: ({ upstream }) => upstream,
  onnx: sameOnnx("Identity"),
  sampleAttributes: () => ({}),
});
