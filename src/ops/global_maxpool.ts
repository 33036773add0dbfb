import { globalPooling } from "./global-pooling.js";
import { spatialExtents } from "./window.js";

export const globalMaxpool = globalPooling({
  name: "global_maxpool",
  doc: {
    summary: "The largest element of each channel.",
    shapes: "[C, H, W] → [C]",
    source: "Oquab et al. 2015; ONNX GlobalMaxPool, then Flatten",
  },
  reduction: "max",
  opType: "GlobalMaxPool",
  reduce: (plane) => plane.reduce((best, value) => Math.max(best, value), -Infinity),
  /** That of max pooling with one window over everything. */
  gradient(graph, x, dy) {
    const kernel = spatialExtents(graph.typeOf(x).shape);
    const [ones, none] = [kernel.map(() => 1), [...kernel, ...kernel].map(() => 0)];
    const whole = { kernel, stride: ones, dilation: ones, padding: none, ceil: false };
    return graph.apply("maxpool_gradient", whole, [x, dy]);
  },
});
