/** A safetensors file with this header, text or JSON, and `data` zero bytes of data. */
export function safetensorsFile(header: unknown, data = 0): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  return withHeaderBytes(new TextEncoder().encode(text), data);
}

export function withHeaderBytes(header: Uint8Array, data = 0): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 8);
  return bytes;
}

export const f32 = (shape: number[], begin: number, end: number): unknown => ({
  dtype: "F32",
  shape,
  data_offsets: [begin, end],
});
