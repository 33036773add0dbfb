import { add, constant, div, input, mul, sqrt, sub } from "../ir/scalar.js";
import { alongChannels, channelwise, sumByChannel } from "./channelwise.js";
import type { WeightSlot } from "./definition.js";
import { affineSlots, epsilonParameter, normalised } from "./normalise.js";
import { only, operand } from "./operand.js";
import { numberIn } from "./read.js";
import { scalarValue } from "./shapes.js";
import { float, valuesOf } from "./onnx.js";

type BatchnormAttributes = Readonly<{
  /** Added to the variance. */
  epsilon: number;
  /** Share of a batch's statistics in the running ones, as PyTorch counts it: 1 - momentum in ONNX and Keras. */
  momentum: number;
}>;

const standard: BatchnormAttributes = { epsilon: 1e-5, momentum: 0.1 };

const [weight, bias, mean, variance] = [input(1), input(2), input(3), input(4)];

/** The graph holds the inference form, which is elementwise. Training stores the unbiased variance, as PyTorch does. */
export const batchnorm = channelwise<BatchnormAttributes>({
  name: "batchnorm",
  doc: {
    summary:
      "Normalises each channel: (x - running_mean) / sqrt(running_var + epsilon) * weight + bias. " +
      "In training running_var takes the unbiased variance, as in PyTorch.",
    source: "Ioffe & Szegedy 2015; ONNX BatchNormalization",
  },
  syntax: {
    kind: "call",
    parameters: [
      epsilonParameter,
      {
        name: "momentum",
        type: { kind: "float", min: 0, max: 1 },
        default: standard.momentum,
        doc: "Share of a batch's statistics in the running ones, in training.",
      },
    ],
    page: {
      counts: "4 elementwise operations an element",
      example: { x: [8, 16, 16], layers: "output y = batchnorm(epsilon: 1e-3)" },
    },
  },
  resolve: (parameters) => ({
    epsilon: numberIn(parameters, "epsilon"),
    momentum: numberIn(parameters, "momentum"),
  }),
  slots(_, shape) {
    const statistics = (name: string, value: number): WeightSlot => ({
      name,
      shape,
      initialiser: { kind: "fill", value },
      trainable: false,
    });
    return [...affineSlots(shape), statistics("running_mean", 0), statistics("running_var", 1)];
  },
  expression: ({ epsilon }) => normalised(epsilon),
  channelAffine(attributes) {
    const deviation = sqrt(add(variance, constant(numberIn(attributes, "epsilon"))));
    const scale = div(weight, deviation);
    return { scale, shift: sub(bias, mul(mean, scale)) };
  },
  operations: 4,
  gradient({ graph, attributes: { epsilon }, inputs, upstream }) {
    const binary = (op: string, a: number, b: number): number => graph.apply(op, {}, [a, b]);
    const dy = only(upstream);
    const sum = (value: number): number => sumByChannel(graph, value);
    const along = (vector: number): number => alongChannels(graph, vector, graph.typeOf(dy).shape.length);

    const shifted = binary("add", operand(inputs, 4), scalarValue(graph, epsilon));
    const std = graph.apply("sqrt", {}, [shifted]);
    const scale = binary("div", operand(inputs, 1), std);
    const centred = binary("sub", operand(inputs, 0), along(operand(inputs, 3)));
    const sumDy = sum(dy);
    const dWeight = binary("div", sum(binary("mul", dy, centred)), std);
    const dMean = graph.apply("neg", {}, [binary("mul", sumDy, scale)]);
    const twice = binary("mul", shifted, scalarValue(graph, -2));
    const dVariance = binary("div", binary("mul", dWeight, operand(inputs, 1)), twice);
    return [binary("mul", dy, along(scale)), dWeight, sumDy, dMean, dVariance];
  },
  onnx: {
    opType: "BatchNormalization",
    export: (onnx, { epsilon, momentum }, inputs) =>
      onnx.node("BatchNormalization", valuesOf(inputs), {
        epsilon: float(epsilon),
        momentum: float(1 - momentum),
      }),
    import: (attributes) => ({
      epsilon: numberIn(attributes, "epsilon", standard.epsilon),
      // Without what the subtraction adds to a short number.
      momentum: Number((1 - numberIn(attributes, "momentum", 1 - standard.momentum)).toPrecision(7)),
    }),
  },
  sampleAttributes: (random) => ({ epsilon: 10 ** -random(1, 6), momentum: random(0, 10) / 10 }),
});
