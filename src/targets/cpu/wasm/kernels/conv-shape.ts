import type { Scalar } from "../../../../ir/scalar.js";
import type { RegisterTile } from "../../../../program/program.js";
import { lanes } from "./lanes.js";

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
  readonly tile: RegisterTile;
}

/** So many blocks of filters one after another; the last vector of a block may have fewer than four. */
export interface FilterBlocks {
  readonly vectors: number;
  readonly filters: number;
  readonly count: number;
  /** Blocks, as weights are packed, that one of these is made of. */
  readonly panels: number;
}

/** Filters of a group in blocks: whole ones, and a last one with fewer vectors. */
export function filterBlocks(filters: number, vectors: number): readonly FilterBlocks[] {
  const width = vectors * lanes;
  const rest = filters % width;
  return [
    { vectors, filters: width, count: Math.floor(filters / width), panels: 1 },
    { vectors: Math.ceil(rest / lanes), filters: rest, count: rest > 0 ? 1 : 0, panels: 1 },
  ].filter(({ count }) => count > 0);
}
