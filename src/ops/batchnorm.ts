import { elements, showShape, type Alignment, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { add, constant, div, input, mul, sqrt, sub, type Scalar } from "../ir/scalar.js";
import { channelView } from "../program/view.js";
import type { OperatorDefinition, WeightSlot } from "./definition.js";
import { mapTensors } from "./map.js";
import { extent, only, operand } from "./operand.js";
import { noTraits, pointwise } from "./plain.js";
import { numberIn } from "./read.js";
import { randomActivation } from "./samples.js";
import { f32, scalarValue } from "./shapes.js";

type BatchnormAttributes = Readonly<{
  /** Added to the variance. */
  epsilon: number;
  /** Share of a batch's statistics in the running ones, as PyTorch counts it: 1 - momentum in ONNX and Keras. */
  momentum: number;
}>;

const standard: BatchnormAttributes = { epsilon: 1e-5, momentum: 0.1 };

const x = input(0);
const weight = input(1);
const bias = input(2);
const mean = input(3);
const variance = input(4);
const alignments: readonly Alignment[] = ["trailing", "channel", "channel", "channel", "channel"];

/** The graph holds the inference form, which is elementwise. Training stores the unbiased variance, as PyTorch does. */
export const batchnorm: OperatorDefinition<BatchnormAttributes> = {
  name: "batchnorm",
  doc: {
    summary:
      "Normalises each channel: (x - running_mean) / sqrt(running_var + epsilon) * weight + bias. " +
      "In training running_var takes the unbiased variance, as in PyTorch.",
    shapes: "[C, …] → [C, …]; weight, bias, running_mean and running_var [C]",
    source: "Ioffe & Szegedy 2015; ONNX BatchNormalization",
  },
  traits: {
    ...noTraits,
    elementwise: {
      expression: (attributes) => normalised(numberIn(attributes, "epsilon")),
      channelInputs: [1, 2, 3, 4],
      channelAffine(attributes) {
        const scale = div(weight, deviation(numberIn(attributes, "epsilon")));
        return { scale, shift: sub(bias, mul(mean, scale)) };
      },
    },
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "epsilon",
        type: { kind: "float", min: 0, max: 1 },
        default: standard.epsilon,
        doc: "Added to the variance.",
      },
      {
        name: "momentum",
        type: { kind: "float", min: 0, max: 1 },
        default: standard.momentum,
        doc: "Share of a batch's statistics in the running ones, in training.",
      },
    ],
  },
  resolve: (parameters, type) =>
    channelProblem(type) ?? {
      epsilon: numberIn(parameters, "epsilon"),
      momentum: numberIn(parameters, "momentum"),
    },
  weights(_, type) {
    const slot = (name: string, value: number, trainable: boolean): WeightSlot => ({
      name,
      shape: [extent(type, 1)],
      initialiser: { kind: "fill", value },
      trainable,
    });
    return [
      slot("weight", 1, true),
      slot("bias", 0, true),
      slot("running_mean", 0, false),
      slot("running_var", 1, false),
    ];
  },
  shape(_, [type = f32([]), ...vectors]) {
    const misfit = channelProblem(type);
    if (misfit) return misfit;
    const channels = extent(type, 1);
    const fits =
      vectors.length === 4 && vectors.every(({ shape }) => shape.length === 1 && shape[0] === channels);
    if (fits) return [type];
    const given = vectors.map(({ shape }) => showShape(shape)).join(", ");
    return new Problem("CNN0301", `batchnorm needs four vectors [${channels}], but gets ${given}`);
  },
  counts: (_, __, results) => ({ macs: 0, elementwise: 4 * elements(only(results).shape) }),
  receptiveField: pointwise,
  evaluate: ({ epsilon }, inputs) => [
    mapTensors(normalised(epsilon), operand(inputs, 0).shape, inputs, alignments),
  ],
  lower({ epsilon }, [image, ...vectors], outputs, lowering) {
    if (image === undefined) throw new Error("batchnorm needs an input");
    const output = only(outputs);
    const views = vectors.map((vector) => channelView(vector, output.shape));
    lowering.emit({ kind: "map", expression: normalised(epsilon), inputs: [image, ...views], output });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, attributes: { epsilon }, inputs, upstream }) {
    const binary = (op: string, a: number, b: number): number => graph.apply(op, {}, [a, b]);
    const dy = only(upstream);
    const { shape } = graph.typeOf(dy);
    const channels = extent(graph.typeOf(dy), 1);
    const axes = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
    const sum = (value: number): number => graph.apply("sum", { axes, keepdims: false }, [value]);
    const along = (vector: number): number =>
      graph.apply("reshape", { shape: [channels, ...shape.slice(2).map(() => 1)] }, [vector]);

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
    export: ({ epsilon, momentum }) => ({
      opType: "BatchNormalization",
      attributes: { epsilon, momentum: 1 - momentum },
      inputs: [0, 1, 2, 3, 4],
    }),
    import: (attributes) => ({
      epsilon: numberIn(attributes, "epsilon", standard.epsilon),
      momentum: 1 - numberIn(attributes, "momentum", 1 - standard.momentum),
    }),
  },
  samples(random) {
    const shape = randomActivation(random);
    const vector = shape.slice(1, 2);
    return {
      attributes: { epsilon: 10 ** -random(1, 6), momentum: random(0, 10) / 10 },
      inputs: [shape, vector, vector, vector, vector],
    };
  },
};

function deviation(epsilon: number): Scalar {
  return sqrt(add(variance, constant(epsilon)));
}

function normalised(epsilon: number): Scalar {
  return add(mul(div(sub(x, mean), deviation(epsilon)), weight), bias);
}

function channelProblem({ shape }: TensorType): Problem | undefined {
  if (shape.length >= 2) return undefined;
  return new Problem("CNN0301", `batchnorm needs an input [C, …], but gets ${showShape(shape)}`);
}
