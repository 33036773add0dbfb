/**
 * Bytes as characters that every string literal may hold and every file keeps: one for each byte below 86, and for others
 * one that adds 86 or 172 to the next. Compressed that is little more than the bytes, since equal bytes stay equal text,
 * which they do not in base64. `runtime/cpu/kernelText.ts` reads it.
 */
export function binaryText(bytes: Uint8Array): string {
  const text = (value: number): string => characters[value] ?? "";
  return Array.from(bytes, (byte) => {
    const above = Math.floor(byte / digits);
    return above === 0 ? text(byte) : text(digits - 1 + above) + text(byte % digits);
  }).join("");
}

/** What of ASCII is printed, without what literals end or escape with and what begins a tag. */
const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter(
  (character) => !"\"$'<\\`".includes(character),
);

const digits = characters.length - 2;
