import type { DirectConv, PixelStrides } from "./conv-shape.js";

/** Rows of output pixels, as a convolution walks them. */
export interface Rows {
  readonly samples: number;
  readonly rows: number;
  readonly pixels: number;
  /** Floats from the first tap of one output to that of the next. */
  readonly input: PixelStrides;
  /** Of the output and of each operand. */
  readonly moving: readonly PixelStrides[];
}

/** Pixels of a row that is part of a longer one; whole register tiles may be fewer. */
const shortest = 16;
const longest = 64;
/** Whether two threads share so many rows evenly: they do, however many there are, where they are many. */
export const areEven = (rows: number): boolean => rows % 2 === 0 || rows >= 16;

/**
 * The rows of a convolution: samples that follow one another evenly are rows of one sample, rows that follow one another
 * evenly are one row, and a long row is cut into equal ones, of as many pixels as `cut` says, which threads can share out.
 */
export function foldRows(
  { samples, extent, stride, input, output, epilogue, tile }: DirectConv,
  cut: (pixels: number, tile: number) => number = rowPixels,
): Rows {
  const moving = [output, ...(epilogue?.operands ?? [])];
  const steps = { sample: input.sample, row: stride[0] * input.row, pixel: stride[1] * input.pixel };
  const all = [steps, ...moving];
  const [height, width] = extent;
  const oneSample = samples === 1 || all.every(({ sample, row }) => sample === height * row);
  const [count, rows] = oneSample ? [1, samples * height] : [samples, height];
  const oneRow = rows === 1 || all.every(({ row, pixel }) => row === width * pixel);
  if (!oneRow) return { samples: count, rows, pixels: width, input: steps, moving };
  const pixels = cut(rows * width, tile.pixels);
  const folded = (of: PixelStrides): PixelStrides => ({ ...of, row: pixels * of.pixel });
  return {
    samples: count,
    rows: (rows * width) / pixels,
    pixels,
    input: folded(steps),
    moving: moving.map(folded),
  };
}

/**
 * The length of the equal parts of a long row: whole register tiles if that can be, and a number of parts that two threads
 * share evenly; else up to twice the longest.
 */
function rowPixels(pixels: number, tile: number): number {
  if (pixels <= longest) return pixels;
  const lengths = Array.from({ length: 2 * longest }, (_, index) => 2 * longest - index);
  const parts = lengths.filter((length) => pixels % length === 0);
  const short = parts.filter((length) => length <= longest);
  const whole = short.filter((length) => length % tile === 0);
  const even = whole.find((length) => areEven(pixels / length));
  return even ?? whole[0] ?? [...short, ...parts.toReversed()].find((length) => length >= shortest) ?? pixels;
}
