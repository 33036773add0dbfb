import { elements, sameShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { elementsOf } from "../program/view.js";
import { forEachRow, type ConvGeometry } from "./conv-rows.js";
import { defaultInitialiser } from "./initialisers.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { extent, only, operand } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { f32 } from "./shapes.js";
import { sampleConv } from "./window-samples.js";
import { planeView, programWindow, spatialExtents, windowShape } from "./window.js";

export const convWeightGradient: OperatorDefinition<ConvGeometry> = {
  name: "conv_weight_gradient",
  doc: {
    summary: "Gradient of a convolution to its weight: each tap's sum of input times gradient.",
    shapes: "x [C, …], gradient [filters, …] → [filters, C / groups, kernel…]",
    source: "LeCun et al. 1998",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape(attributes, inputs) {
    const x = operand(inputs, 0);
    const gradient = operand(inputs, 1);
    const filters = extent(gradient, 1);
    const result = windowShape("conv", attributes, x, filters);
    if (result instanceof Problem) return result;
    return sameShape(result.shape, gradient.shape)
      ? [f32([filters, extent(x, 1) / attributes.groups, ...attributes.kernel])]
      : new Problem("CNN0301", "conv_weight_gradient: the gradient has not the shape of the result");
  },
  counts: (_, inputs, results) => ({
    macs: elements(operand(inputs, 1).shape) * elements(only(results).shape.slice(1)),
    elementwise: 0,
  }),
  receptiveField: () => ({ kind: "global" }),
  evaluate(attributes, [x, gradient]) {
    if (x === undefined || gradient === undefined) throw new Error("conv_weight_gradient needs two inputs");
    const shape = [gradient.shape[1] ?? 0, (x.shape[1] ?? 0) / attributes.groups, ...attributes.kernel];
    const data = new Float64Array(elementsOf({ shape }));
    const shapes = { x: x.shape, weight: shape, y: gradient.shape };
    forEachRow(attributes, shapes, (yAt, weightAt, xAt, count, step) => {
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += (gradient.data[yAt + i] ?? 0) * (x.data[xAt + i * step] ?? 0);
      data[weightAt] = (data[weightAt] ?? 0) + sum;
    });
    return [{ shape, data }];
  },
  lower(attributes, inputs, outputs, lowering) {
    lowering.emit({
      kind: "convWeightGradient",
      window: programWindow(attributes),
      groups: attributes.groups,
      input: planeView(operand(inputs, 0)),
      gradient: planeView(operand(inputs, 1)),
      output: planeView(only(outputs)),
    });
  },
  alias: undefined,
  place: undefined,
  /** Convolution is bilinear: against an upstream u, the pairing is that of conv(x, u) with the gradient. */
  gradient({ graph, attributes, inputs, upstream }) {
    const x = operand(inputs, 0);
    const gradient = operand(inputs, 1);
    const u = only(upstream);
    const size = spatialExtents(graph.typeOf(x).shape);
    const filters = extent(graph.typeOf(gradient), 1);
    return [
      graph.apply("conv_input_gradient", { ...attributes, size }, [gradient, u]),
      graph.apply("conv", { ...attributes, filters, bias: false, init: defaultInitialiser }, [x, u]),
    ];
  },
  onnx: new NoOnnx("ONNX has no operator for the gradient of a convolution to its weight"),
  samples(random) {
    const { geometry, x, y } = sampleConv(random);
    return { attributes: geometry, inputs: [x, y] };
  },
};
