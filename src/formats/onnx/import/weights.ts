import { typeOf, type Graph, type ValueId, type Weight } from "../../../ir/graph.js";
import { operatorNamed } from "../../../ir/operator.js";
import type { OperatorDefinition } from "../../../ops/definition.js";
import type { Known } from "./known.js";

/**
 * Weights under the paths of the layers that have them, the first of those that share one. What is no layer's weight
 * keeps the name that it has in the file.
 */
export function nameWeights(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  data: ReadonlyMap<string, Known>,
): { readonly graph: Graph; readonly weights: ReadonlyMap<string, Known> } {
  const named = new Map<ValueId, Weight>();
  const byValue = new Map(graph.weights.map((weight) => [weight.value, weight]));
  const inOrder: Weight[] = [];
  const numbers = new Map<string, Known>();
  const keep = (weight: Weight, path: string, from: string): void => {
    const unique = numbers.has(path) ? freshName(path, numbers) : path;
    const renamed = { ...weight, path: unique };
    named.set(weight.value, renamed);
    inOrder.push(renamed);
    const known = data.get(from);
    if (known !== undefined) numbers.set(unique, known);
  };
  for (const node of graph.nodes) {
    const slots = slotsOf(graph, node, operatorNamed(operators, node.op));
    node.inputs.forEach((value, index) => {
      const weight = byValue.get(value);
      if (weight === undefined || named.has(value)) return;
      const slot = slots[index - (node.inputs.length - slots.length)];
      const { origin } = node;
      if (slot === undefined) keep(weight, weight.path, weight.path);
      else {
        const { initialiser, trainable } = slot;
        keep({ ...weight, initialiser, trainable, origin }, `${origin.path}.${slot.name}`, weight.path);
      }
    });
  }
  return { graph: { ...graph, weights: inOrder }, weights: numbers };
}

function slotsOf(graph: Graph, node: Graph["nodes"][number], definition: OperatorDefinition) {
  const [first] = node.inputs;
  return first === undefined ? [] : definition.weights(node.attributes, typeOf(graph, first));
}

function freshName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
  return name;
}
