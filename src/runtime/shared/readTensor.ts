import type { SafetensorsEntry } from "./safetensors.js";
import { WeightError } from "./weightError.js";
import type { WeightSource } from "./weightSource.js";

/** Bytes of an element, for each dtype that converts to float32. */
export const floatBytes: ReadonlyMap<string, number> = new Map([
  ["F16", 2],
  ["BF16", 2],
  ["F32", 4],
  ["F64", 8],
]);

/** What is held at one time besides the target: a multiple of 8. */
const chunkBytes = 1 << 24;

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reads a tensor of {@link floatBytes} dtype into `target`, chunk by chunk. */
export async function readTensor(
  source: WeightSource,
  entry: SafetensorsEntry,
  target: Float32Array,
): Promise<void> {
  const size = floatBytes.get(entry.dtype) ?? 1;
  for (let begin = entry.begin; begin < entry.end; begin += chunkBytes) {
    const end = Math.min(begin + chunkBytes, entry.end);
    const bytes = await source.read(begin, end);
    const first = (begin - entry.begin) / size;
    const part = target.subarray(first, first + (end - begin) / size);
    decodeFloats(entry.dtype, bytes, part);
  }
}

/** Little-endian numbers of `dtype`, rounded to float32 where it has more. */
export function decodeFloats(
  dtype: string,
  bytes: Uint8Array,
  target: Float32Array,
): void {
  const size = floatBytes.get(dtype);
  if (size === undefined) {
    throw new WeightError("CNN0502", `dtype ${dtype} does not become float32`);
  }
  if (bytes.length !== target.length * size) {
    throw new WeightError(
      "CNN0501",
      `read ${bytes.length} bytes of a tensor instead of ${target.length * size}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { length } = target;
  if (dtype === "F32" && isLittleEndian) {
    new Uint8Array(target.buffer, target.byteOffset, bytes.length).set(bytes);
  } else if (dtype === "F32") {
    for (let i = 0; i < length; i += 1)
      target[i] = view.getFloat32(4 * i, true);
  } else if (dtype === "F64") {
    for (let i = 0; i < length; i += 1)
      target[i] = view.getFloat64(8 * i, true);
  } else if (dtype === "F16") {
    for (let i = 0; i < length; i += 1) {
      target[i] = fromFloat16(view.getUint16(2 * i, true));
    }
  } else {
    // The upper half of a float32.
    const bits = new Uint32Array(target.buffer, target.byteOffset, length);
    for (let i = 0; i < length; i += 1) {
      bits[i] = view.getUint16(2 * i, true) << 16;
    }
  }
}

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits with bias 15, 10 of fraction. */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const power = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (power === 0) return sign * fraction * 2 ** -24;
  if (power === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (power - 25);
}
