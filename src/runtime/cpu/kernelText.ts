import type { ReadyCode } from "./kernelCode.js";
import { bytesCode } from "./kernelBytes.js";

/**
 * A module of kernels as text: of the characters of ASCII that are printed,
 * without `"$'<\` and the backquote, the first 86 stand for the bytes below 86;
 * the last two add 86 or 172 to the next one's.
 */
export function textCode(text: string): ReadyCode {
  return bytesCode(decodeText(text));
}

function decodeText(text: string): Uint8Array {
  const values = new Uint8Array(127);
  let count = 0;
  for (let code = 33; code < 127; code += 1) {
    if ("\"$'<\\`".includes(String.fromCharCode(code))) continue;
    values[code] = count;
    count += 1;
  }
  const digits = count - 2;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let above = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = values[text.charCodeAt(i)] ?? 0;
    if (value >= digits) {
      above = digits * (value - digits + 1);
      continue;
    }
    bytes[length] = above + value;
    length += 1;
    above = 0;
  }
  return bytes.subarray(0, length);
}
