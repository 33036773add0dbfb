import fc from "fast-check";
import { expect, test } from "vitest";
import { add, constant, evaluateScalar, input, max, mul } from "../../../../../src/ir/scalar.js";
import { depthwise, type Depthwise } from "../../../../../src/targets/cpu/wasm/kernels/depthwise.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6014;
/** With so many operands besides the sum. */
const epilogues = [
  undefined,
  { expression: max(input(0), constant(0)), count: 0 },
  { expression: mul(add(input(0), input(1)), input(2)), count: 2 },
];

const cases = fc.record({
  kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  padding: fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 0, max: 3 }))),
  samples: fc.integer({ min: 1, max: 2 }),
  channels: fc.constantFrom(1, 3, 4, 5, 8, 17),
  size: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 9 })),
  bias: fc.boolean(),
  epilogue: fc.constantFrom(...epilogues),
  pixels: fc.integer({ min: 1, max: 5 }),
  gap: fc.constantFrom(0, 3),
  values: fc.integer(),
});

test(`depthwise convolution is the definition's over random attributes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kernel, stride, dilation, samples, channels, size, bias, epilogue, gap } = given;
      const padding = given.padding as [number, number, number, number];
      const span = kernel.map((extent, axis) => (dilation[axis] ?? 1) * (extent - 1) + 1);
      const [height, width] = size.map((extent, axis) =>
        Math.max(extent, (span[axis] ?? 1) - (padding[axis] ?? 0) - (padding[axis + 2] ?? 0)),
      ) as [number, number];
      const extent = [height, width].map(
        (length, axis) =>
          Math.floor(
            (length + (padding[axis] ?? 0) + (padding[axis + 2] ?? 0) - (span[axis] ?? 1)) /
              (stride[axis] ?? 1),
          ) + 1,
      ) as [number, number];
      const lay = (rows: number, columns: number) => {
        const pixel = channels + gap;
        return { sample: rows * columns * pixel + gap, row: columns * pixel, pixel };
      };
      const [from, to] = [lay(height, width), lay(...extent)];
      const operands = Array.from({ length: epilogue?.count ?? 0 }, () => to);
      const call: Depthwise = {
        window: { kernel, stride, dilation, padding },
        shape: [samples, channels, height, width],
        extent,
        input: from,
        output: to,
        bias,
        epilogue: epilogue && { expression: epilogue.expression, operands },
        pixels: given.pixels,
      };
      const random = numbers(given.values);
      const take = (length: number) => Float32Array.from({ length }, random);
      const padded = 4 * Math.ceil(channels / 4);
      const [x, weight, biases] = [
        take(samples * from.sample),
        take(kernel[0] * kernel[1] * padded),
        take(padded),
      ];
      const others = operands.map(({ sample }) => take(samples * sample));
      const made = depthwise("depthwise", call);
      const parts = [
        x,
        weight,
        ...(bias ? [biases] : []),
        ...others,
        new Float32Array(samples * to.sample).fill(NaN),
      ];
      const found = (await runPhases(made, parts, random)).at(-1);
      expect(found).toEqual((await runPhases(made, parts, uncut)).at(-1));
      for (let n = 0; n < samples; n += 1)
        for (let c = 0; c < channels; c += 1)
          for (let oy = 0; oy < extent[0]; oy += 1)
            for (let ox = 0; ox < extent[1]; ox += 1) {
              let sum = bias ? (biases[c] ?? NaN) : 0;
              for (let ky = 0; ky < kernel[0]; ky += 1)
                for (let kx = 0; kx < kernel[1]; kx += 1) {
                  const [row, column] = [
                    oy * stride[0] - padding[0] + ky * dilation[0],
                    ox * stride[1] - padding[1] + kx * dilation[1],
                  ];
                  if (row < 0 || row >= height || column < 0 || column >= width) continue;
                  sum +=
                    (x[n * from.sample + row * from.row + column * from.pixel + c] ?? NaN) *
                    (weight[(ky * kernel[1] + kx) * padded + c] ?? NaN);
                }
              const index = n * to.sample + oy * to.row + ox * to.pixel + c;
              const expected = epilogue
                ? evaluateScalar(epilogue.expression, [sum, ...others.map((other) => other[index] ?? NaN)])
                : sum;
              expect(Math.abs((found?.[index] ?? NaN) - expected)).toBeLessThan(2e-5);
            }
    }),
    { seed, numRuns: 300 },
  );
}, 120_000);

replayInChromium();
