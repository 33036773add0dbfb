import { averageDivisor } from "./averageDivisor.js";
import type { Pool2dShape } from "./pool2dShape.js";
import { endTap, firstTap } from "./windowRange.js";

/**
 * The gradient of `averagePool2d`: from `gradient`, shaped as the pooling's
 * output, to `output`, shaped as its input. Sums are float32.
 */
export function averagePool2dGradient(
  gradient: Float32Array,
  gradientAt: number,
  output: Float32Array,
  outputAt: number,
  countPadding: boolean,
  shape: Pool2dShape,
): void {
  const { channels, height, width, outputHeight, outputWidth } = shape;
  const { dilationHeight, dilationWidth } = shape;
  for (let n = 0; n < shape.batch; n += 1) {
    let from = gradientAt + n * shape.outputSampleStride;
    let to = outputAt + n * shape.inputSampleStride;
    output.fill(0, to, to + channels * height * width);
    for (let channel = 0; channel < channels; channel += 1) {
      for (let y = 0; y < outputHeight; y += 1) {
        const top = y * shape.strideHeight - shape.padTop;
        const kyBegin = firstTap(top, dilationHeight);
        const kyEnd = endTap(top, dilationHeight, shape.kernelHeight, height);
        for (let x = 0; x < outputWidth; x += 1) {
          const left = x * shape.strideWidth - shape.padLeft;
          const kxBegin = firstTap(left, dilationWidth);
          const kxEnd = endTap(left, dilationWidth, shape.kernelWidth, width);
          const divisor = averageDivisor(y, x, countPadding, shape);
          const part = (gradient[from] ?? 0) / divisor;
          from += 1;
          for (let ky = kyBegin; ky < kyEnd; ky += 1) {
            const rowAt = to + (top + ky * dilationHeight) * width + left;
            for (let kx = kxBegin; kx < kxEnd; kx += 1) {
              const at = rowAt + kx * dilationWidth;
              output[at] = (output[at] ?? 0) + part;
            }
          }
        }
      }
      to += height * width;
    }
  }
}
