import type { Pool2dShape } from "./pool2dShape.js";
import { endTap, firstTap } from "./windowRange.js";

/**
 * The largest element of each window; padding is -Infinity. A NaN in a window
 * is its result.
 */
export function maxPool2d(
  input: Float32Array,
  inputAt: number,
  output: Float32Array,
  outputAt: number,
  shape: Pool2dShape,
): void {
  const { channels, height, width, outputHeight, outputWidth } = shape;
  const { dilationHeight, dilationWidth } = shape;
  for (let n = 0; n < shape.batch; n += 1) {
    let from = inputAt + n * shape.inputSampleStride;
    let to = outputAt + n * shape.outputSampleStride;
    for (let channel = 0; channel < channels; channel += 1) {
      for (let y = 0; y < outputHeight; y += 1) {
        const top = y * shape.strideHeight - shape.padTop;
        const kyBegin = firstTap(top, dilationHeight);
        const kyEnd = endTap(top, dilationHeight, shape.kernelHeight, height);
        for (let x = 0; x < outputWidth; x += 1) {
          const left = x * shape.strideWidth - shape.padLeft;
          const kxBegin = firstTap(left, dilationWidth);
          const kxEnd = endTap(left, dilationWidth, shape.kernelWidth, width);
          let largest = -Infinity;
          for (let ky = kyBegin; ky < kyEnd; ky += 1) {
            const rowAt = from + (top + ky * dilationHeight) * width + left;
            for (let kx = kxBegin; kx < kxEnd; kx += 1) {
              largest = Math.max(
                largest,
                input[rowAt + kx * dilationWidth] ?? 0,
              );
            }
          }
          output[to] = largest;
          to += 1;
        }
      }
      from += height * width;
    }
  }
}
