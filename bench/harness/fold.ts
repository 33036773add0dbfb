import type { NamedTensor } from "../../src/formats/safetensors.js";
import { loadTimeValues } from "../../src/ir/dependence.js";
import type { Graph, Node, ValueId, Weight } from "../../src/ir/graph.js";
import { operatorNamed } from "../../src/ir/operator.js";
import type { Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { runPipeline } from "../../src/passes/pipeline.js";

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
  const nodes = graph.nodes.filter((node) => !isLoadTime(node));
  const needed = new Set(nodes.flatMap(({ inputs }) => inputs));

  const values = new Map<ValueId, Tensor>();
  const paths = new Map(graph.weights.map(({ value, path }) => [value, path]));
  const valueOf = (value: ValueId): Tensor => {
    const held = values.get(value) ?? float64(network.weights.get(paths.get(value) ?? ""));
    values.set(value, held);
    return held;
  };
  const kept = graph.weights.filter(({ value }) => needed.has(value));
  const weights = new Map(kept.flatMap(({ path }) => named(path, network.weights.get(path))));
  const computed: Weight[] = [];
  for (const { op, attributes, inputs, results, origin } of graph.nodes.filter(isLoadTime)) {
    const tensors = operatorNamed(operators, op).evaluate(attributes, inputs.map(valueOf), 1);
    for (const [index, value] of results.entries()) {
      const tensor = tensors[index];
      if (tensor === undefined) throw new Error(`${op} has no result`);
      values.set(value, tensor);
      if (!needed.has(value)) continue;
      const path = `${origin.path}.${value}`;
      weights.set(path, { name: path, shape: tensor.shape, data: Float32Array.from(tensor.data) });
      computed.push({ value, path, initialiser: { kind: "fill", value: 0 }, trainable: false, origin });
    }
  }
  return { graph: { ...graph, nodes, weights: [...kept, ...computed] }, weights };
}

function named(path: string, tensor: NamedTensor | undefined): readonly (readonly [string, NamedTensor])[] {
  return tensor === undefined ? [] : [[path, tensor]];
}

function float64(tensor: NamedTensor | undefined): Tensor {
  if (tensor === undefined) throw new Error("a weight has no values");
  return { shape: tensor.shape, data: Float64Array.from(tensor.data) };
}
