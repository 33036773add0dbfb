import type { Conv2dShape } from "./conv2dShape.js";

// Tiles of a convolution: what `conv2d` computes at neighbouring outputs, held
// in local variables. `inputAt` is where the first window would begin in the
// first channel of the group (before the input, in the padding), `weightAt`
// the filter of the first output channel, `outputAt` the first output. Taps
// outside [kyBegin, kyEnd) and [kxBegin, kxEnd) lie in the padding; tiles
// without a kx range lie where no column does. The innermost loop runs over
// input channels, since kernels are too small to be worth a loop.

/** Output channels 0…3 at columns 0 and 1. */
export function convTile4x2(
  input: Float32Array,
  inputAt: number,
  weight: Float32Array,
  weightAt: number,
  bias: Float32Array | undefined,
  biasAt: number,
  output: Float32Array,
  outputAt: number,
  kyBegin: number,
  kyEnd: number,
  shape: Conv2dShape,
): void {
  const { kernelWidth, dilationWidth, strideWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const outputPlane = shape.outputHeight * shape.outputWidth;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = (shape.inputChannels / shape.groups) * taps;
  let a0 = bias?.[biasAt] ?? 0;
  let a1 = bias?.[biasAt + 1] ?? 0;
  let a2 = bias?.[biasAt + 2] ?? 0;
  let a3 = bias?.[biasAt + 3] ?? 0;
  let b0 = a0;
  let b1 = a1;
  let b2 = a2;
  let b3 = a3;
  for (let ky = kyBegin; ky < kyEnd; ky += 1) {
    const rowAt = inputAt + ky * shape.dilationHeight * shape.width;
    for (let kx = 0; kx < kernelWidth; kx += 1) {
      let i = rowAt + kx * dilationWidth;
      const begin = weightAt + ky * kernelWidth + kx;
      for (let w = begin; w < begin + filter; w += taps) {
        const a = input[i] ?? 0;
        const b = input[i + strideWidth] ?? 0;
        const w0 = weight[w] ?? 0;
        const w1 = weight[w + filter] ?? 0;
        const w2 = weight[w + 2 * filter] ?? 0;
        const w3 = weight[w + 3 * filter] ?? 0;
        a0 += w0 * a;
        a1 += w1 * a;
        a2 += w2 * a;
        a3 += w3 * a;
        b0 += w0 * b;
        b1 += w1 * b;
        b2 += w2 * b;
        b3 += w3 * b;
        i += inputPlane;
      }
    }
  }
  output[outputAt] = a0;
  output[outputAt + 1] = b0;
  output[outputAt + outputPlane] = a1;
  output[outputAt + outputPlane + 1] = b1;
  output[outputAt + 2 * outputPlane] = a2;
  output[outputAt + 2 * outputPlane + 1] = b2;
  output[outputAt + 3 * outputPlane] = a3;
  output[outputAt + 3 * outputPlane + 1] = b3;
}

/** Output channels 0…3 at one column. */
export function convTile4x1(
  input: Float32Array,
  inputAt: number,
  weight: Float32Array,
  weightAt: number,
  bias: Float32Array | undefined,
  biasAt: number,
  output: Float32Array,
  outputAt: number,
  kyBegin: number,
  kyEnd: number,
  kxBegin: number,
  kxEnd: number,
  shape: Conv2dShape,
): void {
  const { kernelWidth, dilationWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const outputPlane = shape.outputHeight * shape.outputWidth;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = (shape.inputChannels / shape.groups) * taps;
  let a0 = bias?.[biasAt] ?? 0;
  let a1 = bias?.[biasAt + 1] ?? 0;
  let a2 = bias?.[biasAt + 2] ?? 0;
  let a3 = bias?.[biasAt + 3] ?? 0;
  for (let ky = kyBegin; ky < kyEnd; ky += 1) {
    const rowAt = inputAt + ky * shape.dilationHeight * shape.width;
    for (let kx = kxBegin; kx < kxEnd; kx += 1) {
      let i = rowAt + kx * dilationWidth;
      const begin = weightAt + ky * kernelWidth + kx;
      for (let w = begin; w < begin + filter; w += taps) {
        const a = input[i] ?? 0;
        a0 += (weight[w] ?? 0) * a;
        a1 += (weight[w + filter] ?? 0) * a;
        a2 += (weight[w + 2 * filter] ?? 0) * a;
        a3 += (weight[w + 3 * filter] ?? 0) * a;
        i += inputPlane;
      }
    }
  }
  output[outputAt] = a0;
  output[outputAt + outputPlane] = a1;
  output[outputAt + 2 * outputPlane] = a2;
  output[outputAt + 3 * outputPlane] = a3;
}

/** One output channel at columns 0…3. */
export function convTile1x4(
  input: Float32Array,
  inputAt: number,
  weight: Float32Array,
  weightAt: number,
  bias: Float32Array | undefined,
  biasAt: number,
  output: Float32Array,
  outputAt: number,
  kyBegin: number,
  kyEnd: number,
  shape: Conv2dShape,
): void {
  const { kernelWidth, dilationWidth, strideWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = (shape.inputChannels / shape.groups) * taps;
  let a = bias?.[biasAt] ?? 0;
  let b = a;
  let c = a;
  let d = a;
  for (let ky = kyBegin; ky < kyEnd; ky += 1) {
    const rowAt = inputAt + ky * shape.dilationHeight * shape.width;
    for (let kx = 0; kx < kernelWidth; kx += 1) {
      let i = rowAt + kx * dilationWidth;
      const begin = weightAt + ky * kernelWidth + kx;
      for (let w = begin; w < begin + filter; w += taps) {
        const tap = weight[w] ?? 0;
        a += tap * (input[i] ?? 0);
        b += tap * (input[i + strideWidth] ?? 0);
        c += tap * (input[i + 2 * strideWidth] ?? 0);
        d += tap * (input[i + 3 * strideWidth] ?? 0);
        i += inputPlane;
      }
    }
  }
  output[outputAt] = a;
  output[outputAt + 1] = b;
  output[outputAt + 2] = c;
  output[outputAt + 3] = d;
}

/** One output. */
export function convPoint(
  input: Float32Array,
  inputAt: number,
  weight: Float32Array,
  weightAt: number,
  bias: Float32Array | undefined,
  biasAt: number,
  output: Float32Array,
  outputAt: number,
  kyBegin: number,
  kyEnd: number,
  kxBegin: number,
  kxEnd: number,
  shape: Conv2dShape,
): void {
  const { kernelWidth, dilationWidth } = shape;
  const inputPlane = shape.height * shape.width;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = (shape.inputChannels / shape.groups) * taps;
  let sum = bias?.[biasAt] ?? 0;
  for (let ky = kyBegin; ky < kyEnd; ky += 1) {
    const rowAt = inputAt + ky * shape.dilationHeight * shape.width;
    for (let kx = kxBegin; kx < kxEnd; kx += 1) {
      let i = rowAt + kx * dilationWidth;
      const begin = weightAt + ky * kernelWidth + kx;
      for (let w = begin; w < begin + filter; w += taps) {
        sum += (weight[w] ?? 0) * (input[i] ?? 0);
        i += inputPlane;
      }
    }
  }
  output[outputAt] = sum;
}
