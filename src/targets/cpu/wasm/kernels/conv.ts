import type { Scalar } from "../../../../ir/scalar.js";
import type { VectorNeeds } from "../vector.js";
import { advance, f32x4, get, plus, set, splat, WatFunction } from "../wat.js";
import { floatBytes, lanes, load, loadSplat, range, vectorBytes } from "./lanes.js";
import { endTile } from "./tile-end.js";
import { splitRow } from "./tiles.js";

/** Where pixels lie: floats from one sample, row and pixel to the next; the channels of a pixel lie side by side. */
export interface PixelStrides {
  readonly sample: number;
  readonly row: number;
  readonly pixel: number;
}

/** A convolution over pixels whose channels lie side by side, input padded by what surrounds it in memory. */
export interface DirectConv {
  readonly samples: number;
  readonly groups: number;
  /** Channels of the input and of the output in a group. */
  readonly channels: number;
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Rows and pixels of the output. */
  readonly extent: readonly [number, number];
  readonly input: PixelStrides;
  readonly output: PixelStrides;
  readonly bias: boolean;
  readonly epilogue: { readonly expression: Scalar; readonly operands: readonly PixelStrides[] } | undefined;
  /** Output pixels and vectors of filters that are in registers at a time. */
  readonly tile: { readonly pixels: number; readonly vectors: number };
}

/** A stretch of floats that lie side by side in the input, and the steps to the next ones. */
interface Segments {
  readonly length: number;
  readonly counts: readonly [outer: number, inner: number];
  /** Floats from the start of one to the start of the next. */
  readonly steps: readonly [outer: number, inner: number];
}

/** Filters of a group in blocks: whole ones, and a last one with fewer vectors. */
export function filterBlocks(
  filters: number,
  vectors: number,
): readonly { readonly vectors: number; readonly filters: number; readonly count: number }[] {
  const width = vectors * lanes;
  const rest = filters % width;
  return [
    { vectors, filters: width, count: Math.floor(filters / width) },
    { vectors: Math.ceil(rest / lanes), filters: rest, count: rest > 0 ? 1 : 0 },
  ].filter(({ count }) => count > 0);
}

/**
 * The function of a direct convolution: `(input, weight, bias?, operand…, output)`, byte addresses. `input` is that of
 * the first tap of the first output. Weights are packed `[groups][block][kh][kw][channels][filters of the block]` and the
 * bias `[groups][block][filters of the block]`, where the last block of a group has whole vectors.
 */
