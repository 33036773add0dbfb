import { namedAxes, reduction } from "./reduction.js";
import { sum } from "./sum.js";

export const reduceSum = reduction({
  name: "reduce_sum",
  doc: {
    summary: "The sum over the spatial axes, the channels, or both.",
    shapes: "[C, H, W] → [C] over spatial, [H, W] over channels, [] over all; 1 in their place where kept",
    source: "ONNX ReduceSum",
  },
  ...namedAxes("reduce_sum"),
  reduction: "sum",
  gradient: sum.gradient,
});
