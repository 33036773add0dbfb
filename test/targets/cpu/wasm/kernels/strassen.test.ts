import fc from "fast-check";
import { expect, test } from "vitest";
import { add, constant, evaluateScalar, input, max, mul, type Scalar } from "../../../../../src/ir/scalar.js";
import {
  strassen,
  strassenWeightBytes,
  type StrassenConv,
} from "../../../../../src/targets/cpu/wasm/kernels/strassen.js";
import { strassenWeights } from "../../../../../src/targets/cpu/wasm/kernels/strassen-weights.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6031;

/** With so many operands besides the sum. */
const epilogues: readonly ({ readonly expression: Scalar; readonly count: number } | undefined)[] = [
  undefined,
  { expression: max(input(0), constant(0)), count: 0 },
  { expression: max(add(input(0), input(1)), constant(0)), count: 1 },
  { expression: mul(add(input(0), input(1)), input(2)), count: 2 },
];

const cases = fc.record({
  samples: fc.constantFrom(1, 1, 2, 3),
  channels: fc.constantFrom(8, 16, 24, 40),
  filters: fc.constantFrom(8, 16, 24, 72),
  /** Rows, and pairs of pixels: also such as make rows that are cut, and are not. */
  extent: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 })) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(1, 14, 15), fc.integer({ min: 31, max: 48 })) },
  ),
  bias: fc.boolean(),
  epilogue: fc.constantFrom(...epilogues),
  vectors: fc.constantFrom(2, 4),
  gap: fc.integer({ min: 0, max: 3 }),
  /** Floats between rows, so that those are not one. */
  rowGap: fc.constantFrom(0, 0, 5),
  values: fc.integer(),
});

test(`Strassen's algorithm is the definition's over random attributes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ gap, rowGap, epilogue, ...given }) => {
      const { samples, channels, filters } = given;
      const extent = [given.extent[0], 2 * given.extent[1]] as const;
      const lay = ([rows, pixels]: readonly [number, number], depth: number) => {
        const pixel = depth + gap;
        const row = pixels * pixel + rowGap;
        return { sample: rows * row, row, pixel };
      };
      const [from, to] = [lay(extent, channels), lay(extent, filters)];
      // An operand may have one pixel only, as the factors of channels have.
      const operands = [to, { sample: 0, row: 0, pixel: 0 }].slice(0, epilogue?.count ?? 0);
      const conv: StrassenConv = {
        ...{ samples, channels, filters, extent, input: from, output: to, bias: given.bias },
        epilogue: epilogue && { expression: epilogue.expression, operands },
        tile: { pixels: 8 / given.vectors, vectors: given.vectors },
      };
      const random = numbers(given.values);
      const take = (length: number) => Float32Array.from({ length }, random);
      const [x, weight, bias] = [take(samples * from.sample), take(filters * channels), take(filters)];
      const others = operands.map(({ sample }) => take(samples * sample + filters));
      const room = new Float32Array(strassenWeightBytes(conv) / 4).fill(NaN);
      const packed =
        (await runPhases(strassenWeights("weights", conv), [weight, room], random)).at(-1) ?? room;
      const kernel = strassen("conv", conv);
      const result = new Float32Array(samples * to.sample).fill(NaN);
      const parts = [x, packed, ...(conv.bias ? [bias] : []), ...others, result];
      const found = (await runPhases(kernel, parts, random)).at(-1) ?? result;
      expect(found).toEqual((await runPhases(kernel, parts, uncut)).at(-1));

      const expected = new Float32Array(found.length).fill(NaN);
      for (let n = 0; n < samples; n += 1)
        for (let y = 0; y < extent[0]; y += 1)
          for (let z = 0; z < extent[1]; z += 1)
            for (let f = 0; f < filters; f += 1) {
              const at = n * from.sample + y * from.row + z * from.pixel;
              let sum = conv.bias ? (bias[f] ?? NaN) : 0;
              for (let c = 0; c < channels; c += 1)
                sum += (x[at + c] ?? NaN) * (weight[f * channels + c] ?? NaN);
              const values = operands.map((of, operand) => {
                return others[operand]?.[n * of.sample + y * of.row + z * of.pixel + f] ?? NaN;
              });
              const index = n * to.sample + y * to.row + z * to.pixel + f;
              expected[index] = epilogue ? evaluateScalar(epilogue.expression, [sum, ...values]) : sum;
            }
      // Nothing is written between the pixels.
      found.forEach((value, index) => {
        const wanted = expected[index] ?? NaN;
        if (Number.isNaN(wanted)) expect(value).toBeNaN();
        else expect(Math.abs(value - wanted)).toBeLessThan(2e-5);
      });
    }),
    { seed, numRuns: 120 },
  );
}, 60_000);

replayInChromium();
