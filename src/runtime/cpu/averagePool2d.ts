import type { Pool2dShape } from "./pool2dShape.js";
import { sumPool2d } from "./sumPool2d.js";
import { averageDivisor } from "./averageDivisor.js";

/**
 * The mean of each window over its elements inside the input or, with
 * `countPadding`, inside input and padding. The sum and the quotient are each
 * rounded.
 */
export function averagePool2d(
  input: Float32Array,
  inputAt: number,
  output: Float32Array,
  outputAt: number,
  countPadding: boolean,
  shape: Pool2dShape,
): void {
  sumPool2d(input, inputAt, output, outputAt, shape);
  const { outputHeight, outputWidth } = shape;
  const plane = outputHeight * outputWidth;
  for (let y = 0; y < outputHeight; y += 1) {
    for (let x = 0; x < outputWidth; x += 1) {
      const divisor = averageDivisor(y, x, countPadding, shape);
      for (let n = 0; n < shape.batch; n += 1) {
        let at = outputAt + n * shape.outputSampleStride + y * outputWidth + x;
        for (let channel = 0; channel < shape.channels; channel += 1) {
          output[at] = (output[at] ?? 0) / divisor;
          at += plane;
        }
      }
    }
  }
}
