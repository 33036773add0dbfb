import { expect, it } from "vitest";
import { matmul, type MatmulShape } from "../../../src/runtime/cpu/matmul.js";
import { integers } from "../../ops/random.js";
import { difference, operand, result } from "./memory.js";

it.each(Array.from({ length: 60 }, (_, seed) => seed))("matrix product, seed %i", (seed) => {
  const random = integers(seed);
  const [rows, columns, inner] = [random(1, 5), random(1, 11), random(0, 20)];
  /** Strides of a matrix in one of both orders, with a gap after each line or none. */
  const strides = (height: number, width: number): [number, number] => {
    const gap = random(0, 2);
    return random(0, 1) === 0 ? [width + gap, 1] : [1, height + gap];
  };
  const [aRow, aInner] = strides(rows, inner);
  const [bInner, bColumn] = strides(inner, columns);
  const [outputRow, outputColumn] = strides(rows, columns);
  const shape: MatmulShape = {
    ...{ rows, columns, inner, aRow, aInner, bInner, bColumn, outputRow, outputColumn },
    biasColumn: random(0, 2),
  };
  const a = operand(random, 200);
  const b = operand(random, 500);
  const bias = random(0, 1) === 0 ? undefined : operand(random, 30);
  const output = result(random, 200);
  for (let m = 0; m < rows; m += 1)
    for (let n = 0; n < columns; n += 1) {
      let sum = bias?.data[bias.at + n * shape.biasColumn] ?? 0;
      for (let k = 0; k < inner; k += 1) {
        sum +=
          (a.data[a.at + m * aRow + k * aInner] ?? NaN) * (b.data[b.at + k * bInner + n * bColumn] ?? NaN);
      }
      output.expected[output.at + m * outputRow + n * outputColumn] = sum;
    }
  matmul(a.data, a.at, b.data, b.at, bias?.data, bias?.at ?? 0, output.data, output.at, shape);
  expect(difference(output.data, output.expected)).toBeLessThan(1e-4);
});