export function directConv(name: string, conv: DirectConv, needs: VectorNeeds): string {
  const f = new WatFunction(name);
  f.parameter("input");
  f.parameter("weight");
  if (conv.bias) f.parameter("bias");
  const operands = (conv.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const moving = ["output", ...operands];
  const stridesOf = [conv.output, ...(conv.epilogue?.operands ?? [])];
  for (const local of ["in", "w", "a", "b", "end"]) f.local(local);
  for (const pointer of moving) f.local(`${pointer}At`);
  const [rows, pixels] = conv.extent;
  const runs = splitRow(pixels, conv.tile.pixels);
  const taps = conv.kernel[0] * conv.kernel[1] * conv.channels;

  f.repeat("sample", conv.samples, () => {
    f.push(set("w", get("weight")));
    if (conv.bias) f.push(set(f.local("biasAt"), get("bias")));
    f.repeat("group", conv.groups, () => {
      for (const block of filterBlocks(conv.filters, conv.tile.vectors)) {
        f.repeat("block", block.count, () => {
          f.push(set("in", get("input")));
          for (const pointer of moving) f.push(set(`${pointer}At`, get(pointer)));
          f.repeat("row", rows, () => {
            for (const run of runs) {
              f.repeat("tile", run.count, () => {
                tile(f, conv, { pixels: run.rows, ...block }, operands, needs);
                f.push(...advance("in", run.rows * conv.stride[1] * conv.input.pixel * floatBytes));
                moving.forEach((pointer, index) => {
                  f.push(...advance(`${pointer}At`, run.rows * (stridesOf[index]?.pixel ?? 0) * floatBytes));
                });
              });
            }
            f.push(
              ...advance(
                "in",
                (conv.stride[0] * conv.input.row - pixels * conv.stride[1] * conv.input.pixel) * floatBytes,
              ),
            );
            moving.forEach((pointer, index) => {
              const { row = 0, pixel = 0 } = stridesOf[index] ?? {};
              f.push(...advance(`${pointer}At`, (row - pixels * pixel) * floatBytes));
            });
          });
          f.push(...advance("w", taps * block.vectors * vectorBytes));
          if (conv.bias) f.push(...advance("biasAt", block.vectors * vectorBytes));
          for (const pointer of moving) f.push(...advance(pointer, block.filters * floatBytes));
        });
      }
      f.push(...advance("input", conv.channels * floatBytes));
    });
    f.push(...advance("input", (conv.input.sample - conv.groups * conv.channels) * floatBytes));
    moving.forEach((pointer, index) => {
      const { sample = 0 } = stridesOf[index] ?? {};
      f.push(...advance(pointer, (sample - conv.groups * conv.filters) * floatBytes));
    });
  });
  return f.text();
}

interface Tile {
  readonly pixels: number;
  readonly vectors: number;
  /** Filters that there are; the last vector may have fewer than four. */
  readonly filters: number;
}

/** Computes and stores one register tile. */
function tile(
  f: WatFunction,
  conv: DirectConv,
  { pixels, vectors, filters }: Tile,
  operands: readonly string[],
  needs: VectorNeeds,
): void {
  const sums = range(pixels).map((p) => range(vectors).map((v) => f.local(`sum${p}_${v}`, "v128")));
  sums.forEach((row) => {
    row.forEach((sum, v) => {
      f.push(set(sum, conv.bias ? load(get("biasAt"), v * lanes) : splat(0)));
    });
  });
  f.push(set("a", get("in")), set("b", get("w")));
  const { length, counts, steps } = segmentsOf(conv);
  const left = length * floatBytes;
  f.repeat("outer", counts[0], () => {
    f.repeat("inner", counts[1], () => {
      f.push(set("end", plus(get("a"), left)), "(loop $taps");
      for (const v of range(vectors)) f.push(set(f.local(`weight${v}`, "v128"), load(get("b"), v * lanes)));
      sums.forEach((row, p) => {
        const at = p * conv.stride[1] * conv.input.pixel;
        f.push(set(f.local("value", "v128"), loadSplat(get("a"), at)));
        row.forEach((sum, v) => {
          f.push(set(sum, f32x4("add", get(sum), f32x4("mul", get("value"), get(`weight${v}`)))));
        });
      });
      f.push(
        ...advance("b", vectors * vectorBytes),
        ...advance("a", floatBytes),
        `(br_if $taps (i32.ne ${get("a")} ${get("end")})))`,
      );
      f.push(...advance("a", steps[1] * floatBytes - left));
    });
    f.push(...advance("a", (steps[0] - steps[1] * counts[1]) * floatBytes));
  });
  const { epilogue, output } = conv;
  const places = operands.map((operand, index) => {
    return { pointer: `${operand}At`, pixel: epilogue?.operands[index]?.pixel ?? 0 };
  });
  const stored = { pointer: "outputAt", pixel: output.pixel };
  const end = { sums, channels: filters, expression: epilogue?.expression, operands: places, output: stored };
  endTile(f, end, needs);
}

/** Where one output pixel needs the floats of the input. */
function segmentsOf({ kernel, dilation, channels, groups, input }: DirectConv): Segments {
  const [height, width] = kernel;
  const steps = [dilation[0] * input.row, dilation[1] * input.pixel] as const;
  if (width === 1 || (dilation[1] === 1 && groups === 1 && input.pixel === channels)) {
    const length = width * channels;
    return { length, counts: [1, height], steps: [0, steps[0]] };
  }
  return { length: channels, counts: [height, width], steps };
}
