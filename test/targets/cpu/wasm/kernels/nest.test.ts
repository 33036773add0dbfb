import fc from "fast-check";
import { describe, expect, test } from "vitest";
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
  mul,
  neg,
  select,
  sqrt,
  sub,
  tanh,
  type Scalar,
} from "../../../../../src/ir/scalar.js";
import type { Nest } from "../../../../../src/targets/cpu/wasm/kernels/loops.js";
import { elementwise } from "../../../../../src/targets/cpu/wasm/kernels/nest.js";
import { reduction } from "../../../../../src/targets/cpu/wasm/kernels/reduction.js";
import type { Kernel } from "../../../../../src/targets/cpu/wasm/kernel.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6012;
const [x, y] = [input(0), input(1)];
/** By how many inputs they take. */
const expressions: Readonly<Record<number, readonly Scalar[]>> = {
  1: [
    x,
    max(x, constant(0)),
    exp(x),
    tanh(mul(x, constant(3))),
    log(add(abs(x), constant(0.1))),
    erf(x),
    sqrt(abs(x)),
    neg(x),
  ],
  2: [
    add(x, y),
    mul(sub(x, y), sub(x, y)),
    select(x, y, mul(x, constant(2)), y),
    max(x, y),
    div(x, add(abs(y), constant(1))),
  ],
};

/** What the output holds, which must not depend on how the units are shared out. */
async function outputOf(
  kernel: Kernel,
  operands: readonly Float32Array[],
  random: () => number,
): Promise<Float32Array> {
  const results = [await runPhases(kernel, operands, uncut), await runPhases(kernel, operands, random)];
  const [first, second] = results.map((held) => held.at(-1) ?? new Float32Array());
  expect(second).toEqual(first);
  return first ?? new Float32Array();
}

/** The next of a stream without end. */
function taken<T>(stream: fc.Stream<T>): T {
  const { value } = stream.next() as IteratorYieldResult<T>;
  return value;
}

/** A nest, and how many floats each operand spans: its axes lie in any order, with gaps; inputs may repeat axes. */
const nests = fc
  .record({
    shape: fc.array(fc.constantFrom(1, 2, 3, 4, 5, 8, 9), { minLength: 1, maxLength: 4 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    order: fc.infiniteStream(fc.nat()),
    gaps: fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 3)),
    repeats: fc.infiniteStream(fc.constantFrom(false, false, false, true)),
    expression: fc.nat(),
    values: fc.integer(),
  })
  .map(({ shape, inputs, order, gaps, repeats, expression, values }) => {
    const axes = shape
      .map((_, axis) => ({ axis, key: taken(order) }))
      .sort((a, b) => a.key - b.key)
      .map(({ axis }) => axis);
    const spans: number[] = [];
    const strides = Array.from({ length: inputs + 1 }, (_, operand) => {
      // Mostly all operands lie alike.
      const own = taken(order) % 4 === 0 ? axes.toReversed() : axes;
      const of = shape.map(() => 0);
      let span = 1;
      for (const axis of own.toReversed()) {
        const extent = shape[axis] ?? 1;
        if (operand < inputs && taken(repeats)) continue;
        of[axis] = span;
        span = span * extent + taken(gaps);
      }
      spans.push(span + 8);
      return of;
    });
    const known = expressions[inputs] ?? [];
    return { nest: { shape, strides }, spans, values, expression: known[expression % known.length] ?? x };
  });

function* elements(shape: readonly number[]): Generator<readonly number[]> {
  const count = shape.reduce((a, b) => a * b, 1);
  for (let index = 0; index < count; index += 1) {
    let rest = index;
    yield shape
      .toReversed()
      .map((extent) => {
        const at = rest % extent;
        rest = Math.floor(rest / extent);
        return at;
      })
      .reverse();
  }
}

const place = (strides: readonly number[], at: readonly number[]): number =>
  at.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0);

const near = (found: number | undefined, expected: number): void => {
  expect(Math.abs((found ?? NaN) - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)));
};

function operandsOf(spans: readonly number[], values: number): readonly Float32Array[] {
  const random = numbers(values);
  return spans.map((span, index) =>
    index === spans.length - 1
      ? new Float32Array(span).fill(NaN)
      : Float32Array.from({ length: span }, random),
  );
}

