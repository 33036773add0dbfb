import { only } from "./operand.js";
import { internal } from "./plain.js";
import { keptShape, reduction } from "./reduction.js";
import { shapeAttribute } from "./shapes.js";

export const sum = reduction({
  name: "sum",
  doc: {
    summary: "Sum over axes.",
    shapes: "[A, B, C] → [A, 1, C] over axis 1, [A, C] without keepdims",
    source: "ONNX ReduceSum",
  },
  ...internal,
  reduction: "sum",
  gradient: ({ graph, attributes: { axes }, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    const dy = graph.apply("reshape", { shape: shapeAttribute(keptShape(axes, shape)) }, upstream);
    return [graph.apply("expand", { shape: shapeAttribute(shape) }, [dy])];
  },
});
