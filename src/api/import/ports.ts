import type { Graph } from "../../ir/graph.js";

/** The graph with names of inputs and outputs that the language takes: each once, and none that means something else. */
export function withPortNames(graph: Graph, isFree: (name: string) => boolean): Graph {
  const taken = new Set([graph.name]);
  const named = <T extends { readonly name: string }>(port: T): T => {
    const word = port.name.replace(/\W/g, "_").replace(/^(?=\d|$)/, "_");
    let name = isFree(word) ? word : `${word}_1`;
    for (let count = 2; taken.has(name); count += 1) name = `${word}_${count}`;
    taken.add(name);
    return { ...port, name };
  };
  return { ...graph, inputs: graph.inputs.map(named), outputs: graph.outputs.map(named) };
}
