import { applyTaps, triangleFilter, type Taps } from "./resample.js";

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
  const columns = cropOf(pixels.width, resizedWidth, width);
  const rows = cropOf(pixels.height, resizedHeight, height);
  const channels = channelWeights[rule.channels];
  const tensor = new Float32Array(channels.length * height * width);
  channels.forEach((weights, channel) => {
    const mean = rule.mean[channel] ?? 0;
    const std = rule.std[channel] ?? 1;
    const plane = tensor.subarray(channel * height * width, (channel + 1) * height * width);
    plane.fill((low - mean) / std);
    resample(pixels, weights, columns, rows, (y, x, byte) => {
      plane[(rows.at + y) * width + columns.at + x] = (low + (byte * (high - low)) / 255 - mean) / std;
    });
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

/** What the crop shows of a resized axis. */
interface Crop {
  /** Weights for each element shown. */
  readonly taps: readonly Taps[];
  /** Where the first of them stands in the crop; the rest of the crop is black. */
  readonly at: number;
}

/** An axis of `from` pixels, resized to `size` and cropped to `crop`. */
function cropOf(from: number, size: number, crop: number): Crop {
  const at = Math.max(0, Math.floor((crop - size) / 2));
  const floor = Math.max(0, Math.floor((size - crop) / 2));
  const begin = (size - crop) % 2 === 1 && floor % 2 === 1 ? floor + 1 : floor;
  return { taps: triangleFilter(from, size, begin, Math.min(size, crop)), at };
}

/** Gives `write` each element shown of a channel, 0…255: columns are resized first, then rows. */
function resample(
  { width, rgba }: PixelData,
  [red = 0, green = 0, blue = 0]: readonly number[],
  columns: Crop,
  rows: Crop,
  write: (y: number, x: number, byte: number) => void,
): void {
  const top = rows.taps[0]?.first ?? 0;
  const last = rows.taps.at(-1);
  const bottom = last === undefined ? top : last.first + last.weights.length;
  const shown = columns.taps.length;
  const line = new Float64Array(width);
  const narrowed = new Float64Array((bottom - top) * shown);
  for (let y = top; y < bottom; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 4 * (y * width + x);
      const value = red * (rgba[at] ?? 0) + green * (rgba[at + 1] ?? 0) + blue * (rgba[at + 2] ?? 0);
      line[x] = (value * (rgba[at + 3] ?? 0)) / 255;
    }
    columns.taps.forEach((taps, x) => {
      narrowed[(y - top) * shown + x] = applyTaps(line, taps, 0, 1);
    });
  }
  rows.taps.forEach((taps, y) => {
    for (let x = 0; x < shown; x += 1) write(y, x, applyTaps(narrowed, taps, x - top * shown, shown));
  });
}
