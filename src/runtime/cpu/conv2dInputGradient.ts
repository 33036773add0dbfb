import type { Conv2dShape } from "./conv2dShape.js";

/**
 * The gradient of `conv2d` to its input, plus `bias[c]`: from `gradient`, shaped as the
 * convolution's output, to `output`, shaped as its input. Each element gathers
 * the windows that saw it; sums are float64.
 */
export function conv2dInputGradient(
  gradient: Float32Array,
  gradientAt: number,
  weight: Float32Array,
  weightAt: number,
  bias: Float32Array | undefined,
  biasAt: number,
  output: Float32Array,
  outputAt: number,
  shape: Conv2dShape,
): void {
  const { groups, inputChannels, height, width } = shape;
  const { outputHeight, outputWidth, kernelHeight, kernelWidth } = shape;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = shape;
  const groupInputs = inputChannels / groups;
  const groupOutputs = shape.outputChannels / groups;
  const taps = kernelHeight * kernelWidth;
  const filter = groupInputs * taps;
  const plane = outputHeight * outputWidth;

  for (let n = 0; n < shape.batch; n += 1) {
    const sampleAt = gradientAt + n * shape.outputSampleStride;
    let at = outputAt + n * shape.inputSampleStride;
    for (let channel = 0; channel < inputChannels; channel += 1) {
      const group = Math.floor(channel / groupInputs);
      const start = bias?.[biasAt + channel] ?? 0;
      const firstOutput = group * groupOutputs;
      const planeAt = sampleAt + firstOutput * plane;
      const channelAt =
        weightAt + firstOutput * filter + (channel % groupInputs) * taps;
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          let sum = start;
          for (let ky = 0; ky < kernelHeight; ky += 1) {
            const fromTop = y + shape.padTop - ky * dilationHeight;
            const row = fromTop / strideHeight;
            if (fromTop % strideHeight !== 0) continue;
            if (row < 0 || row >= outputHeight) continue;
            for (let kx = 0; kx < kernelWidth; kx += 1) {
              const fromLeft = x + shape.padLeft - kx * dilationWidth;
              const column = fromLeft / strideWidth;
              if (fromLeft % strideWidth !== 0) continue;
              if (column < 0 || column >= outputWidth) continue;
              let g = planeAt + row * outputWidth + column;
              let w = channelAt + ky * kernelWidth + kx;
              for (let o = 0; o < groupOutputs; o += 1) {
                sum += (gradient[g] ?? 0) * (weight[w] ?? 0);
                g += plane;
                w += filter;
              }
            }
          }
          output[at] = sum;
          at += 1;
        }
      }
    }
  }
}
