import fc from "fast-check";
import { expect, test } from "vitest";
import { add, constant, evaluateScalar, input, max } from "../../../../../src/ir/scalar.js";
import { dense } from "../../../../../src/targets/cpu/wasm/kernels/dense.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6015;
const sum = max(add(input(0), input(1)), constant(0));

const cases = fc.record({
  rows: fc.integer({ min: 1, max: 5 }),
  columns: fc.integer({ min: 1, max: 11 }),
  terms: fc.integer({ min: 1, max: 21 }),
  gaps: fc.tuple(...[1, 2, 3, 4].map(() => fc.constantFrom(0, 0, 3))),
  bias: fc.boolean(),
  epilogue: fc.boolean(),
  values: fc.integer(),
});

test(`dense layers are products with any gaps between rows (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, columns, terms, gaps, bias, epilogue, values }) => {
      const [a, b] = [terms + (gaps[0] ?? 0), terms + (gaps[1] ?? 0)];
      const [output, operand] = [columns + (gaps[2] ?? 0), columns + (gaps[3] ?? 0)];
      const random = numbers(values);
      const take = (length: number) => Float32Array.from({ length }, random);
      const [x, weight, biases, other] = [
        take(rows * a),
        take(columns * b),
        take(columns),
        take(rows * operand),
      ];
      const kernel = dense("dense", {
        rows,
        columns,
        terms,
        a,
        b,
        output,
        bias,
        epilogue: epilogue ? { expression: sum, operands: [operand] } : undefined,
      });
      const parts = [
        x,
        weight,
        ...(bias ? [biases] : []),
        ...(epilogue ? [other] : []),
        new Float32Array(rows * output).fill(NaN),
      ];
      const found = (await runPhases(kernel, parts, random)).at(-1) ?? new Float32Array();
      expect(found).toEqual((await runPhases(kernel, parts, uncut)).at(-1));
      found.forEach((value, index) => {
        const [m, n] = [Math.floor(index / output), index % output];
        if (n >= columns) {
          expect(value).toBeNaN();
          return;
        }
        let expected = bias ? (biases[n] ?? NaN) : 0;
        for (let k = 0; k < terms; k += 1) expected += (x[m * a + k] ?? NaN) * (weight[n * b + k] ?? NaN);
        if (epilogue) expected = evaluateScalar(sum, [expected, other[m * operand + n] ?? NaN]);
        expect(Math.abs(value - expected)).toBeLessThan(1e-5);
      });
    }),
    { seed, numRuns: 300 },
  );
}, 60_000);

replayInChromium();
