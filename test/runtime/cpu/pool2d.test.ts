import { describe, expect, it } from "vitest";
import { averagePool2d } from "../../../src/runtime/cpu/averagePool2d.js";
import { averagePool2dGradient } from "../../../src/runtime/cpu/averagePool2dGradient.js";
import { maxPool2d } from "../../../src/runtime/cpu/maxPool2d.js";
import { maxPool2dGradient } from "../../../src/runtime/cpu/maxPool2dGradient.js";
import type { Pool2dShape } from "../../../src/runtime/cpu/pool2dShape.js";
import { sumPool2d } from "../../../src/runtime/cpu/sumPool2d.js";
import type { RandomInteger } from "../../../src/ops/definition.js";
import { integers } from "../../ops/random.js";
import { difference, operand, result } from "./memory.js";

/** Ceil mode on or off; padding is below the number of taps. */
function randomShape(random: RandomInteger): Pool2dShape {
  const axis = (): {
    size: number;
    out: number;
    kernel: number;
    stride: number;
    dilation: number;
    pads: number[];
  } => {
    const [kernel, stride, dilation] = [random(1, 4), random(1, 3), random(1, 2)];
    const size = (kernel - 1) * dilation + random(1, 6);
    const pads = [random(0, kernel - 1), random(0, kernel - 1)];
    const [before = 0, after = 0] = pads;
    const room = size + before + after - (kernel - 1) * dilation - 1;
    let out = (random(0, 1) === 0 ? Math.floor(room / stride) : Math.ceil(room / stride)) + 1;
    if ((out - 1) * stride >= size + before) out -= 1;
    return { size, out, kernel, stride, dilation, pads };
  };
  const [v, h] = [axis(), axis()];
  const channels = random(1, 3);
  return {
    ...{
      batch: random(1, 2),
      channels,
      height: v.size,
      width: h.size,
      outputHeight: v.out,
      outputWidth: h.out,
    },
    ...{ kernelHeight: v.kernel, kernelWidth: h.kernel, strideHeight: v.stride, strideWidth: h.stride },
    ...{ dilationHeight: v.dilation, dilationWidth: h.dilation },
    ...{
      padTop: v.pads[0] ?? 0,
      padBottom: v.pads[1] ?? 0,
      padLeft: h.pads[0] ?? 0,
      padRight: h.pads[1] ?? 0,
    },
    inputSampleStride: channels * v.size * h.size + random(0, 3),
    outputSampleStride: channels * v.out * h.out + random(0, 3),
  };
}

interface WindowElements {
  readonly outputAt: number;
  /** Places of the elements inside the input, in row-major order. */
  readonly inside: readonly number[];
  /** How many elements lie inside input and padding. */
  readonly padded: number;
}

