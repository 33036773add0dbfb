/** The header of a safetensors file as text, and where it ends. */
export function readHeader(file: Buffer): { readonly text: string; readonly end: number } {
  const end = 8 + Number(file.readBigUInt64LE());
  return { text: file.toString("utf8", 8, end), end };
}
