import type { Graph, Node, ValueId } from "../ir/graph.js";
import { sameShape, typeOf } from "../ir/graph.js";

const commutative: readonly string[] = ["add", "mul", "maximum", "minimum"];

/** Which parts of one network are which parts of another. */
export interface Correspondence {
  /** Paths of weights: those of the other network, and what each is in the first. */
  readonly weights: ReadonlyMap<string, string>;
  /** Paths of nodes, in the same way. */
  readonly nodes: ReadonlyMap<string, string>;
}

/**
 * How `other` is the same network as `graph` under other paths: equal inputs, outputs, operators, attributes, shapes and
 * edges. Operands of a sum may change places, and weights that several layers share may have become several. What
 * differs, in words, where it is another network.
 */
export function correspondence(graph: Graph, other: Graph): Correspondence | string {
  return new Matching(graph, other).match();
}

class Matching {
  private readonly values = new Map<ValueId, ValueId>();
  private readonly weights = new Map<string, string>();
  private readonly nodes = new Map<string, string>();
  private readonly first: Side;
  private readonly second: Side;

  constructor(graph: Graph, other: Graph) {
    const numbers = new Map<string, string>();
    this.first = new Side(graph, numbers);
    this.second = new Side(other, numbers);
  }

  match(): Correspondence | string {
    const { graph } = this.first;
    const { graph: other } = this.second;
    for (const kind of ["inputs", "outputs", "nodes", "taps"] as const) {
      if (graph[kind].length !== other[kind].length) {
        return `${other[kind].length} ${kind} instead of ${graph[kind].length}`;
      }
    }
    for (const [index, input] of graph.inputs.entries()) {
      const twin = other.inputs[index];
      if (twin?.name !== input.name || !this.areOfOneType(input.value, twin.value))
        return `input ${input.name}`;
      if (JSON.stringify(twin.picture) !== JSON.stringify(input.picture))
        return `the picture of ${input.name}`;
      this.values.set(twin.value, input.value);
    }
    for (const [index, { name, value, role, labels }] of graph.outputs.entries()) {
      const twin = other.outputs[index];
      const said = JSON.stringify([name, role, labels]);
      if (twin === undefined || JSON.stringify([twin.name, twin.role, twin.labels]) !== said)
        return `output ${name}`;
      const problem = this.pair(value, twin.value);
      if (problem !== undefined) return problem;
    }
    for (const [index, { name, value }] of graph.taps.entries()) {
      const problem = this.pair(value, other.taps[index]?.value ?? -1);
      if (problem !== undefined) return `tap ${name}: ${problem}`;
    }
    return { weights: this.weights, nodes: this.nodes };
  }

  /** Pairs a value and all that it is computed from. */
  private pair(value: ValueId, twin: ValueId): string | undefined {
    const open: (readonly [ValueId, ValueId])[] = [[value, twin]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [mine, theirs] = next;
      const known = this.values.get(theirs);
      if (known === mine) continue;
      const node = this.first.makers.get(mine);
      const copy = this.second.makers.get(theirs);
      if (known !== undefined) return `${copy?.origin.path ?? "an input"} stands for two values`;
      const weight = this.first.weights.get(mine);
      const weightCopy = this.second.weights.get(theirs);
      if (weight !== undefined && weightCopy !== undefined && this.areOfOneType(mine, theirs)) {
        this.values.set(theirs, mine);
        this.weights.set(weightCopy, weight);
        continue;
      }
      if (node === undefined || copy === undefined || !this.areAlike(node, copy)) {
        return `${copy?.op ?? "a value"} ${copy?.origin.path ?? ""} is no ${node?.op ?? "such value"} ${node?.origin.path ?? ""}`;
      }
      this.nodes.set(copy.origin.path, node.origin.path);
      for (const [index, result] of node.results.entries()) {
        this.values.set(copy.results[index] ?? -1, result);
      }
      const operands = this.ordered(node, copy);
      node.inputs.forEach((input, index) => open.push([input, operands[index] ?? -1]));
    }
    return undefined;
  }

  private areAlike(node: Node, copy: Node): boolean {
    const entries = ({ attributes }: Node): string => JSON.stringify(Object.entries(attributes).sort());
    return (
      node.op === copy.op &&
      node.inputs.length === copy.inputs.length &&
      node.results.length === copy.results.length &&
      entries(node) === entries(copy) &&
      node.results.every((value, index) => this.areOfOneType(value, copy.results[index] ?? -1))
    );
  }

  /** The copy's operands in the order of the node's. */
  private ordered(node: Node, { inputs }: Node): readonly ValueId[] {
    const [left = -1, right = -1] = inputs;
    if (!commutative.includes(node.op) || inputs.length !== 2) return inputs;
    const [first = -1] = node.inputs;
    const isStraight = this.first.hashOf(first) === this.second.hashOf(left);
    return isStraight ? inputs : [right, left];
  }

  private areOfOneType(value: ValueId, twin: ValueId): boolean {
    if (twin < 0 || value < 0) return false;
    const [a, b] = [typeOf(this.first.graph, value), typeOf(this.second.graph, twin)];
    return a.dtype === b.dtype && sameShape(a.shape, b.shape);
  }
}

/** One of the two networks. */
class Side {
  readonly makers = new Map<ValueId, Node>();
  readonly weights: ReadonlyMap<ValueId, string>;
  private readonly hashes = new Map<ValueId, string>();

  constructor(
    readonly graph: Graph,
    /** A number for all that a value is computed from. */
    private readonly numbers: Map<string, string>,
  ) {
    this.weights = new Map(graph.weights.map(({ value, path }) => [value, path]));
    graph.inputs.forEach(({ value }, index) => this.hashes.set(value, `input ${index}`));
    for (const { value } of graph.weights) this.hashes.set(value, showType(graph, value));
    for (const node of graph.nodes) {
      for (const [index, value] of node.results.entries()) {
        this.makers.set(value, node);
        this.hashes.set(value, `${this.say(node)} ${index}`);
      }
    }
  }

  /** What a value is computed from, whatever the paths are: equal for values that correspond. */
  hashOf(value: ValueId): string {
    return this.hashes.get(value) ?? "";
  }

  private say({ op, attributes, inputs }: Node): string {
    const operands = inputs.map((value) => this.hashOf(value));
    const said = commutative.includes(op) ? operands.sort() : operands;
    const text = JSON.stringify([op, Object.entries(attributes).sort(), said]);
    const known = this.numbers.get(text) ?? String(this.numbers.size);
    this.numbers.set(text, known);
    return known;
  }
}

function showType(graph: Graph, value: ValueId): string {
  return JSON.stringify(typeOf(graph, value));
}
