import { elements, type Dim } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { reshapeView } from "../program/view.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { chance, randomShape } from "./samples.js";
import { only } from "./operand.js";
import { f32, shapeAttribute } from "./shapes.js";
import { reduceTensor } from "./tensor.js";

type SumAttributes = Readonly<{
  axes: readonly number[];
  /** Whether the axes stay, with extent 1. */
  keepdims: boolean;
}>;

export const sum: OperatorDefinition<SumAttributes> = {
  name: "sum",
  doc: {
    summary: "Sum over axes.",
    shapes: "[A, B, C] → [A, 1, C] over axis 1, [A, C] without keepdims",
    source: "ONNX ReduceSum",
  },
  ...internal,
  traits: noTraits,
  weights: noWeights,
  shape: (attributes, inputs) => {
    const { shape } = only(inputs);
    const { axes } = attributes;
    const sound = new Set(axes).size === axes.length && axes.every((axis) => shape[axis] !== undefined);
    return sound
      ? [f32(reduced(attributes, shape))]
      : new Problem("CNN0301", `(${axes.join(", ")}) are no axes of a tensor of rank ${shape.length}`);
  },
  counts: (_, inputs) => ({ macs: 0, elementwise: elements(only(inputs).shape) }),
  receptiveField: ({ axes }) => ({ kind: axes.some((axis) => axis > 1) ? "global" : "pointwise" }),
  evaluate: (attributes, inputs) => {
    const x = only(inputs);
    const { data } = reduceTensor(x, attributes.axes, 0, (a, b) => a + b);
    return [{ shape: reduced<number>(attributes, x.shape), data }];
  },
  lower: ({ axes }, inputs, outputs, lowering) => {
    const input = only(inputs);
    const output = reshapeView(only(outputs), reduced<number>({ axes, keepdims: true }, input.shape));
    if (output === undefined) throw new Error("axes of extent 1 can always be added to a view");
    lowering.emit({ kind: "reduce", reduction: "sum", input, output });
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, attributes: { axes }, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    const kept = reduced<Dim>({ axes, keepdims: true }, shape);
    const dy = graph.apply("reshape", { shape: shapeAttribute(kept) }, upstream);
    return [graph.apply("expand", { shape: shapeAttribute(shape) }, [dy])];
  },
  onnx: new NoOnnx("ReduceSum takes the axes as a tensor"),
  samples: (random) => {
    const shape = randomShape(random);
    const axes = shape.flatMap((_, axis) => (chance(random) ? [axis] : []));
    return { attributes: { axes, keepdims: chance(random) }, inputs: [shape] };
  },
};

function reduced<D extends Dim>({ axes, keepdims }: SumAttributes, shape: readonly D[]): readonly (D | 1)[] {
  return shape.flatMap((dim, axis): (D | 1)[] => (axes.includes(axis) ? (keepdims ? [1] : []) : [dim]));
}
