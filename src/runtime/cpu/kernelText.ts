import type { ReadyCode } from "./kernelCode.js";
import { bytesCode } from "./kernelBytes.js";

/** A module of kernels as base64. */
export function textCode(text: string): ReadyCode {
  return bytesCode(decodeBase64(text));
}

const base64Digits =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function decodeBase64(text: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let i = 0; i < 64; i += 1) values[base64Digits.charCodeAt(i)] = i;
  const bytes = new Uint8Array(
    Math.floor((text.replace(/=+$/, "").length * 3) / 4),
  );
  let bits = 0;
  for (let i = 0, to = 0; to < bytes.length; i += 1) {
    bits = (bits << 6) | (values[text.charCodeAt(i)] ?? 0);
    if (i % 4 === 0) continue;
    bytes[to] = bits >> (6 - 2 * (i % 4));
    to += 1;
  }
  return bytes;
}
