import { elements, type Dim, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { reduce } from "../program/program.js";
import type { OperatorDefinition, Parameter, Tensor } from "./definition.js";
import { splitView } from "./layout.js";
import { only } from "./operand.js";
import { noTraits, noWeights } from "./plain.js";
import { booleanIn, wordIn } from "./read.js";
import { chance, randomShape } from "./samples.js";
import { f32 } from "./shapes.js";
import { meanTensor, reduceTensor } from "./tensor.js";
import { spatialProblem } from "./window.js";
import { ints, flag, onlyValue } from "./onnx.js";

export type ReductionAttributes = Readonly<{
  axes: readonly number[];
  /** Whether the axes stay, with extent 1. */
  keepdims: boolean;
}>;

type Told = "name" | "doc" | "syntax" | "resolve" | "gradient";

/** What tells one reduction over axes from another. */
interface Reduction extends Pick<OperatorDefinition<ReductionAttributes>, Told> {
  readonly reduction: "sum" | "mean" | "max";
}

const reducers: Readonly<Record<Reduction["reduction"], (x: Tensor, axes: readonly number[]) => Tensor>> = {
  sum: (x, axes) => reduceTensor(x, axes, 0, (a, b) => a + b),
  mean: meanTensor,
  max: (x, axes) => reduceTensor(x, axes, -Infinity, Math.max),
};

const onnxNames = { sum: "ReduceSum", mean: "ReduceMean", max: "ReduceMax" } as const;

export function reduction(init: Reduction): OperatorDefinition<ReductionAttributes> {
  const { name, doc, syntax, resolve, gradient } = init;
  return {
    ...{ name, doc, syntax, resolve, gradient },
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
      const { data } = reducers[init.reduction](x, attributes.axes);
      return [{ shape: reduced<number>(attributes, x.shape), data }];
    },
    lower: ({ axes }, inputs, outputs, lowering) => {
      const input = only(inputs);
      const output = splitView(only(outputs), keptShape(axes, input.shape));
      lowering.emit(reduce(init.reduction, input, output));
    },
    alias: undefined,
    place: undefined,
    onnx: {
      // ReduceSum takes the axes as an operand since operator set 13, the others since 18.
      export(onnx, { axes, keepdims }, inputs) {
        const x = onlyValue(inputs);
        // No axes mean all of them there.
        if (axes.length === 0) return onnx.node("Identity", [x]);
        const opType = onnxNames[init.reduction];
        const kept = { keepdims: flag(keepdims) };
        return onnx.opset >= 18 || init.reduction === "sum"
          ? onnx.node(opType, [x, onnx.integers(axes)], kept)
          : onnx.node(opType, [x], { axes: ints(axes), ...kept });
      },
    },
    samples: (random) => {
      const shape = randomShape(random);
      const axes = shape.flatMap((_, axis) => (chance(random) ? [axis] : []));
      return { attributes: { axes, keepdims: chance(random) }, inputs: [shape] };
    },
  };
}

/** `shape` with extent 1 on `axes`. */
export function keptShape<D extends Dim>(axes: readonly number[], shape: readonly D[]): readonly (D | 1)[] {
  return reduced({ axes, keepdims: true }, shape);
}

function reduced<D extends Dim>(
  { axes, keepdims }: ReductionAttributes,
  shape: readonly D[],
): readonly (D | 1)[] {
  return shape.flatMap((dim, axis): (D | 1)[] => (axes.includes(axis) ? (keepdims ? [1] : []) : [dim]));
}

const names = ["spatial", "channels", "all"] as const;

const parameters: readonly Parameter[] = [
  {
    name: "axes",
    type: { kind: "word", words: names },
    default: "spatial",
    doc: "The axes that are reduced; `all` is every axis but the batch.",
  },
  { name: "keep", type: { kind: "bool" }, default: false, doc: "Whether the axes stay, with extent 1." },
];

/** Syntax of a reduction that the language writes, over axes that have names. */
export function namedAxes(op: string): Pick<OperatorDefinition<ReductionAttributes>, "syntax" | "resolve"> {
  return {
    syntax: {
      kind: "call",
      parameters,
      page: {
        counts: "one elementwise operation an element of the input",
        example: { x: [8, 7, 7], layers: `output y = ${op}(channels, keep: true)` },
      },
    },
    resolve(given, input) {
      const axes = wordIn(given, "axes", names);
      const misfit = axes === "spatial" ? spatialProblem(op, input) : undefined;
      return misfit ?? { axes: axesNamed(axes, input), keepdims: booleanIn(given, "keep") };
    },
  };
}

function axesNamed(axes: (typeof names)[number], { shape }: TensorType): readonly number[] {
  if (axes === "channels") return [1];
  const first = axes === "spatial" ? 2 : 1;
  return shape.flatMap((_, axis) => (axis >= first ? [axis] : []));
}
