import { applyTaps, triangleFilter } from "./resample.js";

/** Rows from the top, pixels from the left, red, green, blue and straight alpha; as a canvas gives it. */
export interface PixelData {
  readonly width: number;
  readonly height: number;
  readonly rgba: ArrayLike<number>;
}

/** How a picture becomes an input tensor; `mean` and `std` have one number a channel of the tensor. */
export interface PictureRule {
  readonly channels: "gray" | "rgb" | "bgr";
  /** Length of the picture's shorter side after resizing; 0 resizes both sides to the tensor's. */
  readonly resize: number;
  /** What the byte values 0 and 255 become. */
  readonly range: readonly [number, number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** One channel in float64, in bytes' range 0…255. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/**
 * The tensor `[C, H, W]` of a picture. All in float64, rounded once at the end:
 *
 * 1. Alpha is composited over black. Gray is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
 * 2. Resize, columns then rows, with {@link triangleFilter}: to H x W where `resize` is 0, else so that the shorter
 *    side is `resize` and the longer floor(resize * long / short).
 * 3. Centre crop to H x W from offset (size - crop) / 2, rounded half to even. Where the picture is smaller, it is
 *    padded with black, floor((crop - size) / 2) before it. (torchvision's Resize and CenterCrop.)
 * 4. (low + byte * (high - low) / 255 - mean) / std.
 */
export function pictureToTensor(
  pixels: PixelData,
  rule: PictureRule,
  [, height, width]: readonly [channels: number, height: number, width: number],
): Float32Array {
  const [low, high] = rule.range;
  const [resizedWidth, resizedHeight] = resizedSize(pixels, rule.resize, width, height);
  const channels = channelWeights[rule.channels];
  const tensor = new Float32Array(channels.length * height * width);
  channels.forEach((weights, channel) => {
    const plane = resizedPlane(pixels, weights, resizedWidth, resizedHeight);
    const top = cropOffset(resizedHeight, height);
    const left = cropOffset(resizedWidth, width);
    const mean = rule.mean[channel] ?? 0;
    const std = rule.std[channel] ?? 1;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const byte = pixelOrBlack(plane, top + y, left + x);
        tensor[(channel * height + y) * width + x] = (low + (byte * (high - low)) / 255 - mean) / std;
      }
    }
  });
  return tensor;
}

/** What each channel of the tensor takes of red, green and blue. */
const channelWeights: Readonly<Record<PictureRule["channels"], readonly (readonly number[])[]>> = {
  gray: [[0.299, 0.587, 0.114]],
  rgb: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  bgr: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
};

function resizedSize(pixels: PixelData, resize: number, width: number, height: number): [number, number] {
  if (resize === 0) return [width, height];
  const longer = Math.floor(
    (resize * Math.max(pixels.width, pixels.height)) / Math.min(pixels.width, pixels.height),
  );
  return pixels.width <= pixels.height ? [resize, longer] : [longer, resize];
}

function resizedPlane(
  { width: from, height: rows, rgba }: PixelData,
  [red = 0, green = 0, blue = 0]: readonly number[],
  width: number,
  height: number,
): Plane {
  const columnTaps = triangleFilter(from, width);
  const line = new Float64Array(from);
  const narrowed = new Float64Array(rows * width);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < from; x += 1) {
      const at = 4 * (y * from + x);
      const value = red * (rgba[at] ?? 0) + green * (rgba[at + 1] ?? 0) + blue * (rgba[at + 2] ?? 0);
      line[x] = (value * (rgba[at + 3] ?? 0)) / 255;
    }
    columnTaps.forEach((taps, x) => {
      narrowed[y * width + x] = applyTaps(line, 0, 1, taps);
    });
  }
  const data = new Float64Array(height * width);
  triangleFilter(rows, height).forEach((taps, y) => {
    for (let x = 0; x < width; x += 1) data[y * width + x] = applyTaps(narrowed, x, width, taps);
  });
  return { width, height, data };
}

/** Where the crop begins in the picture; negative where the picture is padded. */
function cropOffset(size: number, crop: number): number {
  if (size < crop) return -Math.floor((crop - size) / 2);
  const floor = Math.floor((size - crop) / 2);
  return (size - crop) % 2 === 1 && floor % 2 === 1 ? floor + 1 : floor;
}

function pixelOrBlack(plane: Plane, y: number, x: number): number {
  if (y < 0 || y >= plane.height || x < 0 || x >= plane.width) return 0;
  return plane.data[y * plane.width + x] ?? 0;
}
