import { elements, sameShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { elementsOf } from "../program/view.js";
import { NoOnnx, NotDifferentiable, type OperatorDefinition } from "./definition.js";
import { only, operand } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { poolType, samplePool, type PoolAttributes } from "./pooling.js";
import { forEachPosition, largest } from "./window-taps.js";
import { planeView, programWindow } from "./window.js";

export const maxpoolGradient: OperatorDefinition<PoolAttributes> = {
  name: "maxpool_gradient",
  doc: {
    summary: "Gradient of max pooling: to the first largest element of each window, in scan order.",
    shapes: "x [C, H, W], gradient [C, H', W'] → [C, H, W]",
    source: "PyTorch max_pool2d, which settles ties the same way",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape(attributes, inputs) {
    const x = operand(inputs, 0);
    const type = poolType("maxpool", attributes, x);
    if (type instanceof Problem) return type;
    return sameShape(type.shape, operand(inputs, 1).shape)
      ? [x]
      : new Problem("CNN0301", "maxpool_gradient: the gradient has not the shape of the result");
  },
  counts: ({ kernel }, inputs) => ({
    macs: 0,
    elementwise: elements(operand(inputs, 1).shape) * (elementsOf({ shape: kernel }) + 1),
  }),
  receptiveField: () => ({ kind: "global" }),
  evaluate(attributes, inputs) {
    const x = operand(inputs, 0);
    const gradient = operand(inputs, 1);
    const data = new Float64Array(x.data.length);
    forEachPosition(attributes, x.shape, gradient.shape, (yAt, plane, position) => {
      const at = largest(x, plane, position);
      data[at] = (data[at] ?? 0) + (gradient.data[yAt] ?? 0);
    });
    return [{ shape: x.shape, data }];
  },
  lower(attributes, inputs, outputs, lowering) {
    lowering.emit({
      kind: "maxPoolGradient",
      window: programWindow(attributes),
      input: planeView(operand(inputs, 0)),
      gradient: planeView(operand(inputs, 1)),
      output: planeView(only(outputs)),
    });
  },
  alias: undefined,
  place: undefined,
  gradient: new NotDifferentiable(
    "it would take an operator that gathers by the places of the largest elements",
  ),
  onnx: new NoOnnx("ONNX has no gradient of MaxPool outside its training domain"),
  samples(random) {
    const { attributes, x, y } = samplePool(random);
    return { attributes, inputs: [x.shape, y.shape] };
  },
};
