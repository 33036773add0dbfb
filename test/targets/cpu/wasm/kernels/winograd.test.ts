import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, constant, evaluateScalar, input, max, mul, type Scalar } from "../../../../../src/ir/scalar.js";
import { winograd } from "../../../../../src/targets/cpu/wasm/kernels/winograd.js";
import {
  winogradWeightBytes,
  type WinogradConv,
} from "../../../../../src/targets/cpu/wasm/kernels/winograd-plan.js";
import { winogradWeights } from "../../../../../src/targets/cpu/wasm/kernels/winograd-weights.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6016;

/** With so many operands besides the sum. */
const epilogues: readonly ({ readonly expression: Scalar; readonly count: number } | undefined)[] = [
  undefined,
  { expression: max(input(0), constant(0)), count: 0 },
  { expression: max(add(input(0), input(1)), constant(0)), count: 1 },
  { expression: mul(add(input(0), input(1)), input(2)), count: 2 },
];

type Pair = readonly [number, number];

/** Outputs and taps, along rows and along columns. */
const algorithms = [
  [
    [2, 3],
    [2, 3],
  ],
  [
    [4, 3],
    [4, 3],
  ],
  [
    [6, 3],
    [6, 3],
  ],
  [
    [2, 5],
    [2, 5],
  ],
  [
    [4, 5],
    [4, 5],
  ],
  [
    [3, 2],
    [4, 2],
  ],
  [
    [4, 4],
    [4, 4],
  ],
  [
    [1, 1],
    [6, 3],
  ],
  [
    [4, 7],
    [1, 1],
  ],
  [
    [1, 1],
    [4, 7],
  ],
] as const;

interface Case {
  readonly algorithm: readonly [Pair, Pair];
  readonly samples: number;
  readonly channels: number;
  readonly filters: number;
  readonly size: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
  readonly bias: boolean;
  readonly epilogue: (typeof epilogues)[number];
  readonly vectors: number;
  readonly block: number;
  readonly gap: number;
  readonly values: number;
}

const padding = fc.integer({ min: 0, max: 2 });
const cases: fc.Arbitrary<Case> = fc.record({
  algorithm: fc.constantFrom(...algorithms),
  samples: fc.constantFrom(1, 1, 2, 4),
  channels: fc.constantFrom(1, 3, 4, 5, 8, 17),
  filters: fc.constantFrom(1, 3, 4, 5, 8, 17, 24),
  size: fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 })),
  padding: fc.tuple(padding, padding, padding, padding),
  bias: fc.boolean(),
  epilogue: fc.constantFrom(...epilogues),
  vectors: fc.constantFrom(2, 4),
  block: fc.constantFrom(1, 4, 7, 1000),
  gap: fc.integer({ min: 0, max: 3 }),
  values: fc.integer(),
});

