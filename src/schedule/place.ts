import { producersOf } from "../ir/dependence.js";
import type { Graph, Node, ValueId } from "../ir/graph.js";
import type { OperatorDefinition } from "../ops/definition.js";

/** A value that is computed straight into the result of a node that uses it: input `index` of `node`. */
export interface Slot {
  readonly node: Node;
  readonly index: number;
}

/**
 * Which values are computed into the result of a concatenation. A value gets the first slot that takes it; inputs,
 * weights, outputs and results that are views of something else keep a place of their own.
 */
export function placeResults(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  loadTime: ReadonlySet<ValueId>,
): ReadonlyMap<ValueId, Slot> {
  const producers = producersOf(graph);
  const outputs = new Set(graph.outputs.map((output) => output.value));
  const slots = new Map<ValueId, Slot>();
  for (const node of graph.nodes) {
    if (operators.get(node.op)?.place === undefined) continue;
    const [result = -1] = node.results;
    node.inputs.forEach((value, index) => {
      const producer = producers.get(value);
      const movable =
        producer !== undefined &&
        operators.get(producer.op)?.alias === undefined &&
        !outputs.has(value) &&
        !slots.has(value) &&
        loadTime.has(value) === loadTime.has(result) &&
        node.inputs.indexOf(value) === node.inputs.lastIndexOf(value);
      if (movable) slots.set(value, { node, index });
    });
  }
  return slots;
}
