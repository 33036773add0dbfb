import { expect, test } from "vitest";
import {
  abs,
  add,
  constant,
  div,
  erf,
  evaluateScalar,
  exp,
  input,
  log,
  max,
  min,
  mul,
  neg,
  select,
  sqrt,
  sub,
  tanh,
  type Scalar,
} from "../../../../src/ir/scalar.js";
import { elementwise } from "../../../../src/targets/cpu/wasm/kernels/nest.js";
import { replayInChromium } from "../../../support/browser/replay.js";
import { runPhases, uncut } from "../../../support/wasm.js";

const [x, y] = [input(0), input(1)];
const largest = 3.4028234663852886e38;
const magnitudes = [
  0,
  1e-45,
  1e-40,
  1.17549435e-38,
  0.1,
  0.5999,
  0.6001,
  1,
  1.5,
  88,
  1000,
  largest,
  Infinity,
];
const edges = [...magnitudes.flatMap((value) => [value, -value]), NaN];
const pairs = edges.flatMap((a) => edges.map((b) => [a, b] as const));

/** What an expression gives for each pair. */
async function results(expression: Scalar): Promise<readonly number[]> {
  const data = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side] ?? NaN));
  const kernel = elementwise("f", expression, { shape: [pairs.length], strides: [[1], [1], [1]] });
  return [...((await runPhases(kernel, [...data, new Float32Array(pairs.length)], uncut)).at(-1) ?? [])];
}

const exact: Readonly<Record<string, Scalar>> = {
  neg: neg(x),
  abs: abs(x),
  sqrt: sqrt(x),
  add: add(x, y),
  sub: sub(x, y),
  mul: mul(x, y),
  div: div(x, y),
  max: max(x, y),
  min: min(x, y),
  "select, which takes the second for NaN": select(x, y, x, constant(7)),
};

for (const [name, expression] of Object.entries(exact)) {
  test(`${name} is float32's for every pair of edge values`, async () => {
    const found = await results(expression);
    const expected = pairs.map((pair) => Math.fround(evaluateScalar(expression, pair.map(Math.fround))));
    expect(found).toEqual(expected);
  });
}

const bounds: Readonly<Record<string, Scalar>> = {
  "the larger of it and a constant": max(x, constant(0)),
  "the smaller of it and a constant": min(constant(6), x),
  "a constant beyond float32": min(max(x, constant(-1e300)), constant(1e300)),
};

for (const [name, expression] of Object.entries(bounds)) {
  test(`${name} keeps NaN; of two zeros it may be either`, async () => {
    const found = await results(expression);
    const expected = pairs.map((pair) => Math.fround(evaluateScalar(expression, pair.map(Math.fround))));
    expect(found.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
  });
}

const polynomials: Readonly<Record<string, { expression: Scalar; holds: (x: number) => boolean }>> = {
  exp: { expression: exp(x), holds: () => true },
  tanh: { expression: tanh(x), holds: () => true },
  erf: { expression: erf(x), holds: () => true },
  // A subnormal argument, or none that is finite, is outside what the polynomial of log is for.
  log: { expression: log(x), holds: (x) => Number.isNaN(x) || x <= 0 || (x > 1.1e-38 && x < Infinity) },
};

for (const [name, { expression, holds }] of Object.entries(polynomials)) {
  test(`${name} has float32's precision, and its limits`, async () => {
    const found = await results(expression);
    pairs.forEach(([a], index) => {
      const argument = Math.fround(a);
      if (!holds(argument)) return;
      const expected = Math.fround(evaluateScalar(expression, [argument]));
      const value = found[index] ?? NaN;
      if (!Number.isFinite(expected)) expect(value).toEqual(expected);
      else expect(Math.abs(value - expected)).toBeLessThanOrEqual(4e-7 * Math.abs(expected) + 1.2e-38);
    });
  });
}

replayInChromium();
