import { windowsOf } from "./adaptive.js";
import { adaptivePooling } from "./adaptive-pooling.js";
import { only } from "./operand.js";
import { applyRows, type Rows } from "./rows.js";
import { spatialExtents } from "./window.js";

export const adaptiveAvgpool = adaptivePooling({
  name: "adaptive_avgpool",
  reduction: "mean",
  taken: "The means",
  source: "PyTorch AdaptiveAvgPool2d",
  evaluate({ size }, inputs) {
    const x = only(inputs);
    return [applyRows(x, meanRows(spatialExtents(x.shape), size))];
  },
  gradient({ graph, inputs, upstream }) {
    const size = spatialExtents(graph.typeOf(only(inputs)).shape);
    return [graph.apply("adaptive_avgpool_gradient", { size }, upstream)];
  },
});

/** By spatial axis, what each element of the result is the mean of. */
export function meanRows(extents: readonly number[], size: readonly number[]): readonly Rows[] {
  return windowsOf(extents, size).map((windows) =>
    windows.map((window) => window.map((at) => ({ at, weight: 1 / window.length }))),
  );
}
