const power = new Float32Array(1);
const powerBits = new Int32Array(power.buffer);

/** 2^n for an integer n from -126 to 127; 0 below, Infinity above. */
export function pow2(n: number): number {
  if (n < -126) return 0;
  if (n > 127) return Infinity;
  // The exponent bits of a float32, with bias 127.
  powerBits[0] = (n + 127) << 23;
  return power[0] ?? 0;
}
