import type { RandomInteger } from "../../src/ops/definition.js";

/** Uniform integers from a seed, by a linear congruential generator (Numerical Recipes), whose high bits are used. */
export function integers(seed: number): RandomInteger {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return (min, max) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return min + Math.floor((state / 2 ** 32) * (max - min + 1));
  };
}
