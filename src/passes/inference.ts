import { neededValues } from "../ir/dependence.js";
import type { Graph, Output, Weight } from "../ir/graph.js";
import type { Operators } from "../ir/operator.js";
import { rewrite } from "../ir/rewrite.js";

/**
 * The inference view of a graph: training-only inputs and outputs and state updates are gone, and so are the nodes and
 * weights that only they needed. What no output ever needed stays, for `remove-dead` and the weight file.
 */
export function inferenceView(graph: Graph, operators: Operators): Graph {
  const outputs = graph.outputs.filter(isInference);
  const inputs = graph.inputs.filter(({ training }) => !training);
  if (outputs.length === graph.outputs.length && inputs.length === graph.inputs.length) return graph;
  const needed = neededValues(
    graph,
    outputs.map(({ value }) => value),
  );
  const training = new Set(trainingWeights(graph).map(({ value }) => value));
  return rewrite(
    { ...graph, inputs, outputs },
    operators,
    (node) => (node.results.some((value) => needed.has(value)) ? "keep" : "drop"),
    (value) => !training.has(value),
  );
}

/** Weights that training-only outputs and state updates need, and inference does not. */
export function trainingWeights(graph: Graph): readonly Weight[] {
  const neededBy = (inference: boolean): ReadonlySet<number> =>
    neededValues(
      graph,
      graph.outputs.filter((output) => isInference(output) === inference).map(({ value }) => value),
    );
  const [inference, training] = [neededBy(true), neededBy(false)];
  return graph.weights.filter(({ value }) => training.has(value) && !inference.has(value));
}

function isInference({ role }: Output): boolean {
  return role.kind === "output" || role.kind === "tap";
}
