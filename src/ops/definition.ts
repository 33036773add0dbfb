import type { NodeBuilder } from "../ir/builder.js";
import type { Attributes, DType, Initialiser, Shape, TensorType, ValueId } from "../ir/graph.js";
import type { Operator, Problem } from "../ir/operator.js";
import type { Operation } from "../program/program.js";
import type { View } from "../program/view.js";

/** A tensor of the reference evaluation: float64, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** What a parameter takes in the language. Ranges are inclusive. */
export type ParameterType =
  | { readonly kind: "int"; readonly min: number }
  | { readonly kind: "float"; readonly min: number; readonly max: number }
  | { readonly kind: "bool" }
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** A positive extent for each spatial axis: `3`, `3x3`, `1x7`. Arrives as one number or one an axis. */
  | { readonly kind: "extents" }
  /** `none`, `same`, one number, `(vertical, horizontal)` or `(top, left, bottom, right)`. */
  | { readonly kind: "padding" }
  /** An axis of a sample, from 0. */
  | { readonly kind: "axis" }
  /** Axes of a sample, from 0, in a list. */
  | { readonly kind: "order" }
  /** Positive extents of a sample, in a list. One may be `_`, what the others leave over, which arrives as -1. */
  | { readonly kind: "shape" }
  /** Another value of the network: numbers, or classes (i32). It follows the data among the inputs. */
  | { readonly kind: "tensor"; readonly dtype: DType };

export type Argument = number | boolean | string | readonly number[];
export type Arguments = Readonly<Record<string, Argument>>;

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Absent where the parameter must be given; `"kernel"` in `like` takes the value of another parameter. */
  readonly default?: Argument;
  /** Parameter whose value is the default. */
  readonly like?: string;
  readonly doc: string;
}

/** What the language's reference says of an operator that can be written, besides the rest of its definition. */
export interface Page {
  /** {@link OperatorDefinition.counts} in words. */
  readonly counts: string;
  /** Layers of a model that uses it, after an input `x` of this shape: whole statements, a line each. */
  readonly example: { readonly x: readonly number[]; readonly layers: string };
}

/** How the operator is written: called with these parameters, in this order, or only through a construct. */
export type Syntax =
  | { readonly kind: "call"; readonly parameters: readonly Parameter[]; readonly page: Page }
  | { readonly kind: "construct"; readonly writtenAs: string; readonly page: Page }
  /** Made by passes and gradients only. */
  | { readonly kind: "internal" };

export interface Counts {
  /** Multiply-adds of convolutions and dense layers, a sample. */
  readonly macs: number;
  /** Elementwise operations and comparisons, a sample. */
  readonly elementwise: number;
}

/** What an output element sees of the input, an axis (Araujo et al. 2019); `stride` is the jump between neighbours. */
export type ReceptiveField =
  | { readonly kind: "pointwise" }
  | { readonly kind: "window"; readonly extent: readonly number[]; readonly stride: readonly number[] }
  | { readonly kind: "global" };

export interface WeightSlot {
  /** Last part of the weight's path, as PyTorch names it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
  readonly trainable: boolean;
}

export interface GradientContext<A> {
  readonly graph: NodeBuilder;
  readonly attributes: A;
  readonly inputs: readonly ValueId[];
  readonly results: readonly ValueId[];
  /** The gradient that arrives for each result. */
  readonly upstream: readonly ValueId[];
}

// Functions of a definition are typed as methods, whose parameters TypeScript compares both ways, so that definitions
// of different attributes fit in one list.
interface Functions<A> {
  gradient(context: GradientContext<A>): readonly (ValueId | undefined)[];
  alias(attributes: A, input: View, shape: readonly number[]): View | undefined;
  place(attributes: A, output: View, inputs: readonly View[], index: number): View;
}

/** Adds nodes that compute the gradient to each input; `undefined` for an input that has none. */
export type Gradient<A> = Functions<A>["gradient"];

export class NotDifferentiable {
  constructor(readonly why: string) {}
}

export interface Lowering {
  emit(operation: Operation): void;
  /** Row-major scratch that lives as long as the node's calls. */
  temporary(shape: readonly number[]): View;
  /** Numbers known at compile time, row-major, that are there before the node's calls. */
  constant(shape: readonly number[], data: readonly number[]): View;
}

