import { elements, sameShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { elementsOf } from "../program/view.js";
import { forEachRow, geometryOf, type ConvGeometry } from "./conv-rows.js";
import { defaultInitialiser } from "./initialisers.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { extent, only, operand } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { f32 } from "./shapes.js";
import { sampleConv } from "./window-samples.js";
import { planeView, programWindow, spatialExtents, windowShape } from "./window.js";

type ConvInputGradientAttributes = ConvGeometry &
  Readonly<{
    /** Extents of the convolution's input, which its result does not tell. */
    size: readonly number[];
  }>;

export const convInputGradient: OperatorDefinition<ConvInputGradientAttributes> = {
  name: "conv_input_gradient",
  doc: {
    summary: "Gradient of a convolution to its input: the transposed convolution.",
    shapes: "gradient [filters, …], weight [filters, C / groups, kernel…] → [C, size…]",
    source: "Dumoulin & Visin 2016, A guide to convolution arithmetic, chapter 4",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape(attributes, inputs) {
    const gradient = operand(inputs, 0);
    const weight = operand(inputs, 1);
    const channels = extent(weight, 1) * attributes.groups;
    const input = f32([gradient.shape[0] ?? "N", channels, ...attributes.size]);
    const result = windowShape("conv", attributes, input, extent(weight, 0));
    if (result instanceof Problem) return result;
    return sameShape(result.shape, gradient.shape)
      ? [input]
      : new Problem("CNN0301", "conv_input_gradient: the gradient has not the shape of the result");
  },
  counts: (_, inputs) => ({
    macs: elements(operand(inputs, 0).shape) * elements(operand(inputs, 1).shape.slice(1)),
    elementwise: 0,
  }),
  receptiveField: () => ({ kind: "global" }),
  evaluate(attributes, [gradient, weight]) {
    if (gradient === undefined || weight === undefined)
      throw new Error("conv_input_gradient needs two inputs");
    const [batch = 0] = gradient.shape;
    const shape = [batch, (weight.shape[1] ?? 0) * attributes.groups, ...attributes.size];
    const data = new Float64Array(elementsOf({ shape }));
    const shapes = { x: shape, weight: weight.shape, y: gradient.shape };
    forEachRow(attributes, shapes, (yAt, weightAt, xAt, count, step) => {
      const w = weight.data[weightAt] ?? 0;
      for (let i = 0; i < count; i += 1) {
        const at = xAt + i * step;
        data[at] = (data[at] ?? 0) + w * (gradient.data[yAt + i] ?? 0);
      }
    });
    return [{ shape, data }];
  },
  lower(attributes, inputs, outputs, lowering) {
    lowering.emit({
      kind: "convInputGradient",
      window: programWindow(attributes),
      groups: attributes.groups,
      gradient: planeView(operand(inputs, 0)),
      weight: planeView(operand(inputs, 1)),
      bias: undefined,
      output: planeView(only(outputs)),
      epilogue: undefined,
      algorithm: undefined,
    });
  },
  alias: undefined,
  place: undefined,
  /** Convolution is bilinear: against an upstream u, the pairing is that of conv(u, weight) with the gradient. */
  gradient({ graph, attributes, inputs, upstream }) {
    const geometry = geometryOf(attributes);
    const weight = operand(inputs, 1);
    const u = only(upstream);
    const filters = extent(graph.typeOf(weight), 0);
    const attributesOfConv = { ...geometry, filters, bias: false, init: defaultInitialiser };
    return [
      graph.apply("conv", attributesOfConv, [u, weight]),
      graph.apply("conv_weight_gradient", geometry, [u, operand(inputs, 0)]),
    ];
  },
  onnx: new NoOnnx("gradients are not exported; ConvTranspose belongs to the transposed convolution"),
  samples(random) {
    const { geometry, x, weight, y } = sampleConv(random);
    return { attributes: { ...geometry, size: spatialExtents(x) }, inputs: [y, weight] };
  },
};
