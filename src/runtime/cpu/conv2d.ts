import type { Conv2dShape } from "./conv2dShape.js";
import {
  convPoint,
  convTile1x4,
  convTile4x1,
  convTile4x2,
} from "./convTiles.js";
import { endTap, firstTap } from "./windowRange.js";

/**
 * `output[n, o, y, x] = bias[o] + sum over c, ky, kx of weight[o, c, ky, kx] *
 * input[n, c, y * strideHeight + ky * dilationHeight - padTop, …]`, where the
 * input is 0 outside its extent. Sums are float64 and are rounded once.
 *
 * Rows are cut into a left border, an interior where every tap of the window
 * lies in the input, and a right border. The interior runs in register tiles:
 * 4 output channels by 2 columns where a group has 4 channels left, otherwise
 * 1 channel by 4 columns.
 */
export function conv2d(
  input: Float32Array,
  inputAt: number,
  weight: Float32Array,
  weightAt: number,
  bias: Float32Array | undefined,
  biasAt: number,
  output: Float32Array,
  outputAt: number,
  shape: Conv2dShape,
): void {
  const { batch, groups, height, width, outputHeight, outputWidth } = shape;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = shape;
  const groupInputs = (shape.inputChannels / groups) | 0;
  const groupOutputs = (shape.outputChannels / groups) | 0;
  const filter = groupInputs * shape.kernelHeight * shape.kernelWidth;
  // Columns in [interiorBegin, interiorEnd) see no padding on either side.
  const reach = (shape.kernelWidth - 1) * dilationWidth;
  const interiorBegin = firstTap(-shape.padLeft, strideWidth);
  const interiorEnd = endTap(
    reach - shape.padLeft,
    strideWidth,
    outputWidth,
    width,
  );

  for (let n = 0; n < batch; n += 1) {
    for (let group = 0; group < groups; group += 1) {
      const groupAt =
        inputAt +
        n * shape.inputSampleStride +
        group * groupInputs * height * width;
      const channelsEnd = (group + 1) * groupOutputs;
      let channel = group * groupOutputs;
      while (channel < channelsEnd) {
        const tile = channel + 4 <= channelsEnd ? 4 : 1;
        const tileWidth = tile === 4 ? 2 : 4;
        const filterAt = weightAt + channel * filter;
        const channelAt = biasAt + channel;
        const planeAt =
          outputAt +
          n * shape.outputSampleStride +
          channel * shape.outputPlaneStride;
        for (let y = 0; y < outputHeight; y += 1) {
          const top = y * strideHeight - shape.padTop;
          const kyBegin = firstTap(top, dilationHeight);
          const kyEnd = endTap(top, dilationHeight, shape.kernelHeight, height);
          const rowAt = planeAt + y * outputWidth;
          let x = 0;
          while (x < outputWidth) {
            const left = x * strideWidth - shape.padLeft;
            const windowAt = groupAt + top * width + left;
            if (x >= interiorBegin && x + tileWidth <= interiorEnd) {
              const interior = tile === 4 ? convTile4x2 : convTile1x4;
              interior(
                input,
                windowAt,
                weight,
                filterAt,
                bias,
                channelAt,
                output,
                rowAt + x,
                kyBegin,
                kyEnd,
                shape,
              );
              x += tileWidth;
              continue;
            }
            const single = tile === 4 ? convTile4x1 : convPoint;
            single(
              input,
              windowAt,
              weight,
              filterAt,
              bias,
              channelAt,
              output,
              rowAt + x,
              kyBegin,
              kyEnd,
              firstTap(left, dilationWidth),
              endTap(left, dilationWidth, shape.kernelWidth, width),
              shape,
            );
            x += 1;
          }
        }
        channel += tile;
      }
    }
  }
}