describe("nests of loops", () => {
  test(`compute elementwise what the expression says, whatever the strides (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(nests, async ({ nest, spans, values, expression }) => {
        const kernel = elementwise("nest", expression, nest);
        const operands = operandsOf(spans, values);
        const result = await outputOf(kernel, operands, numbers(values));
        const written = new Set<number>();
        for (const at of elements(nest.shape)) {
          const given = operands
            .slice(0, -1)
            .map((data, index) => data[place(nest.strides[index] ?? [], at)] ?? NaN);
          const index = place(nest.strides.at(-1) ?? [], at);
          written.add(index);
          near(result[index], evaluateScalar(expression, given));
        }
        result.forEach((value, index) => {
          if (!written.has(index)) expect(value).toBeNaN();
        });
      }),
      { seed, numRuns: 250 },
    );
  }, 120_000);

  test(`reduce along any axes (seed ${seed})`, async () => {
    const reductions = fc.record({
      given: nests,
      axes: fc.infiniteStream(fc.boolean()),
      kind: fc.constantFrom("sum", "mean", "max"),
    });
    await fc.assert(
      fc.asyncProperty(reductions, async ({ given, axes, kind }) => {
        const { nest, spans, values, expression } = given;
        const reduced = nest.shape.map(() => taken(axes));
        const result = (nest.strides.at(-1) ?? []).map((stride, axis) => (reduced[axis] ? 0 : stride));
        const whole: Nest = { ...nest, strides: [...nest.strides.slice(0, -1), result] };
        const kernel = reduction("nest", { reduction: kind, expression, nest: whole, reduced });
        const operands = operandsOf(spans, values);
        const found = await outputOf(kernel, operands, numbers(values));
        const sums = new Map<number, number[]>();
        for (const at of elements(nest.shape)) {
          const inputs = operands
            .slice(0, -1)
            .map((data, index) => data[place(nest.strides[index] ?? [], at)] ?? NaN);
          const index = place(result, at);
          sums.set(index, [...(sums.get(index) ?? []), evaluateScalar(expression, inputs)]);
        }
        for (const [index, terms] of sums) {
          const sum = terms.reduce((a, b) => a + b, 0);
          const size = terms.reduce((a, b) => a + Math.abs(b), 0) / (kind === "mean" ? terms.length : 1);
          const expected = kind === "max" ? Math.max(...terms) : kind === "mean" ? sum / terms.length : sum;
          expect(Math.abs((found[index] ?? NaN) - expected)).toBeLessThan(2e-6 * Math.max(1, size));
        }
      }),
      { seed, numRuns: 250 },
    );
  }, 120_000);

  /** Channels that lie side by side, and planes. */
  const last = (c: number, h: number, w: number) => [c * h * w, 1, c * w, c];
  const planes = (c: number, h: number, w: number) => [c * h * w, h * w, w, 1];
  const large: readonly (readonly [string, Nest, number])[] = [
    ["all side by side", { shape: [5003], strides: [[1], [1], [1]] }, 5],
    [
      "a number a channel",
      { shape: [2, 20, 9, 30], strides: [last(20, 9, 30), [20, 1, 0, 0], last(20, 9, 30)] },
      10,
    ],
    [
      "one number for all",
      { shape: [1, 3, 40, 50], strides: [planes(3, 40, 50), [0, 0, 0, 0], last(3, 40, 50)] },
      6,
    ],
    [
      "few rows of many",
      {
        shape: [3, 4099],
        strides: [
          [4100, 1],
          [0, 1],
          [4099, 1],
        ],
      },
      12,
    ],
    [
      "many rows of few",
      {
        shape: [4099, 3],
        strides: [
          [3, 1],
          [0, 1],
          [5, 1],
        ],
      },
      15,
    ],
  ];
  for (const [name, nest, least] of large) {
    test(`share out large ones: ${name}`, async () => {
      const spans = nest.strides.map(
        (strides) =>
          strides.reduce((sum, stride, axis) => sum + stride * ((nest.shape[axis] ?? 1) - 1), 0) + 1,
      );
      const operands = operandsOf(spans, spans[0] ?? 0);
      const kernel = elementwise("nest", sub(x, y), nest);
      expect(kernel.phases[0]?.units).toBeGreaterThanOrEqual(least);
      const found = await outputOf(kernel, operands, numbers(seed));
      const expected = operands.at(-1)?.slice() ?? new Float32Array();
      for (const at of elements(nest.shape)) {
        const [a = NaN, b = NaN] = [0, 1].map(
          (operand) => operands[operand]?.[place(nest.strides[operand] ?? [], at)],
        );
        expected[place(nest.strides[2] ?? [], at)] = Math.fround(a - b);
      }
      expect(found).toEqual(expected);
    });
  }

  const means: readonly (readonly [
    string,
    readonly number[],
    readonly number[],
    readonly boolean[],
    number,
  ])[] = [
    ["places under channels", [1, 70, 8, 9], last(70, 8, 9), [false, false, true, true], 4],
    ["places under many channels", [1, 603, 3, 3], last(603, 3, 3), [false, false, true, true], 5],
    ["channels side by side", [2, 37, 12, 12], last(37, 12, 12), [false, true, false, false], 8],
    ["rows of planes", [1, 3, 40, 50], planes(3, 40, 50), [false, false, false, true], 6],
    ["all but channels", [4, 6, 20, 20], planes(6, 20, 20), [true, false, true, true], 1],
    ["everything", [2, 3, 30, 31], last(3, 30, 31), [true, true, true, true], 1],
  ];
  for (const [name, shape, strides, reduced, least] of means) {
    test(`share out large reductions: ${name}`, async () => {
      const kept = shape.map((extent, axis) => (reduced[axis] ? 1 : extent));
      const output = shape.map((_, axis) =>
        reduced[axis] ? 0 : kept.slice(axis + 1).reduce((product, extent) => product * extent, 1),
      );
      const count = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);
      const operands = operandsOf([count(shape), count(kept)], count(shape));
      const nest = { shape, strides: [strides, output] };
      const kernel = reduction("nest", { reduction: "mean", expression: mul(x, x), nest, reduced });
      expect(kernel.phases[0]?.units).toBeGreaterThanOrEqual(least);
      const found = await outputOf(kernel, operands, numbers(seed));
      const sums = new Float64Array(count(kept));
      for (const at of elements(shape))
        sums[place(output, at)] =
          (sums[place(output, at)] ?? NaN) + (operands[0]?.[place(strides, at)] ?? NaN) ** 2;
      sums.forEach((sum, index) => {
        const mean = sum / (count(shape) / count(kept));
        expect(Math.abs((found[index] ?? NaN) - mean)).toBeLessThan(1e-6);
      });
    });
  }
});

replayInChromium();
