import type { NamedTensor } from "../../src/formats/safetensors.js";
import { openSafetensorsSync, readTensorSync } from "../../src/runtime/shared/safetensorsSync.js";

/** The tensors of a safetensors file by name. */
export function weightsOf(file: Uint8Array): (name: string) => NamedTensor {
  const { tensors } = openSafetensorsSync(file);
  return (name) => {
    const entry = tensors.get(name);
    if (entry === undefined) throw new Error(`there is no weight ${name}`);
    const data = new Float32Array((entry.end - entry.begin) / Float32Array.BYTES_PER_ELEMENT);
    readTensorSync(file, entry, data);
    return { name, shape: entry.shape, data };
  };
}
