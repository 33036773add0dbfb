import type { Graph, Tap } from "../../ir/graph.js";
import { operators } from "../../ops/index.js";
import { inferenceView } from "../../passes/inference.js";
import { observableValues } from "../../passes/observe.js";

/** Results of the layers that inference has, by path: those of training heads are not among them. */
export function inferenceLayers(graph: Graph): ReadonlyMap<string, Tap> {
  const kept = new Set(inferenceView(graph, operators).nodes.map(({ origin }) => origin.path));
  return new Map([...observableValues({ ...graph, taps: [] })].filter(([path]) => kept.has(path)));
}
