/**
 * Philox4x32-10, a counter-based generator: Salmon, Moraes, Dror & Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). Replaces the four 32-bit words of `counter` by
 * the four random words that belong to counter and key.
 */
export function philox4x32(counter: Uint32Array, key0: number, key1: number): void {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(c0, multiplier0);
    const high1 = multiplyHigh(c2, multiplier1);
    const low0 = Math.imul(c0, multiplier0);
    const low1 = Math.imul(c2, multiplier1);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 += keyStep0;
    k1 += keyStep1;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
/** Weyl steps of the key: the golden ratio and sqrt(3) - 1. */
const keyStep0 = 0x9e3779b9;
const keyStep1 = 0xbb67ae85;

/** Upper 32 bits of the 64-bit product of unsigned words; every step is exact in float64. */
function multiplyHigh(a: number, b: number): number {
  const low = Math.floor((a * (b & 0xffff)) / 65536);
  return Math.floor((a * (b >>> 16) + low) / 65536);
}
