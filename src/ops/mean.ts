import { only } from "./operand.js";
import { internal } from "./plain.js";
import { keptShape, reduction } from "./reduction.js";
import { shapeAttribute } from "./shapes.js";

/** The batch may be among the axes: how many elements there are is counted where the batch is known. */
export const mean = reduction({
  name: "mean",
  doc: {
    summary: "Mean over axes.",
    shapes: "[A, B, C] → [A, 1, C] over axis 1, [A, C] without keepdims",
    source: "ONNX ReduceMean",
  },
  ...internal,
  reduction: "mean",
  gradient: ({ graph, attributes: { axes }, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    const dy = graph.apply("reshape", { shape: shapeAttribute(keptShape(axes, shape)) }, upstream);
    return [graph.apply("mean_gradient", { shape: shapeAttribute(shape) }, [dy])];
  },
});
