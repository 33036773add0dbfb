import { elements, showShape, type Attributes, type Dim, type Shape, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { OperatorDefinition, RandomInteger, Tensor } from "./definition.js";
import { splitView } from "./layout.js";
import { affineSlots, lowerNormalise, normaliseGradient, normaliseTensor } from "./normalise.js";
import { extent, only, operand } from "./operand.js";
import { noTraits } from "./plain.js";
import { keptShape } from "./reduction.js";
import { f32, shapeAttribute } from "./shapes.js";

/** How a sample is taken apart for its means and variances. */
interface Groups {
  /** Channels are split into so many groups, each normalised for itself. */
  readonly groups: number;
  /** Whether a mean is over all places of a group's channels; else each place has its own. */
  readonly places: boolean;
  /** Whether weight and bias have a number for each element of a sample; else for each channel. */
  readonly elementwise: boolean;
}

type Told = "name" | "doc" | "syntax" | "receptiveField" | "onnx";

/** What tells one normalisation of single samples from another. */
interface GroupedNorm<A extends Attributes> extends Pick<OperatorDefinition<A>, Told> {
  attributes(parameters: Parameters<OperatorDefinition["resolve"]>[0]): A;
  groups(attributes: A, channels: number): Groups;
  /** Why an input cannot be normalised so. */
  problem(attributes: A, input: TensorType): Problem | undefined;
  /** Attributes, and the shape of an input. The epsilon is large, so that differences tell the gradient. */
  sample(random: RandomInteger, epsilon: number): { readonly attributes: A; readonly shape: Shape };
}

export function groupedNorm<A extends Attributes & Readonly<{ epsilon: number }>>(
  init: GroupedNorm<A>,
): OperatorDefinition<A> {
  const { name, doc, syntax, receptiveField, onnx } = init;
  const layout = <D extends Dim>(attributes: A, shape: readonly D[]) =>
    layoutOf(init.groups(attributes, Number(shape[1])), shape);
  return {
    ...{ name, doc, syntax, receptiveField, onnx },
    traits: noTraits,
    resolve(parameters, input) {
      const attributes = init.attributes(parameters);
      return init.problem(attributes, input) ?? attributes;
    },
    weights: (attributes, input) => affineSlots(layout(attributes, input.shape).own),
    shape(attributes, [x = f32([]), ...weights]) {
      const misfit = init.problem(attributes, x);
      if (misfit) return misfit;
      const expected = showShape(layout(attributes, x.shape).own);
      const given = weights.map(({ shape }) => showShape(shape)).join(", ");
      return given === `${expected}, ${expected}`
        ? [x]
        : new Problem("CNN0301", `${name} needs weight and bias ${expected}, but gets ${given}`);
    },
    // Mean, squared distance, its mean, and the result from those.
    counts: (_, __, results) => ({ macs: 0, elementwise: 9 * elements(only(results).shape) }),
    evaluate(attributes, inputs) {
      const x = operand(inputs, 0);
      const { grouped, affine, axes } = layout(attributes, x.shape);
      const under = (index: number, shape: readonly number[]): Tensor => ({
        shape,
        data: operand(inputs, index).data,
      });
      const operands = { x: under(0, grouped), weight: under(1, affine), bias: under(2, affine) };
      const { y } = normaliseTensor(operands, axes, attributes.epsilon);
      return [{ shape: x.shape, data: y.data }];
    },
    lower(attributes, inputs, outputs, lowering) {
      const { grouped, affine, axes } = layout(attributes, operand(inputs, 0).shape);
      const under = (index: number, shape: readonly number[]) => splitView(operand(inputs, index), shape);
      lowerNormalise(
        { x: under(0, grouped), weight: under(1, affine), bias: under(2, affine) },
        {
          y: splitView(only(outputs), grouped),
          mean: lowering.temporary(keptShape<number>(axes, grouped)),
          variance: lowering.temporary(keptShape<number>(axes, grouped)),
        },
        attributes.epsilon,
        lowering,
      );
    },
    alias: undefined,
    place: undefined,
    gradient({ graph, attributes, inputs, upstream }) {
      const [x, weight] = [operand(inputs, 0), operand(inputs, 1)];
      const { shape } = graph.typeOf(x);
      const { grouped, affine, own, axes } = layout(attributes, shape);
      const under = (value: number, to: Shape): number =>
        graph.apply("reshape", { shape: shapeAttribute(to) }, [value]);
      const operands = { x: under(x, grouped), weight: under(weight, affine) };
      const dy = under(only(upstream), grouped);
      const gradients = normaliseGradient(graph, operands, axes, attributes.epsilon, dy);
      return [under(gradients.x, shape), under(gradients.weight, own), under(gradients.bias, own)];
    },
    samples(random) {
      const { attributes, shape } = init.sample(random, random(1, 4) / 4);
      const { own } = layout(attributes, shape);
      return { attributes, inputs: [shape, own, own] };
    },
  };
}

/**
 * For an input `[N, C, …]`: its shape `[N, groups, C / groups, …]`, the axes of that which a mean is over, and the shape
 * of weight and bias, their own and one that broadcasts.
 */
function layoutOf<D extends Dim>({ groups, places, elementwise }: Groups, shape: readonly D[]) {
  const [, channels = 1, ...spatial] = shape;
  const depth = Number(channels) / groups;
  const grouped = [...shape.slice(0, 1), groups, depth, ...spatial];
  const axes = grouped.flatMap((_, axis) => (axis === 2 || (axis > 2 && places) ? [axis] : []));
  const extents = spatial.map(Number);
  return {
    grouped,
    axes,
    own: [Number(channels), ...(elementwise ? extents : [])],
    affine: [groups, depth, ...extents.map((dim) => (elementwise ? dim : 1))],
  };
}

export function groupsProblem(groups: number, input: TensorType): Problem | undefined {
  const channels = extent(input, 1);
  if (channels % groups === 0) return undefined;
  const message = `${channels} channels are not ${groups} groups of the same size`;
  return new Problem("CNN0205", message, "`groups` must divide the channels", "groups");
}
