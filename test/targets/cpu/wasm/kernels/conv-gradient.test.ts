import fc from "fast-check";
import { expect, test } from "vitest";
import { add, constant, evaluateScalar, input, max } from "../../../../../src/ir/scalar.js";
import { filterBlocks, type PixelStrides } from "../../../../../src/targets/cpu/wasm/kernels/conv-shape.js";
import {
  convInputGradient,
  gatherTile,
  type ConvInputGradient,
} from "../../../../../src/targets/cpu/wasm/kernels/conv-input-gradient.js";
import {
  convWeightGradient,
  type ConvWeightGradient,
} from "../../../../../src/targets/cpu/wasm/kernels/conv-weight-gradient.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6023;
const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const others = fc.record({
  kernel: pair(1, 4),
  stride: pair(1, 3),
  dilation: pair(1, 3),
  padding: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 2 }))),
  samples: fc.integer({ min: 1, max: 2 }),
  size: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 13 })),
  gap: fc.integer({ min: 0, max: 2 }),
  bias: fc.boolean(),
  epilogue: fc.boolean(),
  values: fc.integer(),
});

/** Some with a group for every channel. */
const widths = fc.oneof(
  fc.record({
    groups: fc.constantFrom(1, 1, 2, 3),
    channels: fc.constantFrom(1, 3, 4, 5, 8, 17),
    filters: fc.constantFrom(1, 2, 3, 4, 5, 17),
  }),
  fc.record({
    groups: fc.constantFrom(2, 3, 4, 5, 8, 17),
    channels: fc.constant(1),
    filters: fc.constant(1),
  }),
);

const cases = fc.tuple(others, widths).map(([one, other]) => ({ ...one, ...other }));

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** What a convolution over `[N, C, H, W]` takes and gives, in pixels whose channels lie side by side. */
function geometryOf(given: Case) {
  const { kernel, stride, dilation, samples, groups, channels, filters, gap } = given;
  const padding = given.padding as [number, number, number, number];
  const span = ([0, 1] as const).map((axis) => dilation[axis] * (kernel[axis] - 1) + 1);
  const size = ([0, 1] as const).map((axis) =>
    Math.max(given.size[axis], (span[axis] ?? 1) - padding[axis] - padding[axis === 0 ? 2 : 3]),
  ) as [number, number];
  const taken = ([0, 1] as const).map((axis) => {
    const all = size[axis] + padding[axis] + padding[axis === 0 ? 2 : 3];
    return Math.floor((all - (span[axis] ?? 1)) / stride[axis]) + 1;
  }) as [number, number];
  const strides = (width: number, [rows, pixels]: readonly [number, number]): PixelStrides => {
    const pixel = width + gap;
    return { pixel, row: pixels * pixel + gap, sample: rows * (pixels * pixel + gap) };
  };
  const window = { kernel, stride, dilation, padding };
  return { window, samples, groups, channels, filters, size, taken, strides };
}

type Geometry = Omit<ReturnType<typeof geometryOf>, "groups" | "channels"> &
  Readonly<Record<"groups" | "channels", number>>;

/** Visits all pairs of an element of the input and one of the output, with the index of the weight between them. */
function forEachProduct(
  { window, samples, groups, channels, filters, size, taken }: Geometry,
  [input, output]: readonly [PixelStrides, PixelStrides],
  visit: (input: number, output: number, weight: number) => void,
): void {
  const [[kh, kw], [top, left]] = [window.kernel, window.padding];
  const at = ({ sample, row, pixel }: PixelStrides, n: number, y: number, x: number, c: number): number =>
    n * sample + y * row + x * pixel + c;
  for (let n = 0; n < samples; n += 1)
    for (let o = 0; o < groups * filters; o += 1)
      for (let c = 0; c < channels; c += 1)
        for (let oy = 0; oy < taken[0]; oy += 1)
          for (let ox = 0; ox < taken[1]; ox += 1)
            for (let ky = 0; ky < kh; ky += 1)
              for (let kx = 0; kx < kw; kx += 1) {
                const y = oy * window.stride[0] + ky * window.dilation[0] - top;
                const x = ox * window.stride[1] + kx * window.dilation[1] - left;
                if (y < 0 || x < 0 || y >= size[0] || x >= size[1]) continue;
                const channel = Math.floor(o / filters) * channels + c;
                const weight = ((o * channels + c) * kh + ky) * kw + kx;
                visit(at(input, n, y, x, channel), at(output, n, oy, ox, o), weight);
              }
}

