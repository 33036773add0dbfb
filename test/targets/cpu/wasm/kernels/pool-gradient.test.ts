import fc from "fast-check";
import { expect, test } from "vitest";
import type { Strides } from "../../../../../src/targets/cpu/wasm/kernels/pool.js";
import {
  poolGradient,
  type PoolGradient,
} from "../../../../../src/targets/cpu/wasm/kernels/pool-gradient.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6024;
const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases = fc.record({
  kind: fc.constantFrom("max" as const, "average" as const),
  countPadding: fc.boolean(),
  kernel: pair(1, 4),
  stride: pair(1, 3),
  dilation: pair(1, 2),
  padding: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 2 }))),
  samples: fc.integer({ min: 1, max: 2 }),
  channels: fc.constantFrom(1, 3, 4, 5, 8, 17),
  size: pair(1, 7),
  last: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  gap: fc.integer({ min: 0, max: 2 }),
  values: fc.integer(),
});

test(`gradients of pooling are the definition's over random attributes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { kind, countPadding, kernel, stride, dilation, samples, channels, gap } = given;
      const span = ([0, 1] as const).map((axis) => dilation[axis] * (kernel[axis] - 1) + 1);
      const padding = given.padding.map((pad, side) => Math.min(pad, (span[side % 2] ?? 1) - 1)) as [
        ...[number, number, number, number],
      ];
      const size = ([0, 1] as const).map((axis) => Math.max(given.size[axis], span[axis] ?? 1)) as [
        ...[number, number],
      ];
      const extent = ([0, 1] as const).map((axis) => {
        const all = size[axis] + padding[axis] + padding[axis === 0 ? 2 : 3];
        return Math.floor((all - (span[axis] ?? 1)) / stride[axis]) + 1;
      }) as [number, number];
      const strides = ([rows, pixels]: readonly [number, number], last: boolean): Strides => {
        const [pixel, channel] = last ? [channels + gap, 1] : [1, rows * pixels];
        const row = pixels * pixel;
        return [last ? rows * row : channels * channel + gap, channel, row, pixel];
      };
      const [input, output] = [strides(size, given.last[0]), strides(size, given.last[1])];
      const gradient = strides(extent, given.last[2]);
      const call: PoolGradient = {
        reduction: kind === "max" ? { kind, input } : { kind, countPadding },
        window: { kernel, stride, dilation, padding },
        ...{ shape: [samples, channels, ...size], extent, gradient, output },
      };
      const random = numbers(given.values);
      // Few values, so that some are equal.
      const x = Float32Array.from({ length: samples * input[0] }, () => Math.round(2 * random()));
      const dy = Float32Array.from({ length: samples * gradient[0] }, random);
      const result = new Float32Array(samples * output[0]).fill(NaN);
      const operands = [...(kind === "max" ? [x] : []), dy, result];
      const made = poolGradient("gradient", call);
      const found = (await runPhases(made, operands, uncut)).at(-1);
      expect((await runPhases(made, operands, random)).at(-1)).toEqual(found);
      const at = (of: Strides, ...place: readonly number[]): number =>
        place.reduce((sum, index, axis) => sum + index * (of[axis] ?? 0), 0);
      const expected = new Float64Array(result.length).fill(NaN);
      for (let n = 0; n < samples; n += 1)
        for (let c = 0; c < channels; c += 1) {
          for (let y = 0; y < size[0]; y += 1)
            for (let x = 0; x < size[1]; x += 1) expected[at(output, n, c, y, x)] = 0;
          for (let oy = 0; oy < extent[0]; oy += 1)
            for (let ox = 0; ox < extent[1]; ox += 1) {
              const seen: (readonly [number, number])[] = [];
              let padded = 0;
              for (let ky = 0; ky < kernel[0]; ky += 1)
                for (let kx = 0; kx < kernel[1]; kx += 1) {
                  const row = oy * stride[0] - padding[0] + ky * dilation[0];
                  const column = ox * stride[1] - padding[1] + kx * dilation[1];
                  if (row < size[0] + padding[2] && column < size[1] + padding[3]) padded += 1;
                  if (row >= 0 && column >= 0 && row < size[0] && column < size[1]) seen.push([row, column]);
                }
              const part = dy[at(gradient, n, c, oy, ox)] ?? NaN;
              const values = seen.map((place) => x[at(input, n, c, ...place)] ?? NaN);
              const first = values.indexOf(Math.max(...values));
              seen.forEach((place, index) => {
                const to = at(output, n, c, ...place);
                const share =
                  kind === "max" ? Number(index === first) : 1 / (countPadding ? padded : seen.length);
                expected[to] = (expected[to] ?? NaN) + part * share;
              });
            }
        }
      expected.forEach((value, index) => {
        if (Number.isNaN(value)) expect(found?.[index]).toBeNaN();
        else expect(Math.abs((found?.[index] ?? NaN) - value)).toBeLessThan(1e-5);
      });
    }),
    { seed, numRuns: 150 },
  );
}, 60_000);

replayInChromium();
