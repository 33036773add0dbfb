import { openSafetensorsSync, readTensorSync } from "../../src/runtime/shared/safetensorsSync.js";

/** The header of a safetensors file as text, and where it ends. */
export function readHeader(file: Buffer): { readonly text: string; readonly end: number } {
  const end = 8 + Number(file.readBigUInt64LE());
  return { text: file.toString("utf8", 8, end), end };
}

/** The tensors of a file, of any float type, by name. */
export function readTensors(file: Uint8Array): ReadonlyMap<string, Float32Array> {
  const { tensors } = openSafetensorsSync(file);
  return new Map(
    [...tensors].map(([name, entry]) => {
      const data = new Float32Array(entry.shape.reduce((product, extent) => product * extent, 1));
      readTensorSync(file, entry, data);
      return [name, data];
    }),
  );
}
