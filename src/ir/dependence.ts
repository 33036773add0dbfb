import type { Graph, Node, ValueId } from "./graph.js";

/**
 * Values that depend on weights and constants only: a target computes them once, in the load part of its program.
 */
export function loadTimeValues(graph: Graph): ReadonlySet<ValueId> {
  const values = new Set<ValueId>(graph.weights.map((weight) => weight.value));
  for (const node of graph.nodes) {
    if (node.inputs.every((value) => values.has(value))) node.results.forEach((value) => values.add(value));
  }
  return values;
}

/** Values that only training has: those that need an input of training. */
export function trainingValues(graph: Graph): ReadonlySet<ValueId> {
  const values = new Set(graph.inputs.filter(({ training }) => training).map(({ value }) => value));
  for (const node of graph.nodes) {
    if (node.inputs.some((value) => values.has(value))) node.results.forEach((value) => values.add(value));
  }
  return values;
}

/** For each value that a node computes, the node. */
export function producersOf(graph: Graph): ReadonlyMap<ValueId, Node> {
  return new Map(graph.nodes.flatMap((node) => node.results.map((value) => [value, node] as const)));
}

/** The values that `results` need, themselves included. */
export function neededValues(graph: Graph, results: readonly ValueId[]): ReadonlySet<ValueId> {
  const needed = new Set(results);
  for (const node of graph.nodes.toReversed()) {
    if (node.results.some((value) => needed.has(value))) node.inputs.forEach((value) => needed.add(value));
  }
  return needed;
}
