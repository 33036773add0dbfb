import { readTensor, readTensorSync } from "./readTensor.js";
import { openSafetensors, openSafetensorsSync } from "./safetensors.js";
import type { SafetensorsEntry } from "./safetensors.js";
import { bytesSource } from "./weightSource.js";
import type { WeightSource } from "./weightSource.js";
import { matchWeights } from "./weights.js";
import type { ExpectedWeight } from "./weights.js";

/** A tensor that the load part asks for, and the elements where it goes. */
export type TensorRead = readonly [path: string, at: number, elements: number];

export interface WeightsLayout {
  /** Every tensor that the file must hold. */
  readonly expected: readonly ExpectedWeight[];
  /** Paths of weights that it may hold besides: those of training heads. */
  readonly training?: readonly string[];
  /** Size of the memory for weights, in elements. */
  readonly elements: number;
}

export interface LoadOptions {
  /** Names in the file, by the weight's path, where they differ. */
  readonly names?: ReadonlyMap<string, string>;
}

/** A load part: asks for tensors one after another and computes in between. */
export type Prepare = (weights: Float32Array) => Iterable<TensorRead>;

/**
 * Reads a safetensors file tensor by tensor, as the load part asks, so that a
 * network is never held twice. Throws {@link WeightError}.
 */
export async function loadWeights(
  layout: WeightsLayout,
  from: WeightSource | Uint8Array | ArrayBuffer,
  prepare: Prepare,
  options?: LoadOptions,
): Promise<Float32Array> {
  const inMemory = from instanceof Uint8Array || from instanceof ArrayBuffer;
  const source = inMemory ? bytesSource(from) : from;
  const file = await openSafetensors(source);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const weights = new Float32Array(layout.elements);
  for (const [path, at, elements] of prepare(weights)) {
    const target = weights.subarray(at, at + elements);
    await readTensor(source, entryOf(entries, path), target);
  }
  return weights;
}

/** {@link loadWeights} for a file in memory. */
export function loadWeightsSync(
  layout: WeightsLayout,
  from: Uint8Array | ArrayBuffer,
  prepare: Prepare,
  options?: LoadOptions,
): Float32Array {
  const bytes = from instanceof Uint8Array ? from : new Uint8Array(from);
  const file = openSafetensorsSync(bytes);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const weights = new Float32Array(layout.elements);
  for (const [path, at, elements] of prepare(weights)) {
    const target = weights.subarray(at, at + elements);
    readTensorSync(bytes, entryOf(entries, path), target);
  }
  return weights;
}

function entryOf(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  path: string,
): SafetensorsEntry {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`weight ${path} is not expected`);
  return entry;
}
