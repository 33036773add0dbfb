import type { Pool2dShape } from "./pool2dShape.js";
import { endTap, firstTap } from "./windowRange.js";

/**
 * How many elements the average of window `[y, x]` is over. What ceil mode
 * adds beyond the padding never counts.
 */
export function averageDivisor(
  y: number,
  x: number,
  countPadding: boolean,
  shape: Pool2dShape,
): number {
  const { dilationHeight, dilationWidth, kernelHeight, kernelWidth } = shape;
  const top = y * shape.strideHeight - shape.padTop;
  const left = x * shape.strideWidth - shape.padLeft;
  if (countPadding) {
    const bottom = shape.height + shape.padBottom;
    const right = shape.width + shape.padRight;
    return (
      endTap(top, dilationHeight, kernelHeight, bottom) *
      endTap(left, dilationWidth, kernelWidth, right)
    );
  }
  const rows =
    endTap(top, dilationHeight, kernelHeight, shape.height) -
    firstTap(top, dilationHeight);
  const columns =
    endTap(left, dilationWidth, kernelWidth, shape.width) -
    firstTap(left, dilationWidth);
  return Math.max(0, rows) * Math.max(0, columns);
}
