import type { NamedTensor } from "../../src/formats/safetensors.js";
import { loadTimeValues } from "../../src/ir/dependence.js";
import type { Graph, Node, Output, Weight } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { runPipeline } from "../../src/passes/pipeline.js";
import { run } from "../../src/reference/run.js";

export interface NetworkWithWeights {
  readonly graph: Graph;
  /** By path. */
  readonly weights: ReadonlyMap<string, NamedTensor>;
}

/** Passes whose results only our own targets understand. */
const ours = new Set(["share-common", "interleave-channels", "precompute-affine", "fuse-elementwise"]);

/** The network without layers that inference does not need, and with all arithmetic on weights done. */
export function foldedNetwork(network: NetworkWithWeights): NetworkWithWeights {
  const { graph } = runPipeline(network.graph, { operators }, { without: ours });
  const constant = loadTimeValues(graph);
  const isLoadTime = ({ results }: Node): boolean => results.every((value) => constant.has(value));
  const nodes = graph.nodes.filter((node) => !isLoadTime(node)).map(asPlainMean);
  const needed = new Set(nodes.flatMap(({ inputs }) => inputs));

  const kept = graph.weights.filter(({ value }) => needed.has(value));
  const computed = graph.nodes.filter(isLoadTime).flatMap(({ results, origin }) =>
    results
      .filter((value) => needed.has(value))
      .map((value): Weight => {
        const path = `${origin.path}.${value}`;
        return { value, path, initialiser: { kind: "fill", value: 0 }, trainable: false, origin };
      }),
  );
  const tensors = computedWeights(network, { ...graph, nodes: graph.nodes.filter(isLoadTime) }, computed);
  const weights = new Map([...network.weights, ...tensors]);
  const all = [...kept, ...computed];
  return {
    graph: { ...graph, nodes, weights: all },
    weights: new Map(all.flatMap(({ path }) => entryOf(weights, path))),
  };
}

/** A mean over the plane under the name that more engines know. */
function asPlainMean(node: Node): Node {
  if (node.op !== "global_avgpool") return node;
  return { ...node, op: "reduce_mean", attributes: { axes: [2, 3], keepdims: false } };
}

/** What the arithmetic of `loadPart` makes of the weights. */
function computedWeights(
  { weights }: NetworkWithWeights,
  loadPart: Graph,
  computed: readonly Weight[],
): readonly (readonly [string, NamedTensor])[] {
  const used = new Set(loadPart.nodes.flatMap(({ inputs }) => inputs));
  const taken = loadPart.weights.filter(({ value }) => used.has(value));
  const fed = taken.flatMap(({ path }) => entryOf(weights, path));
  const outputs = computed.map(({ path, value }): Output => ({
    name: path,
    value,
    role: { kind: "output" },
    doc: "",
  }));
  const results = run({ ...loadPart, inputs: [], weights: taken, outputs }, operators, {
    inputs: new Map(),
    weights: new Map(fed.map(([path, { shape, data }]) => [path, { shape, data: Float64Array.from(data) }])),
  });
  return [...results].map(([name, { shape, data }]) => [
    name,
    { name, shape, data: Float32Array.from(data) },
  ]);
}

function entryOf<T>(map: ReadonlyMap<string, T>, key: string): readonly (readonly [string, T])[] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}
