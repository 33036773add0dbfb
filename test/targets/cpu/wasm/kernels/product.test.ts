import fc from "fast-check";
import { expect, test } from "vitest";
import { add, constant, evaluateScalar, input, max, mul } from "../../../../../src/ir/scalar.js";
import { product, type Product } from "../../../../../src/targets/cpu/wasm/kernels/product.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6022;
const epilogues = [
  undefined,
  { expression: max(input(0), constant(0)), operands: 0 },
  { expression: mul(add(input(0), input(1)), input(2)), operands: 2 },
];

const cases = fc.record({
  rows: fc.constantFrom(1, 2, 3, 4, 5, 8, 17, 70),
  columns: fc.constantFrom(1, 3, 4, 5, 8, 9, 17, 40),
  terms: fc.constantFrom(1, 2, 5, 33),
  turned: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  gap: fc.constantFrom(0, 0, 1, 3),
  bias: fc.constantFrom(undefined, 0, 1, 2),
  epilogue: fc.constantFrom(...epilogues),
  values: fc.integer(),
});

const span = ([rows, columns]: readonly number[], [row, column]: readonly number[]): number =>
  (Number(rows) - 1) * Number(row) + (Number(columns) - 1) * Number(column) + 1;

test(`products of matrices are the definition's in any strides (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, columns, terms, turned, gap, bias, epilogue, values }) => {
      const strides = (extents: readonly [number, number], isTurned: boolean): readonly [number, number] =>
        isTurned ? [1, extents[0] + gap] : [extents[1] + gap, 1];
      const [a, b] = [strides([rows, terms], turned[0]), strides([terms, columns], turned[1])];
      const output = strides([rows, columns], turned[2]);
      const others = Array.from({ length: epilogue?.operands ?? 0 }, (_, index) =>
        strides([rows, columns], index === 1),
      );
      const call: Product = {
        ...{ rows, columns, terms, a, b, bias, output },
        epilogue: epilogue && { expression: epilogue.expression, operands: others },
      };
      const random = numbers(values);
      const take = (length: number): Float32Array => Float32Array.from({ length }, random);
      const [left, right] = [take(span([rows, terms], a)), take(span([terms, columns], b))];
      const biases = take(1 + (columns - 1) * (bias ?? 0));
      const data = others.map((of) => take(span([rows, columns], of)));
      const result = new Float32Array(span([rows, columns], output)).fill(NaN);
      const operands = [left, right, ...(bias === undefined ? [] : [biases]), ...data, result];
      const kernel = product("product", call);
      const found = (await runPhases(kernel, operands, uncut)).at(-1);
      expect((await runPhases(kernel, operands, random)).at(-1)).toEqual(found);
      const written = new Set<number>();
      for (let m = 0; m < rows; m += 1)
        for (let n = 0; n < columns; n += 1) {
          let sum = bias === undefined ? 0 : (biases[n * bias] ?? NaN);
          for (let k = 0; k < terms; k += 1)
            sum += (left[m * a[0] + k * a[1]] ?? NaN) * (right[k * b[0] + n * b[1]] ?? NaN);
          const given = data.map((held, index) => {
            const [row, column] = others[index] ?? [0, 0];
            return held[m * row + n * column] ?? NaN;
          });
          const expected = epilogue ? evaluateScalar(epilogue.expression, [sum, ...given]) : sum;
          const index = m * output[0] + n * output[1];
          written.add(index);
          expect(Math.abs((found?.[index] ?? NaN) - expected)).toBeLessThan(2e-5);
        }
      found?.forEach((value, index) => {
        if (!written.has(index)) expect(value).toBeNaN();
      });
    }),
    { seed, numRuns: 150 },
  );
}, 60_000);

replayInChromium();
