import { filterBlocks, type DirectConv, type PixelStrides } from "./conv-shape.js";
import { floatBytes, lanes, vectorBytes, wholeVectors } from "./lanes.js";
import { phasesWithTaps, type Phases } from "../phases.js";
import { minimal, type Minimal } from "./winograd-transforms.js";

/** A convolution of stride and dilation 1 without groups by minimal filtering, over pixels whose channels lie side by side. */
export interface WinogradConv {
  readonly samples: number;
  readonly channels: number;
  readonly filters: number;
  /** Rows and columns of the kernel. */
  readonly taps: readonly [number, number];
  /** Rows and columns of the output that a tile has; 1 where the kernel has 1. */
  readonly outputs: readonly [number, number];
  /** Rows and pixels of the input. */
  readonly size: readonly [number, number];
  /** Top, left, bottom, right: zeros that are not in memory. */
  readonly padding: readonly [number, number, number, number];
  readonly input: PixelStrides;
  readonly output: PixelStrides;
  readonly bias: boolean;
  readonly epilogue: DirectConv["epilogue"];
  /** Tiles that go through all steps before the next ones do. Where that is all of them, threads share each step out. */
  readonly block: number;
  /** Tiles and vectors of filters that the products have in registers at a time. */
  readonly tile: DirectConv["tile"];
  /** Where its channels are the phases of a stride, what they are of. */
  readonly phases?: Phases | undefined;
}

/** Tiles, in what blocks they are computed, and how their transforms lie in memory: `[plane][tile][channel]`. */
export interface WinogradPlan {
  /** Along rows and columns. */
  readonly minimal: readonly [rows: Minimal, columns: Minimal];
  /** Multiplications of a tile, each of which has a plane. */
  readonly planes: number;
  /** Rows and pixels of the output. */
  readonly extent: readonly [number, number];
  /** Rows and columns of tiles in a sample. */
  readonly grid: readonly [number, number];
  /** Tiles of all samples, and of a block. */
  readonly tiles: number;
  readonly block: number;
  /** Bytes of a tile in a plane, and of a plane: of the transformed input, of the products, and of the weights. */
  readonly tileBytes: { readonly input: number; readonly products: number };
  readonly planeBytes: { readonly input: number; readonly products: number; readonly weight: number };
}

export function winogradPlan(conv: WinogradConv): WinogradPlan {
  const { samples, channels, filters, taps, size, padding } = conv;
  const algorithms = minimalOf(conv);
  const planes = planesOf(algorithms);
  const [top, left, bottom, right] = padding;
  const extent = [size[0] + top + bottom - taps[0] + 1, size[1] + left + right - taps[1] + 1] as const;
  const grid = [Math.ceil(extent[0] / conv.outputs[0]), Math.ceil(extent[1] / conv.outputs[1])] as const;
  const tiles = samples * grid[0] * grid[1];
  const tileBytes = {
    input: vectorBytes * Math.ceil(channels / lanes),
    products: vectorBytes * Math.ceil(filters / lanes),
  };
  const block = Math.min(conv.block, tiles);
  return {
    minimal: algorithms,
    planes,
    extent,
    grid,
    tiles,
    block,
    tileBytes,
    planeBytes: {
      input: oddLines(block * tileBytes.input),
      products: oddLines(block * tileBytes.products),
      weight: oddLines(channels * tileBytes.products),
    },
  };
}

/** Planes of some rows and columns, and the channels that have weights in them: from `first` up to `last`. */
export interface PlaneChannels {
  readonly inLastRow: boolean;
  readonly inLastColumn: boolean;
  readonly first: number;
  readonly last: number;
}

/**
 * The channels that have weights in the planes of the last row and column, of the last row, of the last column and in all
 * others. The last row and column are those of the points at infinity, which have the weights of the last taps.
 */
export function planeChannels({ channels, phases }: Pick<WinogradConv, "channels" | "phases">) {
  const each = phases === undefined ? channels : channels / (phases.stride[0] * phases.stride[1]);
  return [true, false].flatMap((inLastRow) =>
    [true, false].map((inLastColumn): PlaneChannels => {
      if (phases === undefined) return { inLastRow, inLastColumn, first: 0, last: channels };
      const { first, last } = phasesWithTaps(phases, [inLastRow, inLastColumn]);
      return { inLastRow, inLastColumn, first: first * each, last: last * each };
    }),
  );
}

/** Bytes of the transformed weights. */
export function winogradWeightBytes({
  channels,
  filters,
  taps,
  outputs,
}: Pick<WinogradConv, "channels" | "filters" | "taps" | "outputs">): number {
  return planesOf(minimalOf({ outputs, taps })) * oddLines(channels * wholeVectors(filters) * floatBytes);
}

function minimalOf({
  outputs,
  taps,
}: Pick<WinogradConv, "taps" | "outputs">): readonly [rows: Minimal, columns: Minimal] {
  return [minimal(outputs[0], taps[0]), minimal(outputs[1], taps[1])];
}

function planesOf([rows, columns]: readonly [Minimal, Minimal]): number {
  return rows.inputs * columns.inputs;
}

/** Whole cache lines, an odd number: planes that many powers of two apart would share the same few places of a cache. */
function oddLines(bytes: number): number {
  const lines = Math.ceil(bytes / 64);
  return 64 * (lines % 2 === 1 ? lines : lines + 1);
}

/** The blocks of filters, of which all have whole vectors in the products. */
export function productBlocks(conv: Pick<WinogradConv, "filters" | "tile">) {
  return filterBlocks(conv.filters, conv.tile.vectors).map((block) => {
    return { ...block, filters: block.vectors * lanes };
  });
}
