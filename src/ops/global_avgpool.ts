import { elements } from "../ir/graph.js";
import { globalPooling } from "./global-pooling.js";
import { scalarValue, shapeAttribute } from "./shapes.js";
import { spatialExtents } from "./window.js";

export const globalAvgpool = globalPooling({
  name: "global_avgpool",
  doc: {
    summary: "The mean of each channel over all its places.",
    shapes: "[C, H, W] → [C]",
    source: "Lin et al. 2014, Network in Network; ONNX GlobalAveragePool, then Flatten",
  },
  reduction: "mean",
  opType: "GlobalAveragePool",
  reduce: (plane) => plane.reduce((sum, value) => sum + value, 0) / plane.length,
  gradient(graph, x, dy) {
    const { shape } = graph.typeOf(x);
    const share = scalarValue(graph, 1 / elements(spatialExtents(shape)));
    const shared = graph.apply("mul", {}, [dy, share]);
    return graph.apply("expand", { shape: shapeAttribute(shape) }, [shared]);
  },
});
