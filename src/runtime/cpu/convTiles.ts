import type { Conv2dShape } from "./conv2dShape.js";

// Tiles of a convolution: what `conv2d` computes at neighbouring outputs, held
// in local variables. `inputAt` is where the first window would begin in the
// first channel of the group (before the input, in the padding), `weightAt`
// the filter of the first output channel, `outputAt` the first output. Taps
// outside [kyBegin, kyEnd) and [kxBegin, kxEnd) lie in the padding; tiles
// without a kx range lie where no column does.
//
// Four output channels at a time, the innermost loop runs over input channels,
// since kernels are small. One at a time it runs along the kernel's row, since
// most often the group has a single input channel (depthwise convolution).

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
  const outputPlane = shape.outputPlaneStride;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = ((shape.inputChannels / shape.groups) | 0) * taps;
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
  const outputPlane = shape.outputPlaneStride;
  const taps = shape.kernelHeight * kernelWidth;
  const filter = ((shape.inputChannels / shape.groups) | 0) * taps;
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
  const channels = (shape.inputChannels / shape.groups) | 0;
  let p = bias?.[biasAt] ?? 0;
  let q = p;
  let r = p;
  let s = p;
  for (let c = 0; c < channels; c += 1) {
    for (let ky = kyBegin; ky < kyEnd; ky += 1) {
      let i =
        inputAt + c * inputPlane + ky * shape.dilationHeight * shape.width;
      const begin = weightAt + c * taps + ky * kernelWidth;
      for (let w = begin; w < begin + kernelWidth; w += 1) {
        const tap = weight[w] ?? 0;
        p += tap * (input[i] ?? 0);
        q += tap * (input[i + strideWidth] ?? 0);
        r += tap * (input[i + 2 * strideWidth] ?? 0);
        s += tap * (input[i + 3 * strideWidth] ?? 0);
        i += dilationWidth;
      }
    }
  }
  output[outputAt] = p;
  output[outputAt + 1] = q;
  output[outputAt + 2] = r;
  output[outputAt + 3] = s;
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
  const channels = (shape.inputChannels / shape.groups) | 0;
  let sum = bias?.[biasAt] ?? 0;
  for (let c = 0; c < channels; c += 1) {
    for (let ky = kyBegin; ky < kyEnd; ky += 1) {
      const i =
        inputAt + c * inputPlane + ky * shape.dilationHeight * shape.width;
      const w = weightAt + c * taps + ky * kernelWidth;
      for (let kx = kxBegin; kx < kxEnd; kx += 1) {
        sum += (weight[w + kx] ?? 0) * (input[i + kx * dilationWidth] ?? 0);
      }
    }
  }
  output[outputAt] = sum;
}