/** The name of a value in an ONNX graph. */
export type OnnxValue = string;

/** An attribute of an ONNX node, which has a type of its own: 1 is a float or an int. */
export type OnnxAttribute =
  | { readonly kind: "float" | "int"; readonly value: number }
  | { readonly kind: "floats" | "ints"; readonly value: readonly number[] }
  | { readonly kind: "string"; readonly value: string };

/** An ONNX graph that is being written. Names of nodes and values are the writer's business. */
export interface OnnxWriter {
  /** Version of the default operator set, 13 or newer. */
  readonly opset: number;
  /** Adds a node with one result; an empty name is an input that is left out. */
  node(
    opType: string,
    inputs: readonly OnnxValue[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): OnnxValue;
  /** Constant float32 tensor, row-major. */
  floats(shape: readonly number[], data: readonly number[]): OnnxValue;
  /** Constant vector of int64. */
  integers(data: readonly number[]): OnnxValue;
}

/** An operand of the node that is exported. */
export interface OnnxOperand {
  readonly value: OnnxValue;
  readonly type: TensorType;
}

/** Writes the nodes that compute the result in inference, or says why these attributes have none in this operator set. */
export interface OnnxExport<A> {
  export(onnx: OnnxWriter, attributes: A, inputs: readonly OnnxOperand[]): OnnxValue | Problem;
}

/** For an operator that an ONNX operator of the same operands in the same order may be. */
export interface OnnxMapping<A> extends OnnxExport<A> {
  readonly opType: string;
  /** What a node is, from its attributes and the types of its inputs, or why it is nothing of the kind. */
  import(attributes: Attributes, inputs: readonly TensorType[]): A | Problem;
}

export class NoOnnx {
  constructor(readonly why: string) {}
}

/** One point of the operator's attribute space, for tests: attributes, and the shapes of all its own inputs. */
export interface Sample<A> {
  readonly attributes: A;
  readonly inputs: readonly Shape[];
  /** Of the inputs; all are f32 where it is left out. An i32 input takes whole numbers from 0 to 3. */
  readonly dtypes?: readonly DType[];
}

/** Uniform integers, for {@link OperatorDefinition.samples}: `min` and `max` inclusive. */
export type RandomInteger = (min: number, max: number) => number;

/** An operator, described in this one place. Every field is required: what it cannot do is said in so many words. */
export interface OperatorDefinition<A extends Attributes = Attributes> extends Operator {
  readonly doc: { readonly summary: string; readonly shapes: string; readonly source: string };
  readonly syntax: Syntax;
  /** Attributes of the graph from the arguments of a call: padding becomes numbers, defaults have been filled in. */
  resolve(parameters: Arguments, input: TensorType): A | Problem;
  /** Slots for the weights that a call makes, in the order in which they follow the data among the inputs. */
  weights(attributes: A, input: TensorType): readonly WeightSlot[];
  shape(attributes: A, inputs: readonly TensorType[]): readonly TensorType[] | Problem;
  counts(attributes: A, inputs: readonly TensorType[], results: readonly TensorType[]): Counts;
  receptiveField(attributes: A): ReceptiveField;
  /** Slow, obvious, float64: what everything else is tested against. `batch` is what `"N"` stands for. */
  evaluate(attributes: A, inputs: readonly Tensor[], batch: number): readonly Tensor[];
  /**
   * Emits calls that write the outputs from the inputs. Of a contraction or an elementwise operator, which can get an
   * epilogue, the last call writes the whole result.
   */
  lower(attributes: A, inputs: readonly View[], outputs: readonly View[], lowering: Lowering): void;
  /** Where the result is only another view of the input: that view, of the result's shape, if strides can say it. */
  readonly alias: Functions<A>["alias"] | undefined;
  /** Where inputs may be computed straight into the result: the part of `output` that is input `index`. */
  readonly place: Functions<A>["place"] | undefined;
  readonly gradient: Gradient<A> | NotDifferentiable;
  readonly onnx: OnnxMapping<A> | OnnxExport<A> | NoOnnx;
  samples(random: RandomInteger): Sample<A>;
}
