import type { Graph } from "../ir/graph.js";

/** The inference view of a graph: training-only outputs and state updates are gone; what they needed is now dead. */
export function inferenceView(graph: Graph): Graph {
  return { ...graph, outputs: graph.outputs.filter(({ role }) => role.kind === "output") };
}
