import { elements, type Dim } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { constant, input, mul } from "../ir/scalar.js";
import { broadcastView, elementsOf } from "../program/view.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { expand, type ExpandAttributes } from "./expand.js";
import { mapTensors } from "./map.js";
import { only } from "./operand.js";
import { internal, noTraits, noWeights, pointwise } from "./plain.js";
import { keptShape } from "./reduction.js";
import { chance, randomShape } from "./samples.js";
import { extentsOfAttribute, shapeAttribute } from "./shapes.js";

export const meanGradient: OperatorDefinition<ExpandAttributes> = {
  name: "mean_gradient",
  doc: {
    summary: "Gradient of a mean: each element is shared out evenly among those that it was the mean of.",
    shapes: "extents of 1 → the extents given, with a factor of 1 / their product",
    source: "PyTorch mean",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape: (attributes, inputs) =>
    only(inputs).shape.length === attributes.shape.length
      ? expand.shape(attributes, inputs)
      : new Problem("CNN0301", "mean_gradient needs the gradient with extents of 1 where the mean was taken"),
  counts: (_, __, results) => ({ macs: 0, elementwise: elements(only(results).shape) }),
  receptiveField: pointwise,
  evaluate: (attributes, inputs, batch) => {
    const shape = extentsOfAttribute(attributes.shape, batch);
    return [mapTensors(shared(only(inputs), { shape }), shape, inputs, [])];
  },
  lower: (_, inputs, outputs, lowering) => {
    const output = only(outputs);
    lowering.emit({
      kind: "map",
      expression: shared(only(inputs), output),
      inputs: [broadcastView(only(inputs), output.shape)],
      output,
    });
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, attributes, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    const axes = attributes.shape.flatMap((extent, axis) =>
      shape[axis] === 1 && extent !== 1 ? [axis] : [],
    );
    return [graph.apply("mean", { axes, keepdims: true }, upstream)];
  },
  onnx: new NoOnnx("gradients are not exported"),
  samples: (random) => {
    const shape = randomShape(random);
    const axes = shape.flatMap((_, axis) => (chance(random) ? [axis] : []));
    return { attributes: { shape: shapeAttribute(shape) }, inputs: [keptShape<Dim>(axes, shape)] };
  },
};

/** Input 0 over the number of elements that share it. */
function shared(from: { readonly shape: readonly number[] }, to: { readonly shape: readonly number[] }) {
  return mul(input(0), constant(elementsOf(from) / elementsOf(to)));
}
