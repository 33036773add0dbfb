import { InputError } from "./ports.js";
import { meanOfTaps, triangleTaps } from "./triangleTaps.js";
import type { TriangleTaps } from "./triangleTaps.js";

/**
 * A picture, such as the `ImageData` of a canvas: rows from the top, pixels
 * from the left, red, green, blue and straight alpha, a byte each.
 */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** How a picture becomes a tensor; a mean and a deviation for each channel. */
export interface PictureRule {
  readonly channels: "gray" | "rgb" | "bgr";
  /** Shorter side after resizing; 0 resizes both sides to the tensor's. */
  readonly resize: number;
  /** What the byte values 0 and 255 become. */
  readonly range: readonly [number, number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export type PictureShape = readonly [
  channels: number,
  height: number,
  width: number,
];

/**
 * The tensor `[C, H, W]` of a picture, written to `tensor` and returned. Every
 * bit is defined, by the section "Pictures" of the language's reference:
 * alpha over black, channels, resizing of columns and of rows by integer
 * arithmetic, centre crop, and a number for each byte.
 */
export function pictureToTensor(
  pixels: Pixels,
  rule: PictureRule,
  shape: PictureShape,
  tensor: Float32Array = new Float32Array(shape[0] * shape[1] * shape[2]),
): Float32Array {
  const [channels, height, width] = shape;
  checkPixels(pixels);
  if (tensor.length !== channels * height * width) {
    throw new InputError(
      `the picture's tensor has ${channels * height * width} elements, not ${tensor.length}`,
    );
  }
  const [columns, rows] = cropAxes(pixels, rule, shape);
  for (let channel = 0; channel < channels; channel += 1) {
    const numbers = numbersOfBytes(rule, channel);
    const begin = channel * height * width;
    const plane = tensor.subarray(begin, begin + height * width);
    plane.fill(numbers[0] ?? 0);
    const component = rule.channels === "bgr" ? 2 - channel : channel;
    const gray = rule.channels === "gray";
    resample(pixels, gray ? -1 : component, columns, rows, (y, x, byte) => {
      const place = (rows.at + y) * width + columns.at + x;
      plane[place] = numbers[byte] ?? 0;
    });
  }
  return tensor;
}

/** Throws {@link InputError} where there are not four bytes for each pixel. */
export function checkPixels({ width, height, data }: Pixels): void {
  const sizes = [width, height];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new InputError(`a picture of ${width} by ${height} has no pixels`);
  }
  if (data.length !== 4 * width * height) {
    throw new InputError(
      `a picture of ${width} by ${height} has ${4 * width * height} bytes, not ${data.length}`,
    );
  }
}

/** What a tensor shows of a picture's columns and of its rows, both resized. */
export function cropAxes(
  size: Pick<Pixels, "width" | "height">,
  { resize }: PictureRule,
  [, height, width]: PictureShape,
): readonly [columns: CropAxis, rows: CropAxis] {
  const [across, down] = resizedSize(size, resize, width, height);
  return [
    cropAxis(size.width, across, width),
    cropAxis(size.height, down, height),
  ];
}

/** Width and height before the crop; sums are exact up to the limits. */
function resizedSize(
  { width, height }: Pick<Pixels, "width" | "height">,
  resize: number,
  toWidth: number,
  toHeight: number,
): readonly [number, number] {
  const longer = Math.floor(
    (resize * Math.max(width, height)) / Math.min(width, height),
  );
  if (Math.max(width, height) > 2 ** 20 || longer > 2 ** 30) {
    throw new InputError(
      `a picture of ${width} by ${height} is too long to be resized`,
    );
  }
  if (resize === 0) return [toWidth, toHeight];
  return width <= height ? [resize, longer] : [longer, resize];
}

/** What the crop shows of a resized axis. */
export interface CropAxis {
  /** For each element that is shown. */
  readonly taps: readonly TriangleTaps[];
  /** Where the first of them stands in the crop; the rest of it is black. */
  readonly at: number;
}

/** An axis of `from` pixels, resized to `size` and cropped to `crop`. */
function cropAxis(from: number, size: number, crop: number): CropAxis {
  const at = Math.max(0, Math.floor((crop - size) / 2));
  const floor = Math.max(0, Math.floor((size - crop) / 2));
  // Half a pixel is rounded to even.
  const up = (size - crop) % 2 === 1 && floor % 2 === 1;
  const begin = up ? floor + 1 : floor;
  return { taps: triangleTaps(from, size, begin, Math.min(size, crop)), at };
}

/** What each byte becomes in a channel of the tensor. */
export function numbersOfBytes(
  rule: PictureRule,
  channel: number,
): Float32Array {
  const [low, high] = rule.range;
  const mean = rule.mean[channel] ?? 0;
  const std = rule.std[channel] ?? 1;
  return Float32Array.from(
    { length: 256 },
    (_, byte) => (low + (byte * (high - low)) / 255 - mean) / std,
  );
}

/**
 * Gives `write` each byte shown of red, green or blue (0 to 2), or of gray
 * (-1): columns are resized first, then rows.
 */
function resample(
  { width, data }: Pixels,
  component: number,
  columns: CropAxis,
  rows: CropAxis,
  write: (y: number, x: number, byte: number) => void,
): void {
  const last = rows.taps[rows.taps.length - 1];
  const top = rows.taps[0]?.first ?? 0;
  const bottom = last === undefined ? top : last.first + last.doubled.length;
  const shown = columns.taps.length;
  const line = new Uint8Array(width);
  const narrowed = new Uint8Array((bottom - top) * shown);
  for (let y = top; y < bottom; y += 1) {
    for (let x = 0; x < width; x += 1) {
      line[x] = byteAt(data, 4 * (y * width + x), component);
    }
    columns.taps.forEach((taps, x) => {
      narrowed[(y - top) * shown + x] = meanOfTaps(line, taps, 0, 1);
    });
  }
  rows.taps.forEach((taps, y) => {
    for (let x = 0; x < shown; x += 1) {
      write(y, x, meanOfTaps(narrowed, taps, x - top * shown, shown));
    }
  });
}

/** A component of the pixel at `at`, or its gray for -1, over black. */
function byteAt(
  data: ArrayLike<number>,
  at: number,
  component: number,
): number {
  const alpha = data[at + 3] ?? 0;
  if (component >= 0) return overBlack(data[at + component] ?? 0, alpha);
  const red = overBlack(data[at] ?? 0, alpha);
  const green = overBlack(data[at + 1] ?? 0, alpha);
  const blue = overBlack(data[at + 2] ?? 0, alpha);
  // ITU-R BT.601 in 16 bits.
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

/** value * alpha / 255, rounded to the nearest. */
function overBlack(value: number, alpha: number): number {
  return alpha === 255 ? value : Math.floor((2 * value * alpha + 255) / 510);
}
