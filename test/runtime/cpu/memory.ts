import type { RandomInteger } from "../../../src/ops/definition.js";

/** What lies around an operand; a kernel must neither use nor change it. */
const outside = 12345;

/** Memory of `elements` numbers from `at`, with others before and behind. Multiples of 1/8 in [-2, 2]. */
export function operand(random: RandomInteger, elements: number): { data: Float32Array; at: number } {
  const at = random(1, 7);
  const data = new Float32Array(at + elements + 5).fill(outside);
  for (let i = 0; i < elements; i += 1) data[at + i] = random(-16, 16) / 8;
  return { data, at };
}

/** Memory to be written, and the float64 numbers that it should hold then. */
export function result(
  random: RandomInteger,
  elements: number,
): { data: Float32Array; at: number; expected: Float64Array } {
  const at = random(1, 7);
  const data = new Float32Array(at + elements + 5).fill(outside);
  return { data, at, expected: Float64Array.from(data) };
}

/** Largest difference between what is and what should be, the untouched surroundings included. */
export function difference(actual: Float32Array, expected: Float64Array): number {
  return actual.reduce((worst, value, i) => {
    const error = Math.abs(value - (expected[i] ?? NaN));
    return error <= worst ? worst : error;
  }, 0);
}
