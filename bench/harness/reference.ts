import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { operators } from "../../src/ops/index.js";
import type { Graph } from "../../src/ir/graph.js";
import { run } from "../../src/reference/run.js";
import { inBench } from "./files.js";
import { inputOf, weightedNetwork } from "./prepare.js";

/**
 * The first output of a model of the zoo in float64, with the weights and the input that engines get. It takes minutes
 * for a large network, and so is kept in `bench/.cache/reference`, by what the network is.
 */
export function referenceLogits(model: string): Float64Array {
  const network = weightedNetwork(model);
  const { graph } = network;
  const path = inBench(`.cache/reference/${model}-${hashOf(graph)}.f64`);
  if (existsSync(path)) {
    const { buffer, byteOffset, length } = readFileSync(path);
    return new Float64Array(buffer.slice(byteOffset, byteOffset + length));
  }
  const input = inputOf(graph);
  const outputs = run(graph, operators, {
    inputs: new Map(graph.inputs.map(({ name }) => [name, float64(input)])),
    weights: new Map([...network.weights].map(([name, weight]) => [name, float64(weight)])),
  });
  const logits = outputs.get(graph.outputs[0]?.name ?? "")?.data ?? new Float64Array();
  mkdirSync(inBench(".cache/reference"), { recursive: true });
  writeFileSync(`${path}.part`, logits);
  renameSync(`${path}.part`, path);
  return logits;
}

function float64({ shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array }) {
  return { shape, data: Float64Array.from(data) };
}

/** Of all that the result depends on in a graph: not of where its text is. */
function hashOf({ values, inputs, weights, nodes, outputs }: Graph): string {
  const parts = [
    values,
    inputs,
    weights.map(({ path, value }) => [path, value]),
    nodes.map(({ op, attributes, inputs: operands, results }) => [op, attributes, operands, results]),
    outputs.map(({ value }) => value),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
