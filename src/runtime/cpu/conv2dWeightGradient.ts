import type { Conv2dShape } from "./conv2dShape.js";
import { endTap, firstTap } from "./windowRange.js";

/**
 * The gradient of `conv2d` to its weight, summed over the batch: `gradient` is
 * shaped as the convolution's output, `output` as its weight. Sums are
 * float64.
 */
export function conv2dWeightGradient(
  input: Float32Array,
  inputAt: number,
  gradient: Float32Array,
  gradientAt: number,
  output: Float32Array,
  outputAt: number,
  shape: Conv2dShape,
): void {
  const { batch, outputChannels, height, width } = shape;
  const { outputHeight, outputWidth, kernelHeight, kernelWidth } = shape;
  const { strideHeight, strideWidth } = shape;
  const groupInputs = shape.inputChannels / shape.groups;
  const groupOutputs = outputChannels / shape.groups;
  const plane = outputHeight * outputWidth;
  let at = outputAt;

  for (let o = 0; o < outputChannels; o += 1) {
    const firstInput = Math.floor(o / groupOutputs) * groupInputs;
    for (let c = firstInput; c < firstInput + groupInputs; c += 1) {
      for (let ky = 0; ky < kernelHeight; ky += 1) {
        // Outputs are to their window's origin as taps are to dilation.
        const top = ky * shape.dilationHeight - shape.padTop;
        const yBegin = firstTap(top, strideHeight);
        const yEnd = endTap(top, strideHeight, outputHeight, height);
        for (let kx = 0; kx < kernelWidth; kx += 1) {
          const left = kx * shape.dilationWidth - shape.padLeft;
          const xBegin = firstTap(left, strideWidth);
          const xEnd = endTap(left, strideWidth, outputWidth, width);
          let sum = 0;
          for (let n = 0; n < batch; n += 1) {
            const channelAt =
              inputAt + n * shape.inputSampleStride + c * height * width;
            const planeAt =
              gradientAt + n * shape.outputSampleStride + o * plane;
            for (let y = yBegin; y < yEnd; y += 1) {
              const g = planeAt + y * outputWidth;
              const i = channelAt + (y * strideHeight + top) * width + left;
              for (let x = xBegin; x < xEnd; x += 1) {
                sum +=
                  (gradient[g + x] ?? 0) * (input[i + x * strideWidth] ?? 0);
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
