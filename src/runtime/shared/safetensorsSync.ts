import { decodeFloats } from "./readTensor.js";
import { headerLength, parseHeader } from "./safetensors.js";
import type { SafetensorsEntry, SafetensorsFile } from "./safetensors.js";

/** Reads the header of a file in memory. Throws {@link WeightError} if it is malformed. */
export function openSafetensorsSync(bytes: Uint8Array): SafetensorsFile {
  const size = bytes.length;
  const length = headerLength(bytes.subarray(0, 8), size);
  return parseHeader(bytes.subarray(8, 8 + length), length, size);
}

/** Reads a tensor of a file in memory into `target`. */
export function readTensorSync(
  bytes: Uint8Array,
  entry: SafetensorsEntry,
  target: Float32Array,
): void {
  decodeFloats(entry.dtype, bytes.subarray(entry.begin, entry.end), target);
}
