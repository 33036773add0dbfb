import type { Graph, Node, ValueId } from "../ir/graph.js";
import type { Region } from "./regions.js";

/** Where the values of a graph are made and used. */
export class Usage {
  /** Index of the node that makes a value; inputs and weights are made before all. */
  private readonly made = new Map<ValueId, number>();
  /** Indices of the nodes that use a value; an output uses it after all of them. */
  private readonly uses = new Map<ValueId, number[]>();
  private readonly weights: ReadonlySet<ValueId>;

  constructor(readonly graph: Graph) {
    this.weights = new Set(graph.weights.map(({ value }) => value));
    graph.nodes.forEach((node, index) => {
      for (const value of node.inputs) this.usesOf(value).push(index);
      for (const value of node.results) this.made.set(value, index);
    });
    for (const { value } of graph.outputs) this.usesOf(value).push(Infinity);
  }

  private usesOf(value: ValueId): number[] {
    const known = this.uses.get(value) ?? [];
    this.uses.set(value, known);
    return known;
  }

  /** How many nodes there are before an input: values are numbered as they are made. */
  nodesBefore(input: ValueId): number {
    const index = this.graph.nodes.findIndex(({ results: [result = 0] }) => result > input);
    return index < 0 ? this.graph.nodes.length : index;
  }

  madeAt(value: ValueId): number {
    return this.made.get(value) ?? -1;
  }

  /** Whether a value is used by a node from `index` on, or by the network's outputs. */
  isUsedFrom(value: ValueId, index: number): boolean {
    return this.usesOf(value).some((use) => use >= index);
  }

  /** Whether nothing but the nodes of one stretch uses a value from `index` on. */
  isUsedOnlyIn(value: ValueId, { from, to }: Pick<Region, "from" | "to">, index: number): boolean {
    return this.usesOf(value).every((use) => use < index || (from <= use && use < to));
  }

  /** What a node takes besides its weights. */
  operandsOf({ inputs }: Node): readonly ValueId[] {
    return inputs.filter((value) => !this.weights.has(value));
  }

  weightsOf({ inputs }: Node): readonly ValueId[] {
    return inputs.filter((value) => this.weights.has(value));
  }

  nodes({ from, to }: Pick<Region, "from" | "to">): readonly Node[] {
    return this.graph.nodes.slice(from, to);
  }

  /** Values from before a stretch of nodes that it uses, in the order of their first use. */
  entering(stretch: Pick<Region, "from" | "to">): readonly ValueId[] {
    const used = this.nodes(stretch).flatMap((node) => this.operandsOf(node));
    return [...new Set(used.filter((value) => this.madeAt(value) < stretch.from))];
  }

  /** Values that a stretch of nodes makes and what is after it uses. `seen` are values that something else uses. */
  leaving({ from, to }: Pick<Region, "from" | "to">, seen: ReadonlySet<ValueId>): readonly ValueId[] {
    return this.nodes({ from, to })
      .flatMap(({ results }) => results)
      .filter((value) => this.isUsedFrom(value, to) || seen.has(value));
  }
}
