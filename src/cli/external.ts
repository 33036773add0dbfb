import { closeSync, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, sep } from "node:path";
import type { ReadBeside } from "../api/import/import.js";
import { reasonOf } from "../node/reason.js";

/** Reads from the files in the folder of a model, and from no others: a location may not lead out, nor be a link. */
export function readBeside(model: string): ReadBeside {
  return (location, offset, length) => {
    const inside = normalize(location);
    if (isAbsolute(inside)) return { reason: "it is an absolute path" };
    if (inside === ".." || inside.startsWith(`..${sep}`))
      return { reason: "it leads out of the model's folder" };
    try {
      const path = join(realpathSync(dirname(model)), inside);
      if (realpathSync(path) !== path) return { reason: "it is a link" };
      return readRange(path, offset, length) ?? { reason: `it ends before byte ${offset + length}` };
    } catch (failure) {
      return { reason: reasonOf(failure) };
    }
  };
}

/** `undefined` where a file has not so many bytes. Nothing is allocated before that is known. */
function readRange(path: string, offset: number, length: number): Uint8Array | undefined {
  const descriptor = openSync(path, "r");
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new Error("it is no file");
    if (status.size < offset + length) return undefined;
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = readSync(descriptor, bytes, at, length - at, offset + at);
      if (count === 0) return undefined;
      at += count;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
