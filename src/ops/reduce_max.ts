import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { OperatorDefinition } from "./definition.js";
import { only } from "./operand.js";
import { namedAxes, reduction, type ReductionAttributes } from "./reduction.js";
import { chance, randomActivation } from "./samples.js";
import { shapeAttribute } from "./shapes.js";

const overAxes = reduction({
  name: "reduce_max",
  doc: {
    summary: "The largest element over the spatial axes, the channels, or both.",
    shapes: "[C, H, W] → [C] over spatial, [H, W] over channels, [] over all; 1 in their place where kept",
    source: "ONNX ReduceMax",
  },
  ...namedAxes("reduce_max"),
  reduction: "max",
  /** That of max pooling with one window over the axes, seen as one: to the first of equals. */
  gradient({ graph, attributes: { axes }, inputs, upstream }) {
    const x = only(inputs);
    const { shape } = graph.typeOf(x);
    const [first = 1] = axes;
    const [before, after] = [elements(shape.slice(1, first)), elements(shape.slice(first + axes.length))];
    const extent = elements(shape.slice(first, first + axes.length));
    const planes = graph.apply("reshape", { shape: [-1, before, extent, after] }, [x]);
    const dy = graph.apply("reshape", { shape: [-1, before, 1, after] }, upstream);
    const window = {
      kernel: [extent, 1],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
      ceil: false,
    };
    const gradient = graph.apply("maxpool_gradient", window, [planes, dy]);
    return [graph.apply("reshape", { shape: shapeAttribute(shape) }, [gradient])];
  },
});

export const reduceMax: OperatorDefinition<ReductionAttributes> = {
  ...overAxes,
  shape: (attributes, inputs) =>
    isRun(attributes.axes)
      ? overAxes.shape(attributes, inputs)
      : new Problem("CNN0301", "reduce_max takes neighbouring axes, and not the batch"),
  samples: (random) => {
    const shape = randomActivation(random);
    const first = random(1, shape.length - 1);
    const axes = Array.from({ length: random(1, shape.length - first) }, (_, index) => first + index);
    return { attributes: { axes, keepdims: chance(random) }, inputs: [shape] };
  },
};

/** Whether axes follow one another, behind the batch. */
function isRun(axes: readonly number[]): boolean {
  const [first = 0] = axes;
  return first > 0 && axes.every((axis, index) => axis === first + index);
}