/** `[groups][block][kh][kw][filters][channels of the block]` from `[out, in / groups, kh, kw]`, and the bias alike. */
function packed(geometry: Geometry, weight: Float32Array, bias: Float32Array) {
  const { window, groups, channels, filters } = geometry;
  const taps = window.kernel[0] * window.kernel[1];
  if (groups > 1 && channels === 1 && filters === 1) {
    // A group is a channel of one filter.
    const turned = { ...geometry, groups: 1, channels: groups };
    return packed(turned, weight, bias);
  }
  const [weights, biases]: [number[], number[]] = [[], []];
  for (let group = 0; group < groups; group += 1) {
    let first = 0;
    for (const block of filterBlocks(channels, gatherTile.vectors))
      for (let time = 0; time < block.count; time += 1) {
        const lanes = Array.from({ length: 4 * block.vectors }, (_, lane) => lane);
        for (let tap = 0; tap < taps; tap += 1)
          for (let o = 0; o < filters; o += 1)
            for (const lane of lanes) {
              const index = ((group * filters + o) * channels + first + lane) * taps + tap;
              weights.push(lane < block.filters ? (weight[index] ?? NaN) : 9);
            }
        for (const lane of lanes)
          biases.push(lane < block.filters ? (bias[group * channels + first + lane] ?? NaN) : 9);
        first += block.filters;
      }
  }
  return { weights, biases };
}

test(`the gradient to the input is the definition's over random attributes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const geometry = geometryOf(given);
      const { window, samples, groups, channels, filters, size, taken, strides } = geometry;
      const [output, gradient] = [strides(groups * channels, size), strides(groups * filters, taken)];
      const expression = max(add(input(0), input(1)), constant(0));
      const call: ConvInputGradient = {
        ...{ window, samples, groups, filters, channels, taken, extent: size, gradient, output },
        bias: given.bias,
        epilogue: given.epilogue ? { expression, operands: [output] } : undefined,
      };
      const random = numbers(given.values);
      const take = (length: number): Float32Array => Float32Array.from({ length }, random);
      const dy = take(samples * gradient.sample);
      const weight = take(groups * filters * channels * window.kernel[0] * window.kernel[1]);
      const bias = take(groups * channels);
      const { weights, biases } = packed(geometry, weight, bias);
      const other = take(samples * output.sample);
      const result = new Float32Array(samples * output.sample).fill(NaN);
      const operands = [
        ...[dy, weights, ...(given.bias ? [biases] : [])],
        ...[...(given.epilogue ? [other] : []), result],
      ];
      const kernel = convInputGradient("gradient", call);
      const found = (await runPhases(kernel, operands, uncut)).at(-1);
      expect((await runPhases(kernel, operands, random)).at(-1)).toEqual(found);
      const sums = new Float64Array(result.length).fill(NaN);
      for (let n = 0; n < samples; n += 1)
        for (let y = 0; y < size[0]; y += 1)
          for (let x = 0; x < size[1]; x += 1)
            for (let c = 0; c < groups * channels; c += 1)
              sums[n * output.sample + y * output.row + x * output.pixel + c] = given.bias
                ? (bias[c] ?? NaN)
                : 0;
      forEachProduct(geometry, [output, gradient], (to, from, at) => {
        sums[to] = (sums[to] ?? NaN) + (dy[from] ?? NaN) * (weight[at] ?? NaN);
      });
      sums.forEach((sum, index) => {
        const value = found?.[index] ?? NaN;
        const expected = given.epilogue ? evaluateScalar(expression, [sum, other[index] ?? NaN]) : sum;
        if (Number.isNaN(sum)) expect(value).toBeNaN();
        else expect(Math.abs(value - expected)).toBeLessThan(2e-5);
      });
    }),
    { seed, numRuns: 150 },
  );
}, 60_000);

test(`the gradient to the weight is the definition's over random attributes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async (given, turned) => {
      const geometry = geometryOf(given);
      const { window, samples, groups, channels, filters, size, taken, strides } = geometry;
      const [input, gradient] = [strides(groups * channels, size), strides(groups * filters, taken)];
      const [kh, kw] = window.kernel;
      const all = groups * filters * channels * kh * kw;
      const output = turned
        ? ([1, groups * filters, kw * channels * groups * filters, channels * groups * filters] as const)
        : ([channels * kh * kw, kh * kw, kw, 1] as const);
      const call: ConvWeightGradient = {
        ...{ window, samples, groups, channels, filters, size, taken, input, gradient, output },
      };
      const random = numbers(given.values);
      const take = (length: number): Float32Array => Float32Array.from({ length }, random);
      const [x, dy] = [take(samples * input.sample), take(samples * gradient.sample)];
      const result = new Float32Array(all).fill(NaN);
      const kernel = convWeightGradient("gradient", call);
      const found = (await runPhases(kernel, [x, dy, result], uncut)).at(-1);
      expect((await runPhases(kernel, [x, dy, result], random)).at(-1)).toEqual(found);
      const sums = new Float64Array(all);
      forEachProduct(geometry, [input, gradient], (from, to, weight) => {
        sums[weight] = (sums[weight] ?? NaN) + (x[from] ?? NaN) * (dy[to] ?? NaN);
      });
      sums.forEach((sum, index) => {
        const place = [Math.floor(index / (channels * kh * kw)), Math.floor(index / (kh * kw)) % channels];
        const tap = [Math.floor(index / kw) % kh, index % kw];
        const at = [...place, ...tap].reduce((sum, step, axis) => sum + step * (output[axis] ?? 0), 0);
        expect(Math.abs((found?.[at] ?? NaN) - sum)).toBeLessThan(3e-5);
      });
    }),
    { seed, numRuns: 150 },
  );
}, 60_000);

replayInChromium();
