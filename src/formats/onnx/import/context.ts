import type { Attributes, Origin, Shape } from "../../../ir/graph.js";
import { numberIn, numbersIn } from "../../../ops/read.js";
import type { Draft, Flow } from "./draft.js";
import { required } from "./fold.js";
import type { InlinedNode } from "./inline.js";
import { floats, type Known } from "./known.js";
import { malformed, quoted, unsupported } from "./refusal.js";

/** Attributes that say nothing about a result, or no more than the rest of the node does. */
const silent = [
  ...["value", "consumed_inputs", "storage_order", "seed", "broadcast", "is_test", "momentum", "num_outputs"],
];

/** What the translation of one node may ask for and do. */
export class Context {
  /** Of the node; what is read is noted, so that nothing is passed over. */
  readonly attributes: Attributes;
  private readonly read = new Set<string>(silent);

  constructor(
    readonly node: InlinedNode,
    readonly inputs: readonly (Flow | undefined)[],
    /** How many results something asks for, from the first on. */
    readonly asked: number,
    /** What the first extent of inputs was in the file, where it is the batch now. */
    readonly fixedBatch: number | undefined,
    private readonly draft: Draft,
    private readonly origin: Origin,
    /** Notes a layer that the file has in its form for training. */
    readonly noteTraining: () => void,
  ) {
    const { read } = this;
    this.attributes = new Proxy(node.attributes, {
      get(attributes, name) {
        if (typeof name !== "string") return undefined;
        read.add(name);
        return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      },
    });
  }

  /** Refuses attributes that the translation has not looked at. */
  checkAttributes(): void {
    const { attributes, others, tensors } = this.node;
    const names = [...Object.keys(attributes), ...others, ...tensors.keys()];
    const unread = names.filter((name) => !this.read.has(name));
    if (unread.length > 0) unsupported(`its attribute ${unread.map(quoted).join(", ")}`);
  }

  get opset(): number {
    return this.node.opset;
  }

  input(index: number): Flow {
    return required(this.inputs, index);
  }

  shape(flow: Flow): Shape {
    return this.draft.shapeOf(flow);
  }

  apply(op: string, attributes: Attributes, operands: readonly Flow[]): Flow {
    return this.draft.apply(op, attributes, operands, this.origin);
  }

  /** The value as another layer's, which is what an operator without attributes makes of operands. */
  combine(op: string, ...operands: readonly Flow[]): Flow {
    return this.apply(op, {}, operands);
  }

  number(name: string, standard?: number): number {
    return numberIn(this.attributes, name, standard);
  }

  flag(name: string, standard: boolean): boolean {
    return this.number(name, Number(standard)) !== 0;
  }

  numbers(name: string, standard?: readonly number[]): readonly number[] {
    return numbersIn(this.attributes, name, standard);
  }

  word(name: string, standard: string): string {
    const { [name]: value = standard } = this.attributes;
    return typeof value === "string" ? value : malformed(`${name} is no word`);
  }

  /** An input that has to be known before the network runs. */
  known(index: number, what: string): Known {
    const flow = this.input(index);
    return flow.kind === "known"
      ? flow.tensor
      : unsupported(`its ${what} must be known before the network runs`);
  }

  /** Whole numbers that newer operator sets have as an input and older ones as an attribute. */
  wholes(index: number, name: string): readonly number[] | undefined {
    if (this.inputs[index] !== undefined) return [...this.known(index, name).data];
    return this.attributes[name] === undefined ? undefined : [this.attributes[name]].flat().map(Number);
  }
}

export function scalar(value: number): Flow {
  return { kind: "known", tensor: floats([value], []) };
}

export function constantFlow(tensor: Known): Flow {
  return { kind: "known", tensor };
}

/** Negative axes count from the end. */
export function axisIn(axis: number, rank: number): number {
  const from = axis < 0 ? axis + rank : axis;
  return Number.isInteger(from) && from >= 0 && from < rank
    ? from
    : malformed(`axis ${axis} is outside rank ${rank}`);
}

export function axesIn(axes: readonly number[], rank: number): readonly number[] {
  const found = axes.map((axis) => axisIn(axis, rank));
  return new Set(found).size === found.length
    ? found
    : malformed(`its axes (${axes.join(", ")}) are not different`);
}
