import { countReads, entryOf } from "./loadWeights.js";
import type { LoadOptions, TensorRead, WeightsLayout } from "./loadWeights.js";
import { openSafetensorsSync, readTensorSync } from "./safetensorsSync.js";
import { matchWeights } from "./weights.js";

/** `loadWeights` for a file in memory, without a promise. */
export function loadWeightsSync(
  layout: WeightsLayout,
  from: Uint8Array | ArrayBuffer,
  memory: Float32Array,
  part: Iterable<TensorRead>,
  options?: LoadOptions,
): void {
  const bytes = from instanceof Uint8Array ? from : new Uint8Array(from);
  const file = openSafetensorsSync(bytes);
  const entries = matchWeights(
    file,
    layout.expected,
    options?.names,
    layout.training,
  );
  const read = countReads(layout, options);
  for (const [path, at, elements] of part) {
    const target = memory.subarray(at, at + elements);
    readTensorSync(bytes, entryOf(entries, path), target);
    read(elements);
  }
}
