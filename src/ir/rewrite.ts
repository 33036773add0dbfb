import { GraphBuilder } from "./builder.js";
import { typeOf, type Graph, type Node, type ValueId } from "./graph.js";
import type { Operators } from "./operator.js";

/** The graph that is being built from another, for a pass. */
export interface Rewriting {
  readonly graph: Graph;
  readonly builder: GraphBuilder;
  /** The new value that stands for an old one. */
  readonly value: (old: ValueId) => ValueId;
  readonly values: (old: readonly ValueId[]) => readonly ValueId[];
}

/**
 * Copies a graph node by node, in order. `visit` returns the new values that stand for the results of a node, or
 * `"keep"` for a copy of it, or `"drop"` where nothing will ask for its results. Inputs, weights and outputs are
 * carried over, taps are not; weights that `keepWeight` refuses are left out. `extend` adds to the finished copy.
 */
export function rewrite(
  graph: Graph,
  operators: Operators,
  visit: (node: Node, rewriting: Rewriting) => readonly ValueId[] | "keep" | "drop",
  keepWeight: (value: ValueId) => boolean = () => true,
  extend?: (rewriting: Rewriting) => void,
): Graph {
  const builder = new GraphBuilder(operators);
  const renamed = new Map<ValueId, ValueId>();
  const value = (old: ValueId): ValueId => {
    const now = renamed.get(old);
    if (now === undefined) throw new Error(`value %${old} was dropped, but is used`);
    return now;
  };
  const values = (old: readonly ValueId[]): readonly ValueId[] => old.map(value);
  const rewriting: Rewriting = { graph, builder, value, values };

  for (const input of graph.inputs) {
    const { shape, dtype } = typeOf(graph, input.value);
    renamed.set(input.value, builder.input(input.name, shape, { ...input, dtype }));
  }
  for (const weight of graph.weights) {
    if (!keepWeight(weight.value)) continue;
    const shape = typeOf(graph, weight.value).shape.filter((dim) => dim !== "N");
    renamed.set(weight.value, builder.weight({ ...weight, shape }));
  }
  for (const node of graph.nodes) {
    const visited = visit(node, rewriting);
    if (visited === "drop") continue;
    const results = visited === "keep" ? builder.node({ ...node, inputs: values(node.inputs) }) : visited;
    node.results.forEach((old, index) => {
      const now = results[index];
      if (now !== undefined) renamed.set(old, now);
    });
  }
  for (const { name, value: old, role, doc, labels } of graph.outputs) {
    builder.output(name, value(old), role, doc, labels);
  }
  extend?.(rewriting);
  return builder.finish(graph.name, graph.doc);
}

/** For each value, the nodes that read it, in order; a node that reads it twice is listed twice. */
export function usesOf(graph: Graph): ReadonlyMap<ValueId, readonly Node[]> {
  const uses = new Map<ValueId, Node[]>();
  for (const node of graph.nodes) {
    for (const value of node.inputs) {
      const list = uses.get(value);
      if (list) list.push(node);
      else uses.set(value, [node]);
    }
  }
  return uses;
}
