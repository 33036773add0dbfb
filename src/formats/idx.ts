import { gunzipSync } from "node:zlib";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";

/** Unsigned bytes in an array of any dimensions, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** MNIST's training pictures have 47 MB; this leaves room for sets a hundred times as large. */
const maxBytes = 2 ** 31;

/** Whether a file is IDX of unsigned bytes, by its first bytes. */
function isIdx(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0x08;
}

/**
 * Reads an IDX file of unsigned bytes (LeCun, Cortes & Burges, the MNIST database), gzipped or not: two zero bytes, the
 * type 0x08, the number of dimensions, each dimension in 4 bytes, big-endian, then the elements. Never throws.
 */
export function readIdx(file: Uint8Array, name: string): IdxArray | Diagnostic {
  const refuse = (why: string): Diagnostic =>
    error("CNN0505", `${name} cannot be read as IDX: ${why}`, [
      { span: { file: name, start: 0, end: 0 }, text: why },
    ]);
  let bytes = file;
  if (isGzip(file)) {
    try {
      bytes = gunzipSync(file, { maxOutputLength: maxBytes });
    } catch {
      return refuse("its gzip is truncated or corrupt");
    }
  }
  if (!isIdx(bytes)) return refuse("it does not begin with 0 0 8, for unsigned bytes");
  const dimensions = bytes[3] ?? 0;
  const begin = 4 + 4 * dimensions;
  if (bytes.length < begin) return refuse("it ends within its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length - begin !== elements) {
    return refuse(`[${shape.join(", ")}] is ${elements} bytes, and it holds ${bytes.length - begin}`);
  }
  return { shape, data: bytes.subarray(begin) };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
