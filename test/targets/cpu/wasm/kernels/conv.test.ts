import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, constant, exp, input, max, mul, neg, div, type Scalar } from "../../../../../src/ir/scalar.js";
import { evaluateScalar } from "../../../../../src/ir/scalar.js";
import { filterBlocks, type DirectConv } from "../../../../../src/targets/cpu/wasm/kernels/conv-shape.js";
import { directConv } from "../../../../../src/targets/cpu/wasm/kernels/conv.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6011;

const silu: Scalar = div(input(0), add(constant(1), exp(neg(input(0)))));
const epilogues: readonly (Scalar | undefined)[] = [
  undefined,
  max(input(0), constant(0)),
  silu,
  max(add(input(0), input(1)), constant(0)),
  mul(add(input(0), input(1)), input(2)),
];

const window = fc.record({
  kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })),
  dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  padding: fc.integer({ min: 0, max: 2 }),
});

const cases = fc.record({
  window,
  samples: fc.integer({ min: 1, max: 2 }),
  groups: fc.integer({ min: 1, max: 3 }),
  channels: fc.constantFrom<number>(1, 2, 3, 4, 5, 8),
  filters: fc.constantFrom<number>(1, 2, 3, 4, 5, 7, 8, 12, 17, 24, 43),
  size: fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 })) },
    // Rows that are long enough to be cut, and such as make one long row.
    { weight: 1, arbitrary: fc.tuple(fc.constant(1), fc.integer({ min: 65, max: 130 })) },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 8, max: 11 }), fc.integer({ min: 8, max: 11 })) },
  ),
  bias: fc.boolean(),
  epilogue: fc.constantFrom(...epilogues),
  tile: fc.record({ pixels: fc.integer({ min: 1, max: 5 }), vectors: fc.integer({ min: 1, max: 4 }) }),
  gap: fc.integer({ min: 0, max: 3 }),
  values: fc.integer(),
});

/** One tap, or a row of them, of more weights than pixels: by blocks of filters, in one to four parts of the taps. */
const large = fc.record({
  window: fc.constantFrom([1, 1], [1, 1], [1, 1], [1, 2], [3, 3]).map(([rows = 1, columns = 1]) => ({
    kernel: [rows, columns] as [number, number],
    stride: [1, 1] as [number, number],
    dilation: [1, 1] as [number, number],
    padding: 0,
  })),
  samples: fc.integer({ min: 1, max: 2 }),
  groups: fc.constantFrom(1, 1, 2),
  channels: fc.constantFrom(40, 161, 333, 500),
  filters: fc.constantFrom(128, 134, 200),
  size: fc.tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 5, max: 7 })),
  bias: fc.boolean(),
  epilogue: fc.constantFrom(...epilogues),
  tile: fc.constantFrom({ pixels: 2, vectors: 4 }, { pixels: 2, vectors: 4 }, { pixels: 4, vectors: 2 }),
  gap: fc.constantFrom(0, 3),
  values: fc.integer(),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

