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
import {
  polynomialFunctions,
  vectorCode,
  type VectorNeeds,
} from "../../../../src/targets/cpu/wasm/vector.js";
import { get, WatFunction } from "../../../../src/targets/cpu/wasm/wat.js";
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

/** What an expression gives for each pair, in a loop and by functions that it calls. */
async function results(expression: Scalar): Promise<readonly (readonly number[])[]> {
  const data = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side] ?? NaN));
  const nothing = new Float32Array(pairs.length);
  const needs: VectorNeeds = new Set();
  const nest = { shape: [pairs.length], strides: [[1], [1], [1]] };
  const inLoop = await runPhases(elementwise("f", expression, nest, needs), [...data, nothing], uncut);
  const f = new WatFunction("f");
  for (const parameter of ["first", "last", "a", "b", "to"]) f.parameter(parameter);
  f.repeat("n", Math.ceil(pairs.length / 4), () => {
    const values = ["a", "b"].map((parameter) => `(v128.load ${get(parameter)})`);
    const value = vectorCode(f, expression, values, needs);
    f.push(`(v128.store ${get("to")} ${value})`);
    for (const parameter of ["a", "b", "to"])
      f.push(`(local.set $${parameter} (i32.add ${get(parameter)} (i32.const 16)))`);
  });
  const padded = [...data, nothing].map((of) =>
    Float32Array.from({ length: of.length + 3 }, (_, i) => of[i] ?? 0),
  );
  const functions = [f.text(), ...polynomialFunctions(needs)];
  const called = await runPhases({ functions, phases: [{ name: "f", units: 1 }], scratch: 0 }, padded, uncut);
  return [inLoop, called].map((held) => [...(held.at(-1) ?? [])].slice(0, pairs.length));
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
    for (const found of await results(expression)) {
      const expected = pairs.map((pair) => Math.fround(evaluateScalar(expression, pair.map(Math.fround))));
      expect(found).toEqual(expected);
    }
  });
}

const bounds: Readonly<Record<string, Scalar>> = {
  "the larger of it and a constant": max(x, constant(0)),
  "the smaller of it and a constant": min(constant(6), x),
  "a constant beyond float32": min(max(x, constant(-1e300)), constant(1e300)),
};

for (const [name, expression] of Object.entries(bounds)) {
  test(`${name} keeps NaN; of two zeros it may be either`, async () => {
    for (const found of await results(expression)) {
      const expected = pairs.map((pair) => Math.fround(evaluateScalar(expression, pair.map(Math.fround))));
      expect(found.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
    }
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
    for (const found of await results(expression)) {
      pairs.forEach(([a], index) => {
        const argument = Math.fround(a);
        if (!holds(argument)) return;
        const expected = Math.fround(evaluateScalar(expression, [argument]));
        const value = found[index] ?? NaN;
        if (!Number.isFinite(expected)) expect(value).toEqual(expected);
        else expect(Math.abs(value - expected)).toBeLessThanOrEqual(4e-7 * Math.abs(expected) + 1.2e-38);
      });
    }
  });
}

replayInChromium();
