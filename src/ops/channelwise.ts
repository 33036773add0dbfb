import type { NodeBuilder } from "../ir/builder.js";
import { elements, showShape, type Alignment, type Attributes, type ValueId } from "../ir/graph.js";
import { Problem, type ElementwiseTrait } from "../ir/operator.js";
import type { Scalar } from "../ir/scalar.js";
import { channelView } from "../program/view.js";
import type { Arguments, OperatorDefinition, RandomInteger, WeightSlot } from "./definition.js";
import { mapTensors } from "./map.js";
import { channelProblem } from "./normalise.js";
import { extent, only, operand } from "./operand.js";
import { noTraits, pointwise } from "./plain.js";
import { randomActivation } from "./samples.js";
import { f32 } from "./shapes.js";

type Told = "name" | "syntax" | "gradient" | "onnx";

/** An elementwise operator of `[C, …]`, input 0, and vectors of the channels, inputs 1…. */
interface Channelwise<A extends Attributes> extends Pick<OperatorDefinition<A>, Told> {
  readonly doc: { readonly summary: string; readonly source: string };
  resolve(parameters: Arguments): A;
  /** The vectors, whose shape is `[C]`; as many for all attributes. */
  slots(attributes: A, shape: readonly number[]): readonly WeightSlot[];
  expression(attributes: A): Scalar;
  readonly channelAffine?: ElementwiseTrait["channelAffine"];
  /** Elementwise operations an element. */
  readonly operations: number;
  sampleAttributes(random: RandomInteger): A;
}

export function channelwise<A extends Attributes>(init: Channelwise<A>): OperatorDefinition<A> {
  const { name, syntax, gradient, onnx } = init;
  const names = init
    .slots(
      init.sampleAttributes((min) => min),
      [],
    )
    .map((slot) => slot.name);
  return {
    ...{ name, syntax, gradient, onnx },
    doc: { ...init.doc, shapes: `[C, …] → the same; ${names.join(", ")} [C]` },
    traits: {
      ...noTraits,
      elementwise: {
        expression: (attributes) => init.expression(attributes as A),
        channelInputs: names.map((_, index) => index + 1),
        ...(init.channelAffine && { channelAffine: init.channelAffine }),
      },
    },
    resolve: (parameters, type) => channelProblem(name, type) ?? init.resolve(parameters),
    weights: (attributes, type) => init.slots(attributes, [extent(type, 1)]),
    shape: (_, [type = f32([]), ...vectors]) => {
      const misfit = channelProblem(name, type);
      if (misfit) return misfit;
      const channels = extent(type, 1);
      const given = vectors.map(({ shape }) => showShape(shape)).join(", ");
      const expected = names.map(() => `[${channels}]`).join(", ");
      return given === expected
        ? [type]
        : new Problem("CNN0301", `${name} needs vectors ${expected}, but gets ${given}`);
    },
    counts: (_, __, results) => ({ macs: 0, elementwise: init.operations * elements(only(results).shape) }),
    receptiveField: pointwise,
    evaluate: (attributes, inputs) => {
      const alignments = inputs.map((_, index): Alignment => (index === 0 ? "trailing" : "channel"));
      return [mapTensors(init.expression(attributes), operand(inputs, 0).shape, inputs, alignments)];
    },
    lower: (attributes, inputs, outputs, lowering) => {
      const output = only(outputs);
      const vectors = inputs.slice(1).map((vector) => channelView(vector, output.shape));
      const expression = init.expression(attributes);
      lowering.emit({ kind: "map", expression, inputs: [operand(inputs, 0), ...vectors], output });
    },
    alias: undefined,
    place: undefined,
    samples: (random) => {
      const shape = randomActivation(random);
      const attributes = init.sampleAttributes(random);
      return { attributes, inputs: [shape, ...names.map(() => shape.slice(1, 2))] };
    },
  };
}

/** A vector `[C]` as `[C, 1, …]`, which broadcasts along axis 1 of `[N, C, …]` of that rank. */
export function alongChannels(graph: NodeBuilder, vector: ValueId, rank: number): ValueId {
  const ones = new Array<number>(rank - 2).fill(1);
  return graph.apply("reshape", { shape: [extent(graph.typeOf(vector), 0), ...ones] }, [vector]);
}

/** The sum over all axes of `[N, C, …]` but the channels. */
export function sumByChannel(graph: NodeBuilder, value: ValueId): ValueId {
  const axes = graph.typeOf(value).shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return graph.apply("sum", { axes, keepdims: false }, [value]);
}
