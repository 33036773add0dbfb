import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { elementsOf } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { only, operand } from "./operand.js";
import { noTraits, noWeights } from "./plain.js";
import {
  ceilParameter,
  exportPool,
  importPool,
  kernelParameter,
  poolType,
  positionsRule,
  resolvePool,
  samplePool,
  strideParameter,
  type PoolAttributes,
} from "./pooling.js";
import { f32 } from "./shapes.js";
import { forEachPosition, largest } from "./window-taps.js";
import { planeView, programWindow, windowField } from "./window.js";
import { borderedPool, isPlainPool } from "./pool-onnx.js";

export const maxpool: OperatorDefinition<PoolAttributes> = {
  name: "maxpool",
  doc: {
    summary: "The largest element of each window. Padding is below every number, and is never taken.",
    shapes: positionsRule,
    source: "Ranzato et al. 2007; ONNX MaxPool",
  },
  traits: noTraits,
  syntax: {
    kind: "call",
    parameters: [
      kernelParameter,
      strideParameter,
      {
        name: "pad",
        type: { kind: "padding" },
        default: "none",
        doc: "Padding around the input, less than the dilated kernel.",
      },
      { name: "dilation", type: { kind: "extents" }, default: 1, doc: "Distance between a window's taps." },
      ceilParameter,
    ],
    page: {
      counts: "one elementwise operation for each element of each window",
      example: { x: [64, 112, 112], layers: "output y = maxpool(3x3, stride: 2, pad: 1)" },
    },
  },
  resolve: (parameters, input) => resolvePool("maxpool", parameters, input),
  weights: noWeights,
  shape(attributes, inputs) {
    const type = poolType("maxpool", attributes, only(inputs));
    return type instanceof Problem ? type : [type];
  },
  counts: ({ kernel }, _, results) => ({
    macs: 0,
    elementwise: elements(only(results).shape) * elementsOf({ shape: kernel }),
  }),
  receptiveField: windowField,
  evaluate(attributes, inputs) {
    const x = only(inputs);
    const type = poolType("maxpool", attributes, f32(x.shape));
    if (type instanceof Problem) throw new Error(type.message);
    const shape = type.shape.map(Number);
    const data = new Float64Array(elementsOf({ shape }));
    forEachPosition(attributes, x.shape, shape, (yAt, plane, position) => {
      data[yAt] = x.data[largest(x, plane, position)] ?? NaN;
    });
    return [{ shape, data }];
  },
  lower(attributes, inputs, outputs, lowering) {
    lowering.emit({
      kind: "pool",
      reduction: "max",
      countPadding: false,
      window: programWindow(attributes),
      input: planeView(only(inputs)),
      output: planeView(only(outputs)),
    });
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, attributes, inputs, upstream }) => [
    graph.apply("maxpool_gradient", attributes, [only(inputs), only(upstream)]),
  ],
  onnx: {
    opType: "MaxPool",
    export(onnx, attributes, inputs) {
      const input = only(inputs);
      if (isPlainPool(attributes, input.type)) {
        return onnx.node("MaxPool", [input.value], exportPool(attributes));
      }
      const { x, window } = borderedPool(onnx, attributes, input, -Infinity);
      return onnx.node("MaxPool", [x], exportPool(window));
    },
    import: (attributes, inputs) => importPool("MaxPool", attributes, operand(inputs, 0)),
  },
  samples(random) {
    const { attributes, x } = samplePool(random);
    return { attributes, inputs: [x.shape] };
  },
};