async function check(given: Case): Promise<void> {
  const { window: w, samples, groups, channels, filters, size, gap } = given;
  const [height, width] = size.map((extent, axis) => {
    const span = w.dilation[axis === 0 ? 0 : 1] * (w.kernel[axis === 0 ? 0 : 1] - 1) + 1;
    return Math.max(extent, span - 2 * w.padding);
  }) as [number, number];
  const [padded, across] = [height + 2 * w.padding, width + 2 * w.padding];
  const outputs = [padded, across].map((extent, axis) => {
    const [kernel, stride, dilation] = [w.kernel, w.stride, w.dilation].map((pair) => pair[axis] ?? 1) as [
      number,
      number,
      number,
    ];
    return Math.floor((extent - dilation * (kernel - 1) - 1) / stride) + 1;
  }) as [number, number];
  const [all, made] = [groups * channels, groups * filters];
  const expression = given.epilogue;
  const count =
    expression === undefined ? 0 : expression === epilogues[3] ? 1 : expression === epilogues[4] ? 2 : 0;
  const inputPixel = all + gap;
  const outputPixel = made + gap;
  const strides = {
    sample: outputs[0] * outputs[1] * outputPixel + gap,
    row: outputs[1] * outputPixel,
    pixel: outputPixel,
  };
  const conv: DirectConv = {
    samples,
    groups,
    channels,
    filters,
    extent: outputs,
    bias: given.bias,
    tile: given.tile,
    kernel: w.kernel,
    stride: w.stride,
    dilation: w.dilation,
    input: { sample: padded * across * inputPixel, row: across * inputPixel, pixel: inputPixel },
    output: strides,
    epilogue: expression && { expression, operands: Array.from({ length: count }, () => strides) },
  };
  const random = numbers(given.values);
  const take = (length: number): Float32Array => Float32Array.from({ length }, random);
  const x = take(samples * padded * across * inputPixel);
  // What surrounds the pixels is zero, and what lies between them is not.
  const at = (n: number, c: number, row: number, column: number): number =>
    ((n * padded + row) * across + column) * inputPixel + c;
  for (let n = 0; n < samples; n += 1)
    for (let row = 0; row < padded; row += 1)
      for (let column = 0; column < across; column += 1)
        for (let c = 0; c < all; c += 1) {
          const inside =
            row >= w.padding && row < w.padding + height && column >= w.padding && column < w.padding + width;
          if (!inside) x[at(n, c, row, column)] = 0;
        }
  const weight = take(made * channels * w.kernel[0] * w.kernel[1]);
  const bias = take(made);
  const others = Array.from({ length: count }, () => take(samples * strides.sample));
  const blocks = filterBlocks(filters, conv.tile.vectors).flatMap(({ count: times, ...block }) =>
    Array.from({ length: times }, () => block),
  );
  const packed: number[] = [];
  const packedBias: number[] = [];
  const taps = w.kernel[0] * w.kernel[1];
  for (let group = 0; group < groups; group += 1) {
    let first = group * filters;
    for (const block of blocks) {
      for (let tap = 0; tap < taps; tap += 1)
        for (let c = 0; c < channels; c += 1)
          for (let lane = 0; lane < 4 * block.vectors; lane += 1)
            packed.push(
              lane < block.filters ? (weight[((first + lane) * channels + c) * taps + tap] ?? 0) : 9,
            );
      for (let lane = 0; lane < 4 * block.vectors; lane += 1)
        packedBias.push(lane < block.filters ? (bias[first + lane] ?? 0) : 9);
      first += block.filters;
    }
  }
  const kernel = directConv("conv", conv);
  const result = new Float32Array(samples * strides.sample).fill(NaN);
  const operands = [x, packed, ...(conv.bias ? [packedBias] : []), ...others, result];
  const found = (await runPhases(kernel, operands, random)).at(-1);
  expect(found).toEqual((await runPhases(kernel, operands, uncut)).at(-1));
  for (let n = 0; n < samples; n += 1)
    for (let f = 0; f < made; f += 1)
      for (let row = 0; row < outputs[0]; row += 1)
        for (let column = 0; column < outputs[1]; column += 1) {
          let sum = conv.bias ? (bias[f] ?? 0) : 0;
          for (let c = 0; c < channels; c += 1)
            for (let i = 0; i < w.kernel[0]; i += 1)
              for (let j = 0; j < w.kernel[1]; j += 1) {
                const value =
                  x[
                    at(
                      n,
                      Math.floor(f / filters) * channels + c,
                      row * w.stride[0] + i * w.dilation[0],
                      column * w.stride[1] + j * w.dilation[1],
                    )
                  ];
                sum +=
                  (value ?? NaN) * (weight[((f * channels + c) * w.kernel[0] + i) * w.kernel[1] + j] ?? NaN);
              }
          const index = n * strides.sample + row * strides.row + column * strides.pixel + f;
          const expected = expression
            ? evaluateScalar(expression, [sum, ...others.map((other) => other[index] ?? NaN)])
            : sum;
          expect(Math.abs((found?.[index] ?? NaN) - expected)).toBeLessThan(
            Math.max(2e-5, 1e-7 * channels * taps),
          );
        }
  // Nothing is written between the pixels.
  const between = Array.from({ length: gap }, (_, index) => found?.[made + index]);
  for (const value of between) expect(value).toBeNaN();
}

describe("direct convolution", () => {
  test(`is the definition's over random attributes (seed ${seed})`, async () => {
    await fc.assert(fc.asyncProperty(cases, check), { seed, numRuns: 300 });
  }, 120_000);

  test(`is the definition's where taps go in parts, and weights are brought near (seed ${seed})`, async () => {
    await fc.assert(fc.asyncProperty(large, check), { seed, numRuns: 25 });
  }, 120_000);
});

replayInChromium();
