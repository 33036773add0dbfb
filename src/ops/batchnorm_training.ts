import { elements, showShape, type Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { View } from "../program/view.js";
import { NoOnnx, type OperatorDefinition, type Tensor } from "./definition.js";
import { splitView } from "./layout.js";
import {
  affineSlots,
  channelProblem,
  lowerNormalise,
  normaliseGradient,
  normaliseTensor,
} from "./normalise.js";
import { extent, operand } from "./operand.js";
import { internal, noTraits } from "./plain.js";
import { keptShape } from "./reduction.js";
import { randomActivation } from "./samples.js";
import { f32, scalarValue, shapeAttribute } from "./shapes.js";

type BatchnormTrainingAttributes = Readonly<{ epsilon: number }>;

export const batchnormTraining: OperatorDefinition<BatchnormTrainingAttributes> = {
  name: "batchnorm_training",
  doc: {
    summary:
      "Batch normalisation as training does it: by the mean and the biased variance of each channel over the batch " +
      "and all places, which are results too.",
    shapes: "[C, …], weight and bias [C] → [C, …], mean [C], variance [C]",
    source: "Ioffe & Szegedy 2015, algorithm 1; PyTorch batch_norm",
  },
  traits: noTraits,
  ...internal,
  weights: (_, x) => affineSlots([extent(x, 1)]),
  shape(_, [x = f32([]), ...weights]) {
    const misfit = channelProblem("batchnorm_training", x);
    if (misfit) return misfit;
    const vector = [extent(x, 1)];
    const given = weights.map(({ shape }) => showShape(shape)).join(", ");
    return given === `${showShape(vector)}, ${showShape(vector)}`
      ? [x, f32(vector), f32(vector)]
      : new Problem(
          "CNN0301",
          `batchnorm_training needs two vectors ${showShape(vector)}, but gets ${given}`,
        );
  },
  // Mean, squared distance, its mean, and the result from those.
  counts: (_, inputs) => ({ macs: 0, elementwise: 9 * elements(operand(inputs, 0).shape) }),
  receptiveField: () => ({ kind: "global" }),
  evaluate({ epsilon }, inputs) {
    const { axes, vector } = statistics(operand(inputs, 0).shape);
    const under = (index: number): Tensor => ({ shape: vector, data: operand(inputs, index).data });
    const operands = { x: operand(inputs, 0), weight: under(1), bias: under(2) };
    const { y, mean, variance } = normaliseTensor(operands, axes, epsilon);
    return [y, ...[mean, variance].map(({ data }) => ({ shape: [data.length], data }))];
  },
  lower({ epsilon }, inputs, outputs, lowering) {
    const { vector } = statistics(operand(inputs, 0).shape);
    const under = (view: View): View => splitView(view, vector);
    lowerNormalise(
      { x: operand(inputs, 0), weight: under(operand(inputs, 1)), bias: under(operand(inputs, 2)) },
      { y: operand(outputs, 0), mean: under(operand(outputs, 1)), variance: under(operand(outputs, 2)) },
      epsilon,
      lowering,
    );
  },
  alias: undefined,
  place: undefined,
  /** Mean and variance pass on what arrives for them: the derivative of the variance is 2 (x - mean) / count. */
  gradient({ graph, attributes: { epsilon }, inputs, upstream }) {
    const x = operand(inputs, 0);
    const { shape } = graph.typeOf(x);
    const { axes, vector } = statistics(shape);
    const binary = (op: string, a: number, b: number): number => graph.apply(op, {}, [a, b]);
    const under = (value: number): number => graph.apply("reshape", { shape: vector }, [value]);
    const flat = (value: number): number =>
      graph.apply("reshape", { shape: [extent(f32(shape), 1)] }, [value]);
    const shared = (index: number): number =>
      graph.apply("mean_gradient", { shape: shapeAttribute(shape) }, [under(operand(upstream, index))]);

    const operands = { x, weight: under(operand(inputs, 1)) };
    const gradients = normaliseGradient(graph, operands, axes, epsilon, operand(upstream, 0));
    const twice = binary("mul", gradients.centred, scalarValue(graph, 2));
    const ofStatistics = binary("add", shared(1), binary("mul", shared(2), twice));
    return [binary("add", gradients.x, ofStatistics), flat(gradients.weight), flat(gradients.bias)];
  },
  onnx: new NoOnnx(
    "in training mode BatchNormalization gives the running statistics, not those of the batch",
  ),
  samples(random) {
    const shape = randomActivation(random);
    const vector = shape.slice(1, 2);
    return { attributes: { epsilon: random(1, 4) / 4 }, inputs: [shape, vector, vector] };
  },
};

/** The axes that statistics of `[N, C, …]` are over, and a vector over the channels under a shape that broadcasts. */
function statistics(shape: Shape) {
  const axes = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return { axes, vector: keptShape(axes, shape).map(Number) };
}
