import { safetensorsChunks } from "../formats/safetensors.js";
import type { SampleResult } from "./batches.js";
import type { LoadedNetwork } from "./load.js";

/**
 * The outputs of many samples as the parts of a safetensors file: a tensor `[N, …]` an output. Its metadata `samples`
 * is a JSON list of the samples' names.
 */
export function resultFile(network: LoadedNetwork, results: readonly SampleResult[]): readonly Uint8Array[] {
  const tensors = network.outputs.map(({ name, shape, elements }) => {
    const data = new Float32Array(results.length * elements);
    results.forEach(({ values }, index) => {
      data.set(values[name] ?? [], index * elements);
    });
    return { name, shape: [results.length, ...shape], data };
  });
  const samples = JSON.stringify(results.map(({ sample }) => sample.name));
  return safetensorsChunks(tensors, { model: network.name, samples });
}
