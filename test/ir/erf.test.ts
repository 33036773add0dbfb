import { expect, it } from "vitest";
import { erf } from "../../src/ir/erf.js";

// Abramowitz & Stegun, table 7.1, with more digits.
it.each([
  [0, 0],
  [1e-8, 1.1283791670955126e-8],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2, 0.9953222650189527],
  [3, 0.9999779095030014],
  [5, 0.9999999999984626],
  [7, 1],
  [Infinity, 1],
])("erf(%d) is %d", (x, expected) => {
  expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(1e-14 * expected);
  expect(erf(-x)).toBeCloseTo(-expected, 13);
});

it("passes NaN on", () => {
  expect(erf(NaN)).toBeNaN();
});
