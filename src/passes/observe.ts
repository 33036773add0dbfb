import { trainingValues } from "../ir/dependence.js";
import type { Graph, Output, Tap } from "../ir/graph.js";

/** The graph with some of its values on the way as outputs, so that no pass takes them away. */
export function observe(graph: Graph, taps: readonly Tap[]): Graph {
  const outputs = taps.map((tap): Output => ({ ...tap, role: { kind: "tap" } }));
  return { ...graph, outputs: [...graph.outputs, ...outputs], taps: [] };
}

/** What can be observed, by path: what the source marks `tap`, and the results of layers. */
export function observableValues(graph: Graph): ReadonlyMap<string, Tap> {
  const training = trainingValues(graph);
  const layers = graph.nodes.flatMap(({ origin, results: [value, ...others] }): Tap[] =>
    value === undefined || others.length > 0 || training.has(value)
      ? []
      : [{ name: origin.path, value, doc: "" }],
  );
  return new Map([...layers, ...graph.taps].map((tap) => [tap.name, tap]));
}