function windows(s: Pool2dShape): WindowElements[] {
  const found: WindowElements[] = [];
  for (let n = 0; n < s.batch; n += 1)
    for (let c = 0; c < s.channels; c += 1)
      for (let y = 0; y < s.outputHeight; y += 1)
        for (let x = 0; x < s.outputWidth; x += 1) {
          const inside: number[] = [];
          let padded = 0;
          for (let ky = 0; ky < s.kernelHeight; ky += 1)
            for (let kx = 0; kx < s.kernelWidth; kx += 1) {
              const row = y * s.strideHeight + ky * s.dilationHeight - s.padTop;
              const column = x * s.strideWidth + kx * s.dilationWidth - s.padLeft;
              if (row < s.height + s.padBottom && column < s.width + s.padRight) padded += 1;
              if (row < 0 || row >= s.height || column < 0 || column >= s.width) continue;
              inside.push(n * s.inputSampleStride + (c * s.height + row) * s.width + column);
            }
          const outputAt = n * s.outputSampleStride + (c * s.outputHeight + y) * s.outputWidth + x;
          found.push({ outputAt, inside, padded });
        }
  return found;
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe.each(seeds)("pooling, seed %i", (seed) => {
  const random = integers(seed);
  const s = randomShape(random);
  const input = operand(random, s.batch * s.inputSampleStride);
  const gradient = operand(random, s.batch * s.outputSampleStride);
  const all = windows(s);
  const element = (at: number): number => input.data[input.at + at] ?? NaN;
  const sum = (inside: readonly number[]): number => inside.reduce((total, at) => total + element(at), 0);

  it.each<[string, (window: WindowElements) => number, (output: Float32Array, at: number) => void]>([
    [
      "max",
      ({ inside }) => Math.max(...inside.map(element)),
      (output, at) => {
        maxPool2d(input.data, input.at, output, at, s);
      },
    ],
    [
      "sum",
      ({ inside }) => sum(inside),
      (output, at) => {
        sumPool2d(input.data, input.at, output, at, s);
      },
    ],
    [
      "average of the input",
      ({ inside }) => sum(inside) / inside.length,
      (output, at) => {
        averagePool2d(input.data, input.at, output, at, false, s);
      },
    ],
    [
      "average of input and padding",
      ({ inside, padded }) => sum(inside) / padded,
      (output, at) => {
        averagePool2d(input.data, input.at, output, at, true, s);
      },
    ],
  ])("%s", (_, value, pool) => {
    const output = result(random, s.batch * s.outputSampleStride);
    for (const window of all) output.expected[output.at + window.outputAt] = value(window);
    pool(output.data, output.at);
    expect(difference(output.data, output.expected)).toBeLessThan(1e-5);
  });

  it.each<[string, (w: WindowElements) => [number, number][], (output: Float32Array, at: number) => void]>([
    [
      "max",
      ({ inside }) => {
        const largest = Math.max(...inside.map(element));
        return [[inside.find((at) => element(at) === largest) ?? NaN, 1]];
      },
      (output, at) => {
        maxPool2dGradient(input.data, input.at, gradient.data, gradient.at, output, at, s);
      },
    ],
    [
      "average of the input",
      ({ inside }) => inside.map((at) => [at, 1 / inside.length]),
      (output, at) => {
        averagePool2dGradient(gradient.data, gradient.at, output, at, false, s);
      },
    ],
    [
      "average of input and padding",
      ({ inside, padded }) => inside.map((at) => [at, 1 / padded]),
      (output, at) => {
        averagePool2dGradient(gradient.data, gradient.at, output, at, true, s);
      },
    ],
  ])("gradient of %s", (_, parts, pool) => {
    const output = result(random, s.batch * s.inputSampleStride);
    for (let n = 0; n < s.batch; n += 1) {
      const first = output.at + n * s.inputSampleStride;
      output.expected.fill(0, first, first + s.channels * s.height * s.width);
    }
    for (const window of all)
      for (const [at, share] of parts(window)) {
        const part = share * (gradient.data[gradient.at + window.outputAt] ?? NaN);
        output.expected[output.at + at] = (output.expected[output.at + at] ?? NaN) + part;
      }
    pool(output.data, output.at);
    expect(difference(output.data, output.expected)).toBeLessThan(1e-4);
  });
});

it("max pooling lets NaN through", () => {
  const s: Pool2dShape = {
    ...{ batch: 1, channels: 1, height: 1, width: 3, outputHeight: 1, outputWidth: 1 },
    ...{
      kernelHeight: 1,
      kernelWidth: 3,
      strideHeight: 1,
      strideWidth: 1,
      dilationHeight: 1,
      dilationWidth: 1,
    },
    ...{ padTop: 0, padLeft: 0, padBottom: 0, padRight: 0, inputSampleStride: 3, outputSampleStride: 1 },
  };
  const output = new Float32Array(1);
  maxPool2d(Float32Array.of(1, NaN, 2), 0, output, 0, s);
  expect(output[0]).toBeNaN();
});
