import type { Code } from "../diagnostics/diagnostic.js";
import type { Attributes, TensorType } from "./graph.js";
import type { Scalar } from "./scalar.js";

/** Why an operator cannot be applied. Whoever knows the place makes a diagnostic of it. */
export class Problem {
  constructor(
    readonly code: Code,
    readonly message: string,
    readonly help?: string,
    /** The parameter at fault, where there is one. */
    readonly parameter?: string,
  ) {}
}

/** What passes may rely on. Fusion asks for traits, never for names. */
export interface Traits {
  /** One scalar expression an element. */
  readonly elementwise: ElementwiseTrait | undefined;
  /** Linear in a weight, each part of which belongs to one output channel (axis 1 of the result). */
  readonly contraction: ContractionTrait | undefined;
  /** Returns its only input in inference. */
  readonly inferenceIdentity: boolean;
  /** Same elements in the same order under another shape. */
  readonly layoutOnly: boolean;
  readonly commutative: boolean;
}

export interface ElementwiseTrait {
  /** Over the node's own inputs, in their order. */
  expression(attributes: Attributes): Scalar;
  /** Inputs that are vectors along the channel axis; the others broadcast from the trailing axis. */
  readonly channelInputs: readonly number[];
  /**
   * Set where, for fixed inputs 1…, the operator is `x * scale + shift` a channel: scalar expressions over the node's
   * own inputs (input 0 never occurs in them).
   */
  readonly channelAffine?: (attributes: Attributes) => { readonly scale: Scalar; readonly shift: Scalar };
}

export interface ContractionTrait {
  /** Index of the weight among the node's inputs. */
  readonly weight: number;
  /** Index of the optional bias `[out]` among the node's inputs. */
  readonly bias: number;
  /** The attributes of the same node with a bias. */
  withBias(attributes: Attributes): Attributes;
  /**
   * Shapes under which the weight is multiplied by a vector over the output channels: one of the weight, and one of
   * the vector that broadcasts to it.
   */
  scaling(
    attributes: Attributes,
    weight: readonly number[],
  ): { readonly weight: readonly number[]; readonly scale: readonly number[] };
}

/** What the graph needs to know of an operator; `ops/` completes it. */
export interface Operator {
  readonly name: string;
  readonly traits: Traits;
  /** The only place where result shapes come from. `inputs` are the operator's own, without an epilogue's operands. */
  shape(attributes: Attributes, inputs: readonly TensorType[]): readonly TensorType[] | Problem;
}

export type Operators = ReadonlyMap<string, Operator>;

export function operatorNamed<O extends Operator>(operators: ReadonlyMap<string, O>, name: string): O {
  const operator = operators.get(name);
  if (operator === undefined) throw new Error(`operator ${name} does not exist`);
  return operator;
}
