import { rewrite } from "../../../../ir/rewrite.js";
import type { Graph, Node, ValueId } from "../../../../ir/graph.js";
import type { Operators } from "../../../../ir/operator.js";
import type { Known } from "../known.js";
import { activations } from "./activations.js";
import { layerPatterns, scalings } from "./layers.js";
import { normalisations } from "./normalisations.js";
import { pools } from "./pools.js";
import { rearrangements, shuffles } from "./rearrangements.js";
import { Site, type Pattern } from "./site.js";

const patterns = [...rearrangements, ...activations, ...normalisations, ...layerPatterns, ...pools];

/** One pattern may be a part of another; none has more parts that are patterns themselves. */
const rounds = 8;

/** The graph with layers put together that exporters take apart. `data` gets the numbers of weights that are new. */
export function improve(graph: Graph, operators: Operators, data: Map<string, Known>): Graph {
  // Shuffles before reshapes are joined to those behind them, and numbers as parts of other patterns first.
  return [shuffles, patterns, scalings].reduce(
    (current, group) => saturated(current, operators, data, group),
    sweep(graph, operators),
  );
}

function saturated(
  graph: Graph,
  operators: Operators,
  data: Map<string, Known>,
  group: readonly Pattern[],
): Graph {
  let current = graph;
  for (let round = 0; round < rounds; round += 1) {
    const next = once(current, operators, data, group);
    if (next === undefined) return current;
    current = sweep(next, operators);
  }
  return current;
}

function once(
  graph: Graph,
  operators: Operators,
  data: Map<string, Known>,
  group: readonly Pattern[],
): Graph | undefined {
  const makers = new Map(graph.nodes.flatMap((node) => node.results.map((value) => [value, node] as const)));
  const paths = new Map(graph.weights.map(({ value, path }) => [value, path]));
  const found: Node[] = [];
  const next = rewrite(graph, operators, (node, { builder, value }) => {
    if (node.results.length !== 1) return "keep";
    const site = new Site(node, graph, makers, data, paths, builder, value);
    for (const pattern of group) {
      const result = pattern(site);
      if (result === undefined) continue;
      found.push(node);
      return [result];
    }
    return "keep";
  });
  return found.length > 0 ? next : undefined;
}

/** Without nodes and weights that no output needs. */
function sweep(graph: Graph, operators: Operators): Graph {
  const needed = new Set<ValueId>(graph.outputs.map(({ value }) => value));
  const kept = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    if (!node.results.some((value) => needed.has(value))) continue;
    kept.add(node);
    for (const value of node.inputs) needed.add(value);
  }
  return rewrite(
    graph,
    operators,
    (node) => (kept.has(node) ? "keep" : "drop"),
    (value) => needed.has(value),
  );
}
