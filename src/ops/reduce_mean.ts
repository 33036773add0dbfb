import { mean } from "./mean.js";
import { namedAxes, reduction } from "./reduction.js";

export const reduceMean = reduction({
  name: "reduce_mean",
  doc: {
    summary: "The mean over the spatial axes, the channels, or both.",
    shapes: "[C, H, W] → [C] over spatial, [H, W] over channels, [] over all; 1 in their place where kept",
    source: "ONNX ReduceMean",
  },
  ...namedAxes("reduce_mean"),
  reduction: "mean",
  gradient: mean.gradient,
});
