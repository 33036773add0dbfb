// What the polynomial of log needs of the binary form of float32
// (IEEE 754: 1 sign bit, 8 exponent bits with bias 127, 23 fraction bits).

const float32 = new Float32Array(1);
const float32Bits = new Int32Array(float32.buffer);

/**
 * floor(log2 x) for x > 0 rounded to a normal float32. Zero and subnormal
 * numbers give -127, Infinity and NaN 128.
 */
export function exponent(x: number): number {
  float32[0] = x;
  return (((float32Bits[0] ?? 0) >>> 23) & 255) - 127;
}

/**
 * x / 2^exponent(x), in [1, 2), for x > 0 rounded to a normal float32. Zero
 * and Infinity give 1, and a subnormal number 1 + x * 2^126.
 */
export function mantissa(x: number): number {
  float32[0] = x;
  float32Bits[0] = ((float32Bits[0] ?? 0) & 0x7fffff) | 0x3f800000;
  return float32[0];
}
