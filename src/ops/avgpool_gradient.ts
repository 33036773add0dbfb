import { elements, sameShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { elementsOf } from "../program/view.js";
import { divisor, sampleAvgpool, type AvgpoolAttributes } from "./avgpool.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { only } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { poolType } from "./pooling.js";
import { f32 } from "./shapes.js";
import { forEachPosition } from "./window-taps.js";
import { planeView, programWindow, spatialExtents } from "./window.js";

type AvgpoolGradientAttributes = AvgpoolAttributes &
  Readonly<{
    /** Extents of the pooled input, which the result does not tell. */
    size: readonly number[];
  }>;

export const avgpoolGradient: OperatorDefinition<AvgpoolGradientAttributes> = {
  name: "avgpool_gradient",
  doc: {
    summary: "Gradient of average pooling: shared out evenly among what each window sees.",
    shapes: "gradient [C, H', W'] → [C, size…]",
    source: "PyTorch avg_pool2d",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape(attributes, inputs) {
    const gradient = only(inputs);
    const x = f32([...gradient.shape.slice(0, 2), ...attributes.size]);
    const type = poolType("avgpool", attributes, x);
    if (type instanceof Problem) return type;
    return sameShape(type.shape, gradient.shape)
      ? [x]
      : new Problem("CNN0301", "avgpool_gradient: the gradient has not the shape of the result");
  },
  counts: ({ kernel }, inputs) => ({
    macs: 0,
    elementwise: elements(only(inputs).shape) * (elementsOf({ shape: kernel }) + 1),
  }),
  receptiveField: () => ({ kind: "global" }),
  evaluate(attributes, inputs) {
    const gradient = only(inputs);
    const shape = [...gradient.shape.slice(0, 2), ...attributes.size];
    const data = new Float64Array(elementsOf({ shape }));
    forEachPosition(attributes, shape, gradient.shape, (yAt, plane, position) => {
      const share = (gradient.data[yAt] ?? 0) / divisor(attributes, position);
      for (const offset of position.offsets) data[plane + offset] = (data[plane + offset] ?? 0) + share;
    });
    return [{ shape, data }];
  },
  lower(attributes, inputs, outputs, lowering) {
    lowering.emit({
      kind: "averagePoolGradient",
      countPadding: attributes.count_include_pad,
      window: programWindow(attributes),
      gradient: planeView(only(inputs)),
      output: planeView(only(outputs)),
    });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, attributes, upstream }) {
    const { kernel, stride, dilation, padding, ceil, count_include_pad } = attributes;
    return [graph.apply("avgpool", { kernel, stride, dilation, padding, ceil, count_include_pad }, upstream)];
  },
  onnx: new NoOnnx("ONNX has no gradient of AveragePool"),
  samples(random) {
    const { attributes, x, y } = sampleAvgpool(random);
    return { attributes: { ...attributes, size: spatialExtents(x.shape) }, inputs: [y.shape] };
  },
};
