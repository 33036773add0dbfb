import type { Pool2dShape } from "./pool2dShape.js";
import { endTap, firstTap } from "./windowRange.js";

/**
 * The gradient of `maxPool2d`: each element of `gradient`, shaped as the
 * pooling's output, goes to the first largest element of its window of
 * `input`; `output` is shaped and strided as `input`. Sums are float32.
 */
export function maxPool2dGradient(
  input: Float32Array,
  inputAt: number,
  gradient: Float32Array,
  gradientAt: number,
  output: Float32Array,
  outputAt: number,
  shape: Pool2dShape,
): void {
  const { channels, height, width, outputHeight, outputWidth } = shape;
  const { dilationHeight, dilationWidth } = shape;
  for (let n = 0; n < shape.batch; n += 1) {
    const sampleAt = inputAt + n * shape.inputSampleStride;
    const resultAt = outputAt + n * shape.inputSampleStride;
    let from = gradientAt + n * shape.outputSampleStride;
    output.fill(0, resultAt, resultAt + channels * height * width);
    for (let channel = 0; channel < channels; channel += 1) {
      const plane = channel * height * width;
      for (let y = 0; y < outputHeight; y += 1) {
        const top = y * shape.strideHeight - shape.padTop;
        const kyBegin = firstTap(top, dilationHeight);
        const kyEnd = endTap(top, dilationHeight, shape.kernelHeight, height);
        for (let x = 0; x < outputWidth; x += 1) {
          const left = x * shape.strideWidth - shape.padLeft;
          const kxBegin = firstTap(left, dilationWidth);
          const kxEnd = endTap(left, dilationWidth, shape.kernelWidth, width);
          let largest = -Infinity;
          let place = -1;
          for (let ky = kyBegin; ky < kyEnd; ky += 1) {
            const rowAt = plane + (top + ky * dilationHeight) * width + left;
            for (let kx = kxBegin; kx < kxEnd; kx += 1) {
              const at = rowAt + kx * dilationWidth;
              const value = input[sampleAt + at] ?? 0;
              if (place < 0 || value > largest) {
                largest = value;
                place = at;
              }
            }
          }
          if (place >= 0) {
            const at = resultAt + place;
            output[at] = (output[at] ?? 0) + (gradient[from] ?? 0);
          }
          from += 1;
        }
      }
    }
  }
}
