import type { Graph, Origin, ValueId } from "../../src/ir/graph.js";
import type { Feeds } from "../../src/reference/run.js";

/**
 * Graphs as one graph, so that one module computes them all with kernels that they share. Names of inputs and outputs,
 * and paths, begin with a graph's name and a dot.
 */
export function sideBySide(graphs: ReadonlyMap<string, Graph>): Graph {
  let first = 0;
  const moved = [...graphs].map(([name, graph]) => {
    const part = move(graph, `${name}.`, first);
    first += graph.values.length;
    return part;
  });
  return {
    name: "networks",
    doc: "",
    values: moved.flatMap(({ values }) => values),
    inputs: moved.flatMap(({ inputs }) => inputs),
    weights: moved.flatMap(({ weights }) => weights),
    nodes: moved.flatMap(({ nodes }) => nodes),
    outputs: moved.flatMap(({ outputs }) => outputs),
    taps: [],
  };
}

/** What graphs side by side are fed. */
export function feedsSideBySide(feeds: ReadonlyMap<string, Feeds>): Feeds {
  const joined = <T>(of: (part: Feeds) => ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map(
      [...feeds].flatMap(([name, part]) => [...of(part)].map(([own, value]) => [`${name}.${own}`, value])),
    );
  return { inputs: joined(({ inputs }) => inputs), weights: joined(({ weights }) => weights) };
}

/** The graph with all that it names behind a prefix, and its values from `first` on. */
function move(graph: Graph, prefix: string, first: ValueId): Omit<Graph, "name" | "doc" | "taps"> {
  const at = (value: ValueId): ValueId => first + value;
  const origin = ({ path, blocks, span }: Origin): Origin => ({
    path: prefix + path,
    blocks: blocks.map((instance) => ({ ...instance, path: prefix + instance.path })),
    span,
  });
  return {
    values: graph.values,
    inputs: graph.inputs.map((input) => ({ ...input, name: prefix + input.name, value: at(input.value) })),
    weights: graph.weights.map((weight) => ({
      ...weight,
      path: prefix + weight.path,
      value: at(weight.value),
      origin: origin(weight.origin),
    })),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(at),
      results: node.results.map(at),
      origin: origin(node.origin),
    })),
    outputs: graph.outputs.map((output) => ({
      ...output,
      name: prefix + output.name,
      value: at(output.value),
    })),
  };
}
