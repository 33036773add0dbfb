/** A float32 tensor to be written. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * A safetensors file, whole. Tensors are in the order of the reference implementation: by alignment of their dtype,
 * which is float32 for all, then by name.
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const chunks = safetensorsChunks(tensors, metadata);
  const file = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

/**
 * The same file in parts to be written one after another: the header, then each tensor's bytes, which are views of
 * its data where the machine is little-endian.
 */
export function safetensorsChunks(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const inOrder = [...tensors].sort(byKey((tensor) => tensor.name));
  inOrder.forEach(({ name, shape, data }, index) => {
    checkTensor(inOrder[index - 1]?.name, name, shape, data);
  });
  const described = inOrder.map(({ name, shape, data }) => ({
    name,
    dtype: "F32",
    shape,
    bytes: data.byteLength,
  }));
  return [safetensorsHeader(described, metadata), ...inOrder.map(({ data }) => littleEndianBytes(data))];
}

/** A tensor of a file, in any dtype of the format. */
export interface DescribedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** What stands before the tensors' bytes, which follow each other in the order given. */
export function safetensorsHeader(
  tensors: readonly DescribedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const fields: string[] = [];
  const comments = Object.entries(metadata).sort(byKey(([key]) => key));
  if (comments.length > 0) {
    fields.push(`"__metadata__":{${comments.map(([key, text]) => field(key, text)).join(",")}}`);
  }
  let begin = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    fields.push(field(name, { dtype, shape, data_offsets: [begin, begin + bytes] }));
    begin += bytes;
  }
  return header(`{${fields.join(",")}}`);
}

/** The order of UTF-16 code units, the same in every locale. */
function byKey<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function field(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

/** What no caller may ask for, since a reader would refuse it. */
function checkTensor(
  previous: string | undefined,
  name: string,
  shape: readonly number[],
  data: Float32Array,
): void {
  if (name === previous) throw new Error(`two tensors are named ${name}`);
  if (name === "__metadata__" || name === "__proto__") throw new Error(`a tensor may not be named ${name}`);
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (elements !== data.length) {
    throw new Error(`${name} has ${data.length} elements instead of [${shape.join(", ")}]`);
  }
}

/** The length in 8 bytes, then the JSON, padded with spaces so that the data is aligned to 8. */
function header(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint32(4, 0, true);
  bytes.set(text, 8);
  return bytes;
}

/** The bytes of float32 numbers as files hold them: a view of them where the machine is little-endian. */
export function littleEndianBytes(data: Float32Array): Uint8Array {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  data.forEach((value, index) => {
    view.setFloat32(4 * index, value, true);
  });
  return bytes;
}
