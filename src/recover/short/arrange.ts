import type { Graph, Node, TensorType, ValueId, Weight } from "../../ir/graph.js";
import { typeOf } from "../../ir/graph.js";
import type { Instance, Item, Region } from "../regions.js";
import { localOf } from "../surroundings.js";
import { nodesOf, type Knot } from "./nesting.js";

/** A network in the order of its text, of which paths say which layers share weights, and where they were. */
export interface Arrangement {
  readonly graph: Graph;
  readonly model: Instance;
}

export function arrange(graph: Graph, knots: readonly Knot[]): Arrangement {
  const copy = new Copy(graph);
  const order = knots.flatMap(nodesOf);
  const nodes = new Map(order.map((node, index) => [node, copy.node(node, `${index}.${node.origin.path}`)]));
  const arranged: Graph = {
    ...graph,
    values: copy.values,
    inputs: copy.inputs,
    weights: copy.weights,
    nodes: [...nodes.values()],
    outputs: graph.outputs.map((output) => ({ ...output, value: copy.of(output.value) })),
    taps: graph.taps.map((tap) => ({ ...tap, name: localOf(tap.name), value: copy.of(tap.value) })),
  };
  const place = new Placing(copy, nodes);
  const region = { items: place.items(knots), scope: "", from: 0, to: order.length };
  return { graph: arranged, model: { block: graph.name, path: "", doc: graph.doc, region } };
}

/** The values of a graph again: inputs first, then what each node needs and makes. */
class Copy {
  readonly values: TensorType[] = [];
  readonly weights: Weight[] = [];
  readonly inputs: Graph["inputs"];
  private readonly ids = new Map<ValueId, ValueId>();
  private readonly weightOf: ReadonlyMap<ValueId, Weight>;
  /** Weights of shared layers, by what they are in the original. */
  private readonly shared = new Map<string, readonly ValueId[]>();
  private readonly applications = new Map<string, number>();

  constructor(private readonly graph: Graph) {
    this.weightOf = new Map(graph.weights.map((weight) => [weight.value, weight]));
    this.inputs = graph.inputs.map((input) => ({ ...input, value: this.define(input.value) }));
    for (const node of graph.nodes) {
      const key = this.keyOf(node);
      this.applications.set(key, (this.applications.get(key) ?? 0) + 1);
    }
  }

  of(value: ValueId): ValueId {
    const copy = this.ids.get(value);
    if (copy === undefined) throw new Error(`value %${value} is used before it is made`);
    return copy;
  }

  node(node: Node, path: string): Node {
    const weights = node.inputs.filter((value) => this.weightOf.has(value));
    const own = this.weightsOf(node, weights, path);
    const inputs = node.inputs.map((value) => own[weights.indexOf(value)] ?? this.of(value));
    const results = node.results.map((value) => this.define(value));
    return { ...node, inputs, results, origin: { path, blocks: [] } };
  }

  /** Layers share weights all or none: those of another operator, or only some of them, are weights of its own. */
  private weightsOf(node: Node, weights: readonly ValueId[], path: string): readonly ValueId[] {
    const key = this.keyOf(node);
    const isShared = weights.length > 0 && (this.applications.get(key) ?? 0) > 1;
    const known = this.shared.get(key);
    if (known) return known;
    const home = isShared ? `shared${this.shared.size + 1}` : path;
    const made = weights.map((value, slot) => {
      const copy = this.values.push(typeOf(this.graph, value)) - 1;
      const weight = this.weightOf.get(value);
      if (weight) this.weights.push({ ...weight, value: copy, path: `${home}.${slot}` });
      return copy;
    });
    if (isShared) this.shared.set(key, made);
    return made;
  }

  private keyOf({ op, inputs }: Node): string {
    return [op, ...inputs.filter((value) => this.weightOf.has(value))].join(" ");
  }

  private define(value: ValueId): ValueId {
    const copy = this.values.push(typeOf(this.graph, value)) - 1;
    this.ids.set(value, copy);
    return copy;
  }
}

/** Regions and items, in the numbers of the copy. */
class Placing {
  private at = 0;

  constructor(
    private readonly copy: Copy,
    private readonly nodes: ReadonlyMap<Node, Node>,
  ) {}

  items(knots: readonly Knot[]): readonly Item[] {
    return knots.map((knot) => this.item(knot));
  }

  private region(knots: readonly Knot[]): Region {
    const from = this.at;
    return { items: this.items(knots), scope: "", from, to: this.at };
  }

  private item(knot: Knot): Item {
    const from = this.at;
    switch (knot.kind) {
      case "layer": {
        this.at += 1;
        const node = this.copied(knot.node);
        const [result = 0] = node.results;
        return { kind: "layer", node, result, name: `${node.op}1`, from, to: this.at };
      }
      case "split": {
        this.at += knot.parts.length;
        const parts = knot.parts.map((part) => this.copied(part));
        return { kind: "split", parts, name: "split1", from, to: this.at };
      }
      case "join": {
        const branches = knot.branches.map((branch) => ({ label: undefined, region: this.region(branch) }));
        this.at += knot.nodes.length;
        const last = knot.nodes.at(-1);
        const joiner = last?.op ?? "";
        const operands = knot.operands.map((value) => this.copy.of(value));
        const result = this.copy.of(last?.results[0] ?? 0);
        return { kind: "join", joiner, operands, branches, result, name: `${joiner}1`, from, to: this.at };
      }
      case "residual": {
        const main = this.region(knot.main);
        const shortcut = knot.shortcut && this.region(knot.shortcut);
        this.at += 1;
        const [body, short] = knot.operands;
        const operands = [this.copy.of(body), this.copy.of(short)] as const;
        const result = this.copy.of(knot.node.results[0] ?? 0);
        const base = { name: "residual1", from, to: this.at };
        return { kind: "residual", operands, main, shortcut, result, ...base };
      }
    }
  }

  private copied(node: Node): Node {
    const copy = this.nodes.get(node);
    if (copy === undefined) throw new Error(`${node.op} has no copy`);
    return copy;
  }
}
