// What polynomials of exp, log and tanh need of the binary form of float32
// (IEEE 754: 1 sign bit, 8 exponent bits with bias 127, 23 fraction bits).

const float32 = new Float32Array(1);
const float32Bits = new Int32Array(float32.buffer);

/** 2^n for an integer n from -126 to 127; 0 below, Infinity above. */
export function pow2(n: number): number {
  if (n < -126) return 0;
  if (n > 127) return Infinity;
  float32Bits[0] = (n + 127) << 23;
  return float32[0] ?? 0;
}

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
