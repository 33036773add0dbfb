import fc from "fast-check";
import { expect, test } from "vitest";
import { pool, type Pool, type Strides } from "../../../../../src/targets/cpu/wasm/kernels/pool.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6013;

const cases = fc.record({
  reduction: fc.constantFrom("max" as const, "sum" as const, "average" as const),
  countPadding: fc.boolean(),
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 2, 3, 3, 4, 9, 19)),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  padding: fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 0, max: 2 }))),
  samples: fc.integer({ min: 1, max: 2 }),
  channels: fc.constantFrom(1, 3, 4, 5, 8, 9),
  size: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
  channelsLast: fc.boolean(),
  values: fc.integer(),
});

function stridesOf([, channels, height, width]: readonly number[], last: boolean, gap: number): Strides {
  const [c, h, w] = [channels ?? 1, height ?? 1, width ?? 1];
  const pixel = c + gap;
  return last ? [pixel * h * w, 1, pixel * w, pixel] : [c * h * w, h * w, w, 1];
}

test(`pooling is the definition's over random attributes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kernel, stride, dilation, samples, channels, size, channelsLast: last } = given;
      const span = kernel.map((extent, axis) => (dilation[axis] ?? 1) * (extent - 1) + 1);
      const padding = given.padding.map((pad, side) =>
        Math.min(pad, (span[side % 2] ?? 1) - 1, (kernel[side % 2] ?? 1) - 1),
      ) as [number, number, number, number];
      const [height, width] = size.map((extent, axis) => Math.max(extent, span[axis] ?? 1)) as [
        number,
        number,
      ];
      const extent = [height, width].map(
        (length, axis) =>
          Math.floor(
            (length + (padding[axis] ?? 0) + (padding[axis + 2] ?? 0) - (span[axis] ?? 1)) /
              (stride[axis] ?? 1),
          ) + 1,
      ) as [number, number];
      const shape = [samples, channels, height, width] as const;
      const made = [samples, channels, ...extent];
      const call: Pool = {
        reduction: given.reduction,
        countPadding: given.countPadding,
        window: { kernel, stride, dilation, padding },
        shape,
        extent,
        input: stridesOf(shape, last, 0),
        output: stridesOf(made, last, 2),
      };
      const random = numbers(given.values);
      const data = Float32Array.from({ length: samples * channels * height * width }, random);
      const result = new Float32Array(call.output[0] * samples).fill(NaN);
      const emitted = pool("pool", call);
      const found = (await runPhases(emitted, [data, result], uncut)).at(-1);
      expect((await runPhases(emitted, [data, result], numbers(given.values))).at(-1)).toEqual(found);
      const at = (strides: Strides, ...place: readonly number[]): number =>
        place.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0);
      for (let n = 0; n < samples; n += 1)
        for (let c = 0; c < channels; c += 1)
          for (let oy = 0; oy < extent[0]; oy += 1)
            for (let ox = 0; ox < extent[1]; ox += 1) {
              const inside: number[] = [];
              let padded = 0;
              for (let ky = 0; ky < kernel[0]; ky += 1)
                for (let kx = 0; kx < kernel[1]; kx += 1) {
                  const [row, column] = [
                    oy * stride[0] - padding[0] + ky * dilation[0],
                    ox * stride[1] - padding[1] + kx * dilation[1],
                  ];
                  if (row < height + padding[2] && column < width + padding[3]) padded += 1;
                  if (row >= 0 && row < height && column >= 0 && column < width)
                    inside.push(data[at(call.input, n, c, row, column)] ?? NaN);
                }
              const sum = inside.reduce((a, b) => a + b, 0);
              const expected =
                call.reduction === "max"
                  ? Math.max(...inside)
                  : call.reduction === "sum"
                    ? sum
                    : sum / (call.countPadding ? padded : inside.length);
              const value = found?.[at(call.output, n, c, oy, ox)] ?? NaN;
              if (inside.length > 0) expect(Math.abs(value - expected)).toBeLessThan(1e-5);
            }
    }),
    { seed, numRuns: 250 },
  );
}, 120_000);

replayInChromium();
