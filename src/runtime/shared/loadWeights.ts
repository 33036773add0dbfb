import { readTensor } from "./readTensor.js";
import { openSafetensors } from "./safetensors.js";
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
}

/** How far a network is loaded, in shares from 0 to 1. */
export interface LoadProgress {
  /** Of the weights' numbers, those that have been read. */
  readonly weights: number;
  /** Of the kernels that every call takes, those that can run. */
  readonly kernels: number;
}

export interface LoadOptions {
  /** Is called whenever a tensor has been read or a kernel can run. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Names in the file, by the weight's path, where they differ. */
  readonly names?: ReadonlyMap<string, string>;
  /**
   * Threads that compute; where it is not said, as many as the machine has and
   * the network is worth. One where they cannot share memory: in a page that is
   * not cross-origin isolated, and for kernels in TypeScript.
   */
  readonly threads?: number | undefined;
  /**
   * Whether V8 is to pair the vectors of kernels: in Node, from version 24 on.
   * It is a setting of the whole process, for what is compiled from then on.
   */
  readonly revectorize?: boolean | undefined;
}

/**
 * Reads a safetensors file tensor by tensor into `memory`, as the load part
 * asks, which computes in between: a network is never held twice. Throws
 * {@link WeightError}.
 */
export async function loadWeights(
  layout: WeightsLayout,
  from: WeightSource | Uint8Array | ArrayBuffer,
  memory: Float32Array,
  part: Iterable<TensorRead>,
  options?: LoadOptions,
): Promise<void> {
  const inMemory = from instanceof Uint8Array || from instanceof ArrayBuffer;
  const source = inMemory ? bytesSource(from) : from;
  const file = await openSafetensors(source);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const read = countReads(layout, options);
  for (const [path, at, elements] of part) {
    const target = memory.subarray(at, at + elements);
    await readTensor(source, entryOf(entries, path), target);
    read(elements);
  }
}

/** A function that is told how many numbers have been read, and reports their share. */
export function countReads(
  { expected }: WeightsLayout,
  options: LoadOptions = {},
): (elements: number) => void {
  const sizes = expected.map(({ shape }) =>
    shape.reduce((product, extent) => product * extent, 1),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return (elements) => {
    done += elements;
    options.onProgress?.({ weights: done / all, kernels: 1 });
  };
}

/** Where a weight of the model lies in the file. */
export function entryOf(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  path: string,
): SafetensorsEntry {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`weight ${path} is not expected`);
  return entry;
}
