import type { NodeBuilder } from "../ir/builder.js";
import { showShape, type TensorType, type ValueId } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { add, constant, div, input, mul, sqrt, sub, type Scalar } from "../ir/scalar.js";
import { reduce } from "../program/program.js";
import { broadcastView, type View } from "../program/view.js";
import type { Lowering, Parameter, Tensor, WeightSlot } from "./definition.js";
import { mapTensors } from "./map.js";
import { scalarValue, sumTo } from "./shapes.js";
import { meanTensor } from "./tensor.js";

/** Parameter `epsilon` of the normalisations. */
export const epsilonParameter: Parameter = {
  name: "epsilon",
  type: { kind: "float", min: 0, max: 1 },
  default: 1e-5,
  doc: "Added to the variance.",
};

/** The weight and bias of a normalisation, which change nothing at first. */
export function affineSlots(shape: readonly number[]): readonly WeightSlot[] {
  return [
    { name: "weight", shape, initialiser: { kind: "fill", value: 1 }, trainable: true },
    { name: "bias", shape, initialiser: { kind: "fill", value: 0 }, trainable: true },
  ];
}

/** Why there are no channels to take a mean of. */
export function channelProblem(op: string, { shape }: TensorType): Problem | undefined {
  if (shape.length >= 2) return undefined;
  return new Problem("CNN0301", `${op} needs an input [C, …], but gets ${showShape(shape)}`);
}

/** Over input, weight, bias, mean and variance. */
export function normalised(epsilon: number): Scalar {
  const deviation = sqrt(add(input(4), constant(epsilon)));
  return add(mul(div(sub(input(0), input(3)), deviation), input(1)), input(2));
}

const distance: Scalar = sub(input(0), input(1));
const squaredDistance: Scalar = mul(distance, distance);

/**
 * What normalising works on. Mean and variance are those over the axes on which they have extent 1; weight and bias
 * broadcast to the input. The variance is biased, and takes the mean in a pass before it, so that nothing cancels.
 */
interface Operands<T> {
  readonly x: T;
  readonly weight: T;
  readonly bias: T;
}

export function normaliseTensor(
  { x, weight, bias }: Operands<Tensor>,
  axes: readonly number[],
  epsilon: number,
) {
  const mean = meanTensor(x, axes);
  const variance = meanTensor(mapTensors(squaredDistance, x.shape, [x, mean], []), axes);
  const y = mapTensors(normalised(epsilon), x.shape, [x, weight, bias, mean, variance], []);
  return { y, mean, variance };
}

/** Writes mean, variance and result. */
export function lowerNormalise(
  { x, weight, bias }: Operands<View>,
  { y, mean, variance }: { readonly y: View; readonly mean: View; readonly variance: View },
  epsilon: number,
  lowering: Lowering,
): void {
  const under = (views: readonly View[]) => views.map((view) => broadcastView(view, y.shape));
  lowering.emit(reduce("mean", x, mean));
  lowering.emit({ ...reduce("mean", x, variance), expression: squaredDistance, inputs: under([x, mean]) });
  const inputs = under([x, weight, bias, mean, variance]);
  lowering.emit({ kind: "map", expression: normalised(epsilon), inputs, output: y });
}

/**
 * Gradients to input, weight and bias, and the distance from the mean. With z = (x - mean) / deviation, normalised,
 * and g = dy weight: dx = (g - mean(g) - z mean(g z)) / deviation.
 */
export function normaliseGradient(
  graph: NodeBuilder,
  { x, weight }: { readonly x: ValueId; readonly weight: ValueId },
  axes: readonly number[],
  epsilon: number,
  dy: ValueId,
) {
  const binary = (op: string, a: ValueId, b: ValueId): ValueId => graph.apply(op, {}, [a, b]);
  const mean = (value: ValueId): ValueId => graph.apply("mean", { axes, keepdims: true }, [value]);
  const centred = binary("sub", x, mean(x));
  const variance = mean(binary("mul", centred, centred));
  const deviation = graph.apply("sqrt", {}, [binary("add", variance, scalarValue(graph, epsilon))]);
  const z = binary("div", centred, deviation);
  const g = binary("mul", dy, weight);
  const along = binary("mul", z, mean(binary("mul", g, z)));
  const { shape } = graph.typeOf(weight);
  return {
    x: binary("div", binary("sub", binary("sub", g, mean(g)), along), deviation),
    weight: sumTo(graph, binary("mul", dy, z), shape),
    bias: sumTo(graph, dy, shape),
    centred,
  };
}
