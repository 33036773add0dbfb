import type { Span } from "../diagnostics/diagnostic.js";
import type { Scalar } from "./scalar.js";

export type DType = "f32" | "i32";

/** An extent: a number, or `"N"`, the batch, which stays symbolic until a target schedules the graph. */
export type Dim = number | "N";

/** Full shape, batch included where there is one: activations are `["N", C, H, W]` or `["N", C]`, weights have no batch. */
export type Shape = readonly Dim[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Index into {@link Graph.values}. */
export type ValueId = number;

export type AttributeValue = number | boolean | string | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One instance of a block: the block's name, the path of the instance, and the block's doc comment where it has one. */
export interface BlockInstance {
  readonly block: string;
  readonly path: string;
  readonly doc?: string | undefined;
}

/** Where a node came from, for error messages, reports and the emitted code. */
export interface Origin {
  /** Layer path from the model's body down, as in `stage3.2.conv1`. */
  readonly path: string;
  /** Block instances around the node, outermost first. */
  readonly blocks: readonly BlockInstance[];
  readonly span?: Span | undefined;
}

/** How an elementwise operand meets the shape it is combined with. */
export type Alignment =
  /** NumPy and ONNX broadcasting: trailing axes are aligned, and an extent of 1 is repeated. */
  | "trailing"
  /** A vector `[C]` along axis 1 of `[N, C, …]`. */
  | "channel";

/**
 * Elementwise work fused onto a node's only result. Input 0 of `expression` is what the operator computes, inputs 1…
 * are the last `operands.length` inputs of the node, aligned to the result's shape.
 */
export interface Epilogue {
  readonly expression: Scalar;
  readonly operands: readonly Alignment[];
}

export interface Node {
  readonly op: string;
  readonly attributes: Attributes;
  /** The operator's own operands, then those of the epilogue. */
  readonly inputs: readonly ValueId[];
  readonly results: readonly ValueId[];
  readonly epilogue?: Epilogue | undefined;
  readonly origin: Origin;
}

/** How a weight gets its first values; fans are counted as in Glorot & Bengio 2010. */
export type Initialiser =
  | {
      readonly kind: "scaled";
      readonly scheme: "xavier" | "he" | "lecun";
      readonly distribution: "uniform" | "normal";
      readonly fanIn: number;
      readonly fanOut: number;
    }
  | { readonly kind: "fill"; readonly value: number };

export interface Weight {
  readonly value: ValueId;
  /** Name in the weight file: the layer's path, a dot and the slot, as in `conv1.weight`. */
  readonly path: string;
  readonly initialiser: Initialiser;
  /** False for buffers such as running statistics. */
  readonly trainable: boolean;
  readonly origin: Origin;
}

/** How a picture becomes an input tensor `[C, H, W]`. */
export interface Picture {
  readonly channels: "gray" | "rgb" | "bgr";
  /** Length of the picture's shorter side after resizing; 0 resizes both sides to the input's size. */
  readonly resize: number;
  /** What the byte values 0 and 255 become, before mean and standard deviation. */
  readonly range: readonly [number, number];
  /** Subtracted a channel, in the tensor's channel order. */
  readonly mean: readonly number[];
  /** Divided by a channel, in the tensor's channel order. */
  readonly std: readonly number[];
}

export interface Input {
  readonly name: string;
  readonly value: ValueId;
  /** Exists in training only, as the target of a loss does. */
  readonly training: boolean;
  readonly picture?: Picture | undefined;
}

export type OutputRole =
  | { readonly kind: "output" }
  /** A value on the way, which a compile was asked to show. */
  | { readonly kind: "tap" }
  /** Exists in training only (GoogLeNet's auxiliary heads). */
  | { readonly kind: "training" }
  /** The new value of a weight or buffer. */
  | { readonly kind: "state"; readonly weight: string };

export interface Output {
  readonly name: string;
  readonly value: ValueId;
  readonly role: OutputRole;
  readonly doc: string;
  /** What the elements along axis 1 stand for, where the source says so. */
  readonly labels?: readonly string[] | undefined;
}

/** A value that a compile may be asked to show: its path, as in `stage1.features`. */
export interface Tap {
  readonly name: string;
  readonly value: ValueId;
  readonly doc: string;
}

/**
 * A network. Nodes are in topological order and every value is defined once: by an input, a weight or a node.
 * A graph is never changed; passes build another.
 */
export interface Graph {
  readonly name: string;
  readonly doc: string;
  readonly values: readonly TensorType[];
  readonly inputs: readonly Input[];
  readonly weights: readonly Weight[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly Output[];
  /** As the source has them; what is asked for becomes an output, and passes forget the others. */
  readonly taps: readonly Tap[];
}

export function typeOf(graph: Graph, value: ValueId): TensorType {
  const type = graph.values[value];
  if (type === undefined) throw new Error(`value %${value} does not exist`);
  return type;
}

/** Number of elements of a shape, the batch counted as `batch`. */
export function elements(shape: Shape, batch = 1): number {
  let product = 1;
  for (const dim of shape) product *= dim === "N" ? batch : dim;
  return product;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** `[C, H, W]` as people write it: without the batch. */
export function showShape(shape: Shape): string {
  return `[${shape.filter((dim, axis) => !(axis === 0 && dim === "N")).join(", ")}]`;
}
