import type { GraphBuilder } from "../../../../ir/builder.js";
import {
  typeOf,
  type Attributes,
  type Graph,
  type Node,
  type Shape,
  type ValueId,
} from "../../../../ir/graph.js";
import { Problem } from "../../../../ir/operator.js";
import { uniform, type Known } from "../known.js";

/** Gives the value that stands for a node's only result, where the node ends a pattern. */
export type Pattern = (site: Site) => ValueId | undefined;

/** A node, what it is computed from, and the graph that is being made without the pattern. */
export class Site {
  constructor(
    readonly node: Node,
    private readonly graph: Graph,
    private readonly makers: ReadonlyMap<ValueId, Node>,
    /** The numbers of weights, by path; those of new ones are added. */
    private readonly data: Map<string, Known>,
    private readonly paths: ReadonlyMap<ValueId, string>,
    private readonly builder: GraphBuilder,
    private readonly renamed: (old: ValueId) => ValueId,
  ) {}

  shape(value: ValueId): Shape {
    return typeOf(this.graph, value).shape;
  }

  /** The node that makes a value, if it is of this operator. */
  maker(value: ValueId | undefined, op: string): Node | undefined {
    const node = value === undefined ? undefined : this.makers.get(value);
    return node?.op === op ? node : undefined;
  }

  makerOf(value: ValueId | undefined): Node | undefined {
    return value === undefined ? undefined : this.makers.get(value);
  }

  known(value: ValueId | undefined): Known | undefined {
    const path = value === undefined ? undefined : this.paths.get(value);
    return path === undefined ? undefined : this.data.get(path);
  }

  /** The one number that a value holds. */
  number(value: ValueId | undefined): number | undefined {
    const known = this.known(value);
    return known?.data.length === 1 ? known.data[0] : undefined;
  }

  isNumber(value: ValueId | undefined, expected: number): boolean {
    const number = this.number(value);
    return number !== undefined && isNear(number, expected);
  }

  /** Both orders of a node's two operands. */
  orders({ inputs: [a, b] }: Node = this.node): readonly (readonly [ValueId, ValueId])[] {
    return a === undefined || b === undefined
      ? []
      : [
          [a, b],
          [b, a],
        ];
  }

  /** An old value in the graph that is being made. */
  same(value: ValueId): ValueId {
    return this.renamed(value);
  }

  /** A new node at this place, of old operands; `undefined` where its operator does not take them. */
  apply(op: string, attributes: Attributes, operands: readonly (ValueId | New)[]): New | undefined {
    const inputs = operands.map((value) => (typeof value === "number" ? this.renamed(value) : value.value));
    const results = this.builder.tryNode({ op, attributes, inputs, origin: this.node.origin });
    const [value] = results instanceof Problem ? [] : results;
    return value === undefined ? undefined : { value };
  }

  /** A known value under another shape of as many elements, as a weight of its own. */
  weight(value: ValueId, shape: readonly number[]): New | undefined {
    const known = this.known(value);
    if (known === undefined) return undefined;
    if (known.shape.join() === shape.join()) return { value: this.renamed(value) };
    return this.numbers(value, { ...known, shape });
  }

  /** Numbers that are made of a known value's, as a weight of their own. */
  numbers(of: ValueId, known: Known): New {
    const path = this.paths.get(of) ?? "constant";
    let name = path;
    for (let count = 2; this.data.has(name); count += 1) name = `${path}_${count}`;
    this.data.set(name, known);
    const fill = { kind: "fill", value: 0 } as const;
    const { origin } = this.node;
    const { shape } = known;
    return { value: this.builder.weight({ path: name, shape, initialiser: fill, trainable: true, origin }) };
  }

  /** A known value that varies along the channels of a tensor of this rank only, as the vector of the channels. */
  channelVector(value: ValueId, channels: number, rank: number): New | undefined {
    const known = this.known(value);
    if (known?.data.length !== channels) return undefined;
    const lead = rank - known.shape.length;
    const isAligned = known.shape.every((dim, axis) => dim === (axis + lead === 1 ? channels : 1));
    return isAligned && lead >= 0 && lead <= 1 ? this.weight(value, [channels]) : undefined;
  }

  /** Whether a value is one number, repeated. */
  isRepeated(value: ValueId | undefined, number: number): boolean {
    const [repeated] = this.maker(value, "expand")?.inputs ?? [];
    const data = this.maker(repeated, "constant")?.attributes.data;
    return Array.isArray(data) && data.length === 1 && data[0] === number;
  }

  isAll(value: ValueId | undefined, expected: number): boolean {
    const known = this.known(value);
    return known !== undefined && uniform(known) === expected;
  }
}

/** A value of the graph that is being made. */
export interface New {
  readonly value: ValueId;
}

export function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-5 * Math.abs(b);
}
