import { describe, expect, it } from "vitest";
import { conv2d } from "../../../src/runtime/cpu/conv2d.js";
import { conv2dInputGradient } from "../../../src/runtime/cpu/conv2dInputGradient.js";
import type { Conv2dShape } from "../../../src/runtime/cpu/conv2dShape.js";
import { conv2dWeightGradient } from "../../../src/runtime/cpu/conv2dWeightGradient.js";
import type { RandomInteger } from "../../../src/ops/definition.js";
import { integers } from "../../ops/random.js";
import { difference, operand, result } from "./memory.js";

function randomShape(random: RandomInteger): Conv2dShape {
  const groups = random(1, 3);
  const isDepthwise = random(0, 3) === 0;
  const groupInputs = isDepthwise ? 1 : random(1, 4);
  const groupOutputs = isDepthwise ? 1 : random(1, 9);
  const [kernelHeight, kernelWidth] = [random(1, 4), random(1, 4)];
  const [strideHeight, strideWidth] = [random(1, 3), random(1, 3)];
  const [dilationHeight, dilationWidth] = [random(1, 2), random(1, 3)];
  const [padTop, padLeft, padBottom, padRight] = [random(0, 3), random(0, 4), random(0, 3), random(0, 3)];
  const height = (kernelHeight - 1) * dilationHeight + random(1, 6);
  const width = (kernelWidth - 1) * dilationWidth + random(1, 12);
  const extent = (size: number, kernel: number, dilation: number, stride: number): number =>
    Math.floor((size - (kernel - 1) * dilation - 1) / stride) + 1;
  const outputHeight = extent(height + padTop + padBottom, kernelHeight, dilationHeight, strideHeight);
  const outputWidth = extent(width + padLeft + padRight, kernelWidth, dilationWidth, strideWidth);
  const inputChannels = groups * groupInputs;
  const outputChannels = groups * groupOutputs;
  return {
    batch: random(1, 2),
    groups,
    inputChannels,
    height,
    width,
    outputChannels,
    outputHeight,
    outputWidth,
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    padTop,
    padLeft,
    inputSampleStride: inputChannels * height * width + random(0, 3),
    outputSampleStride: outputChannels * outputHeight * outputWidth + random(0, 3),
    outputPlaneStride: outputHeight * outputWidth,
  };
}

/** Every product of the convolution, by the places of its factors and of the sum that it belongs to. */
function forEachProduct(
  s: Conv2dShape,
  visit: (inputAt: number, weightAt: number, outputAt: number) => void,
): void {
  const groupInputs = s.inputChannels / s.groups;
  const groupOutputs = s.outputChannels / s.groups;
  for (let n = 0; n < s.batch; n += 1)
    for (let o = 0; o < s.outputChannels; o += 1)
      for (let y = 0; y < s.outputHeight; y += 1)
        for (let x = 0; x < s.outputWidth; x += 1)
          for (let c = 0; c < groupInputs; c += 1)
            for (let ky = 0; ky < s.kernelHeight; ky += 1)
              for (let kx = 0; kx < s.kernelWidth; kx += 1) {
                const row = y * s.strideHeight + ky * s.dilationHeight - s.padTop;
                const column = x * s.strideWidth + kx * s.dilationWidth - s.padLeft;
                if (row < 0 || row >= s.height || column < 0 || column >= s.width) continue;
                const channel = Math.floor(o / groupOutputs) * groupInputs + c;
                visit(
                  n * s.inputSampleStride + (channel * s.height + row) * s.width + column,
                  ((o * groupInputs + c) * s.kernelHeight + ky) * s.kernelWidth + kx,
                  n * s.outputSampleStride + o * s.outputPlaneStride + y * s.outputWidth + x,
                );
              }
}

/** Writes 0 to what a kernel should write: `[C, H, W]` of each sample. */
function clear(to: Float64Array, at: number, batch: number, stride: number, elements: number): void {
  for (let n = 0; n < batch; n += 1) to.fill(0, at + n * stride, at + n * stride + elements);
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe.each(seeds)("convolution, seed %i", (seed) => {
  const random = integers(seed);
  const s = randomShape(random);
  const inputs = s.inputChannels * s.height * s.width;
  const plane = s.outputHeight * s.outputWidth;
  const weights = ((s.outputChannels * s.inputChannels) / s.groups) * s.kernelHeight * s.kernelWidth;
  const input = operand(random, s.batch * s.inputSampleStride);
  const gradient = operand(random, s.batch * s.outputSampleStride);
  const weight = operand(random, weights);
  const bias = operand(random, s.outputChannels);
  const at = (of: { data: Float32Array; at: number }, index: number): number => of.data[of.at + index] ?? NaN;

  it.each([true, false])("forward, bias %s", (isBiased) => {
    const outputPlaneStride = plane + random(0, 3);
    const outputSampleStride = s.outputChannels * outputPlaneStride + random(0, 3);
    const spaced = { ...s, outputPlaneStride, outputSampleStride };
    const output = result(random, s.batch * outputSampleStride);
    for (let n = 0; n < s.batch; n += 1)
      for (let o = 0; o < s.outputChannels; o += 1) {
        const first = output.at + n * outputSampleStride + o * outputPlaneStride;
        output.expected.fill(isBiased ? at(bias, o) : 0, first, first + plane);
      }
    forEachProduct(spaced, (i, w, o) => {
      output.expected[output.at + o] = (output.expected[output.at + o] ?? NaN) + at(input, i) * at(weight, w);
    });
    const biasData = isBiased ? bias.data : undefined;
    conv2d(input.data, input.at, weight.data, weight.at, biasData, bias.at, output.data, output.at, spaced);
    expect(difference(output.data, output.expected)).toBeLessThan(1e-4);
  });

  it("gradient to the input", () => {
    const output = result(random, s.batch * s.inputSampleStride);
    clear(output.expected, output.at, s.batch, s.inputSampleStride, inputs);
    forEachProduct(s, (i, w, o) => {
      output.expected[output.at + i] =
        (output.expected[output.at + i] ?? NaN) + at(gradient, o) * at(weight, w);
    });
    conv2dInputGradient(
      gradient.data,
      gradient.at,
      weight.data,
      weight.at,
      undefined,
      0,
      output.data,
      output.at,
      s,
    );
    expect(difference(output.data, output.expected)).toBeLessThan(1e-4);
  });

  it("gradient to the weight", () => {
    const output = result(random, weights);
    clear(output.expected, output.at, 1, 0, weights);
    forEachProduct(s, (i, w, o) => {
      output.expected[output.at + w] =
        (output.expected[output.at + w] ?? NaN) + at(gradient, o) * at(input, i);
    });
    conv2dWeightGradient(input.data, input.at, gradient.data, gradient.at, output.data, output.at, s);
    expect(difference(output.data, output.expected)).toBeLessThan(1e-4);
  });
});

it("sums in float64", () => {
  const s: Conv2dShape = {
    ...{ batch: 1, groups: 1, inputChannels: 3, height: 1, width: 1, outputChannels: 1 },
    ...{ outputHeight: 1, outputWidth: 1, kernelHeight: 1, kernelWidth: 1, strideHeight: 1, strideWidth: 1 },
    ...{ dilationHeight: 1, dilationWidth: 1, padTop: 0, padLeft: 0, inputSampleStride: 3 },
    ...{ outputSampleStride: 1, outputPlaneStride: 1 },
  };
  const output = new Float32Array(1);
  conv2d(Float32Array.of(1, 2 ** -30, -1), 0, Float32Array.of(1, 1, 1), 0, undefined, 0, output, 0, s);
  expect(output[0]).toBe(2 ** -30);
});