/** The largest error over the root of the mean square of what was to come out, where that is not very small. */
async function error(given: Case): Promise<number> {
  const { samples, channels, filters, padding: pad, gap, epilogue } = given;
  const [down, across] = given.algorithm;
  const [outputs, taps] = [
    [down[0], across[0]],
    [down[1], across[1]],
  ] as const;
  const perChannel = taps[0] * taps[1];
  const around = [pad[0] + pad[2], pad[1] + pad[3]] as const;
  const size = [
    Math.max(given.size[0], taps[0] - around[0]),
    Math.max(given.size[1], taps[1] - around[1]),
  ] as const;
  const extent = [size[0] + around[0] - taps[0] + 1, size[1] + around[1] - taps[1] + 1] as const;
  const lay = ([rows, pixels]: readonly [number, number], depth: number) => {
    const pixel = depth + gap;
    return { sample: rows * pixels * pixel + gap, row: pixels * pixel, pixel };
  };
  const [from, to] = [lay(size, channels), lay(extent, filters)];
  // An operand may have one pixel only, as the factors of channels have.
  const operands = [to, { sample: 0, row: 0, pixel: 0 }].slice(0, epilogue?.count ?? 0);
  const conv: WinogradConv = {
    ...{ samples, channels, filters, taps, outputs, size, padding: pad, input: from, output: to },
    bias: given.bias,
    block: given.block,
    epilogue: epilogue && { expression: epilogue.expression, operands },
    tile: { pixels: 8 / given.vectors, vectors: given.vectors },
  };
  const random = numbers(given.values);
  const take = (length: number) => Float32Array.from({ length }, random);
  const whole = 4 * Math.ceil(filters / 4);
  const [x, weight, bias] = [take(samples * from.sample), take(filters * channels * perChannel), take(whole)];
  const others = operands.map(({ sample }) => take(samples * sample + filters));
  const transform = winogradWeights("weights", conv);
  const room = new Float32Array(winogradWeightBytes(conv) / 4).fill(NaN);
  const packed = (await runPhases(transform, [weight, room], random)).at(-1) ?? room;
  const kernel = winograd("conv", conv);
  const result = new Float32Array(samples * to.sample).fill(NaN);
  const shared = kernel.shared === undefined ? [] : [new Float32Array(kernel.shared / 4).fill(NaN)];
  const parts = [x, packed, ...(conv.bias ? [bias] : []), ...others, result, ...shared];
  const last = shared.length === 0 ? -1 : -2;
  const found = (await runPhases(kernel, parts, random)).at(last) ?? result;
  expect(found).toEqual((await runPhases(kernel, parts, uncut)).at(last));

  let [largest, squares, count] = [0, 0, 0];
  const written = new Set<number>();
  for (let n = 0; n < samples; n += 1)
    for (let row = 0; row < extent[0]; row += 1)
      for (let column = 0; column < extent[1]; column += 1)
        for (let f = 0; f < filters; f += 1) {
          let sum = conv.bias ? (bias[f] ?? NaN) : 0;
          for (let i = 0; i < taps[0]; i += 1)
            for (let j = 0; j < taps[1]; j += 1) {
              const [y, z] = [row - pad[0] + i, column - pad[1] + j];
              if (y < 0 || y >= size[0] || z < 0 || z >= size[1]) continue;
              const at = n * from.sample + y * from.row + z * from.pixel;
              for (let c = 0; c < channels; c += 1)
                sum +=
                  (x[at + c] ?? NaN) * (weight[(f * channels + c) * perChannel + i * taps[1] + j] ?? NaN);
            }
          const index = n * to.sample + row * to.row + column * to.pixel + f;
          const values = operands.map((of, operand) => {
            return others[operand]?.[n * of.sample + row * of.row + column * of.pixel + f] ?? NaN;
          });
          const expected = epilogue ? evaluateScalar(epilogue.expression, [sum, ...values]) : sum;
          largest = Math.max(largest, Math.abs((found[index] ?? NaN) - expected));
          squares += expected ** 2;
          count += 1;
          written.add(index);
        }
  // Nothing is written between the pixels.
  found.forEach((value, index) => {
    if (!written.has(index)) expect(value).toBeNaN();
  });
  return largest / Math.max(Math.sqrt(squares / count), 0.3);
}

describe("convolution by minimal filtering", () => {
  test(`is the definition's over random attributes (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        expect(await error(given)).toBeLessThan(2e-4);
      }),
      { seed, numRuns: 200 },
    );
  }, 120_000);

  test.each([
    {
      algorithm: [
        [2, 3],
        [2, 3],
      ],
      budget: 5e-6,
    },
    {
      algorithm: [
        [4, 3],
        [4, 3],
      ],
      budget: 3.6e-5,
    },
    {
      algorithm: [
        [6, 3],
        [6, 3],
      ],
      budget: 5e-5,
    },
    {
      algorithm: [
        [2, 5],
        [2, 5],
      ],
      budget: 3.6e-5,
    },
    {
      algorithm: [
        [4, 5],
        [4, 5],
      ],
      budget: 5e-5,
    },
    {
      algorithm: [
        [4, 4],
        [4, 4],
      ],
      budget: 3.6e-5,
    },
    {
      algorithm: [
        [1, 1],
        [4, 7],
      ],
      budget: 3.6e-5,
    },
    {
      algorithm: [
        [4, 7],
        [1, 1],
      ],
      budget: 3.6e-5,
    },
  ] as const)(
    "F($algorithm) keeps to its error",
    async ({ algorithm, budget }) => {
      const given: Case = {
        ...{ algorithm, samples: 1, channels: 64, filters: 32, size: [24, 24], padding: [1, 1, 1, 1] },
        ...{ bias: false, epilogue: undefined, vectors: 2, block: 1000, gap: 0, values: 1 },
      };
      expect(await error(given)).toBeLessThan(budget);
    },
    60_000,
  );
});

replayInChromium();
