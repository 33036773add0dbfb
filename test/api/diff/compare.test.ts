import { describe, expect, test } from "vitest";
import { compareLayers, firstDivergence, type LayerValues } from "../../../src/api/diff/compare.js";
import type { LayerPairs } from "../../../src/api/diff/pairs.js";

const layer = (...data: readonly number[]): LayerValues => ({
  operator: "relu",
  shape: ["N", data.length],
  data: Float64Array.from(data),
});
const byPath = (...paths: readonly string[]): LayerPairs => ({
  by: "path",
  pairs: paths.map((path) => [path, path]),
});
const sides = (a: LayerValues, b: LayerValues) =>
  compareLayers(new Map([["x", a]]), new Map([["x", b]]), byPath("x"));
const errorOf = (a: LayerValues, b: LayerValues): number | undefined => sides(a, b).layers[0]?.error;

describe("the error of a layer", () => {
  test("is the largest difference over the root mean square of the first side", () => {
    expect(errorOf(layer(3, 4, 0, 0), layer(3, 4.5, 0.25, 0))).toBe(0.5 / 2.5);
  });

  test("is 0 for equal values, whatever they are", () => {
    expect(errorOf(layer(0, NaN, Infinity), layer(-0, NaN, Infinity))).toBe(0);
  });

  test("is infinite where numbers meet what is none, zeros meet others, or shapes differ", () => {
    expect(errorOf(layer(1, 2), layer(1, NaN))).toBe(Infinity);
    expect(errorOf(layer(0, 0), layer(0, 1e-9))).toBe(Infinity);
    expect(sides(layer(1, 2), layer(1, 2, 3)).layers).toMatchObject([{ otherShape: [3], error: Infinity }]);
  });
});

test("the first divergence is that of the network's order, beyond the tolerance", () => {
  const first = new Map([
    ["a", layer(1, 1)],
    ["b", layer(1, 1)],
    ["lost", layer(1)],
    ["c", layer(1, 1)],
  ]);
  const second = new Map([
    ["c", layer(9, 9)],
    ["b", layer(1, 1.5)],
    ["new", layer(1)],
    ["a", layer(1, 1.01)],
  ]);
  const found = compareLayers(first, second, byPath("a", "b", "c"));
  expect(found).toMatchObject({ onlyFirst: ["lost"], onlySecond: ["new"] });
  expect([0.001, 0.1, 1, 10].map((tolerance) => firstDivergence(found, tolerance)?.path)).toEqual([
    "a",
    "b",
    "c",
    undefined,
  ]);
});
