import { initialise } from "../formats/initialise.js";
import { safetensorsChunks } from "../formats/safetensors.js";
import type { Initialiser } from "../ir/graph.js";
import type { CheckedNetwork } from "./network.js";
import { architectureKey, architectureOf } from "./weights/architecture.js";

export interface InitOptions {
  readonly seed: number;
  /** Takes the place of the scheme that each layer's `init` names. */
  readonly scheme?:
    { readonly scheme: "xavier" | "he" | "lecun"; readonly distribution: "uniform" | "normal" } | undefined;
}

/**
 * Fresh weights for a network as the parts of a safetensors file, which says for which architecture they are. Equal seeds
 * give equal bytes.
 */
export async function initialWeights(
  { network }: CheckedNetwork,
  options: InitOptions,
): Promise<readonly Uint8Array[]> {
  const { graph } = network;
  const tensors = graph.weights.map(({ path, value, initialiser }) => {
    const shape = (graph.values[value]?.shape ?? []).map(Number);
    return { name: path, shape, data: initialise(shape, chosen(initialiser, options), options.seed, path) };
  });
  const architecture = await architectureOf(graph);
  return safetensorsChunks(tensors, {
    [architectureKey]: architecture,
    model: graph.name,
    seed: String(options.seed),
  });
}

function chosen(initialiser: Initialiser, { scheme }: InitOptions): Initialiser {
  return initialiser.kind === "scaled" && scheme !== undefined ? { ...initialiser, ...scheme } : initialiser;
}
