import type { ConvAlgorithm, RegisterTile, Window } from "../../../program/program.js";
import type { Numerics } from "../../../schedule/demands.js";
import { floatBytes, lanes, wholeVectors } from "./kernels/lanes.js";
import { planeChannels } from "./kernels/winograd-plan.js";
import { splitRow } from "./kernels/tiles.js";
import { windowInPhases, type Phases } from "./phases.js";

/** What the cost of a convolution depends on. */
export interface ConvShape {
  readonly samples: number;
  readonly groups: number;
  /** Channels of the input and of the output in a group. */
  readonly channels: number;
  readonly filters: number;
  readonly window: Window;
  /** Rows and pixels of the output. */
  readonly extent: readonly [number, number];
  /** Where the channels are the phases of a stride, what they are of. */
  readonly phases?: Phases | undefined;
}

/**
 * The algorithms that there are for such a convolution, of each kind the one first that is expected to be its fastest.
 * `"exact"` keeps to the error of adding products one by one; minimal filtering has up to ten times as much, and
 * Strassen's algorithm a few times.
 */
export function convCandidates(shape: ConvShape, numerics: Numerics): readonly ConvAlgorithm[] {
  if (isDepthwise(shape)) return [4, 1, 2, 6].map((pixels) => ({ kind: "depthwise", pixels }));
  const direct = directTiles(shape).map((tile): ConvAlgorithm => ({ kind: "direct", tile }));
  if (numerics === "exact") return direct;
  const walked = shapeInPhases(shape);
  const minimal = minimalOutputs(walked).flatMap((outputs) =>
    winogradBlocks(walked, outputs).map((block): ConvAlgorithm => {
      return { kind: "winograd", outputs, block, tile: wide, phases: walked.phases };
    }),
  );
  const strassen: ConvAlgorithm = { kind: "strassen", tile: square };
  return [...direct, ...minimal, ...(isForStrassen(shape) ? [strassen] : [])];
}

/** The candidate that is expected to be the fastest. */
export function chooseConv(shape: ConvShape, numerics: Numerics): ConvAlgorithm {
  const [first, ...others] = convCandidates(shape, numerics).map((algorithm) => {
    return { algorithm, cost: costOf(shape, algorithm) };
  });
  if (first === undefined) throw new Error("every convolution has an algorithm");
  return others.reduce((best, other) => (other.cost < best.cost ? other : best), first).algorithm;
}

/** In operations of a product; settings within a kind are not told apart. */
function costOf(shape: ConvShape, algorithm: ConvAlgorithm): number {
  if (algorithm.kind === "strassen") return directCost(shape) * strassenShare(shape);
  if (algorithm.kind !== "winograd") return directCost(shape);
  const most = algorithm.phases === undefined ? worthwhile : worthwhileInPhases;
  return winogradCost(shapeInPhases(shape), algorithm.outputs) / most;
}

/** The convolution of stride 1 over the phases of a stride. */
export function shapeInPhases(shape: ConvShape): ConvShape {
  const { stride, dilation } = shape.window;
  const isPlain = stride.every((step) => step === 1);
  if (isPlain || dilation.some((step) => step !== 1)) return shape;
  const [channels, window] = [shape.channels * stride[0] * stride[1], windowInPhases(shape.window)];
  return { ...shape, channels, window, phases: { kernel: shape.window.kernel, stride } };
}

/** The part of the direct method's cost that minimal filtering may have, for its error and its larger weights. */
const worthwhile = 0.9;
/** The same for a stride, whose phases have to be copied. */
const worthwhileInPhases = 0.75;

/**
 * Register tiles: the second is for rows of two pixels, for maps that cannot be cut into fours, and for those that have
 * fewer pixels than filters, where weights come from far; the third for dense layers of a kind.
 */
const wide = { pixels: 4, vectors: 2 };
const square = { pixels: 2, vectors: 4 };
const single = { pixels: 1, vectors: 8 };

function directTiles({ samples, extent, window, filters }: ConvShape): readonly RegisterTile[] {
  const isPointwise = window.kernel.every((extent) => extent === 1);
  const pixels = isPointwise ? samples * extent[0] * extent[1] : extent[1];
  if (pixels === 1) return [single, square, wide];
  const isSmall = pixels % wide.pixels !== 0 || pixels < filters;
  const isSquare = isPointwise && isSmall && filters % (square.vectors * lanes) === 0;
  return pixels === 2 || isSquare ? [square, wide, single] : [wide, square, single];
}

/** From so many on Strassen's algorithm gains more than its sums cost: fewer channels where pixels stay in a core's cache. */
const manyFilters = 64;
const manyChannels = { near: 32, far: 128 };
const cacheBytes = 1024 ** 2;

/** The part of the direct method's time that it then takes, as measured: 0.87 to 0.97. */
function strassenShare({ samples, channels, filters, extent }: ConvShape): number {
  const bytes = samples * extent[0] * extent[1] * (channels + filters) * floatBytes;
  const many = bytes <= cacheBytes ? manyChannels.near : manyChannels.far;
  return channels >= many && filters >= manyFilters ? 0.92 : 1;
}

/** Pixels from which on Strassen's algorithm is among the candidates: its weights are larger by three quarters. */
const manyPixels = 196;

function isForStrassen({ samples, groups, channels, filters, window, extent }: ConvShape): boolean {
  const { kernel, stride, padding } = window;
  const isPlain = groups === 1 && [...kernel, ...stride].every((step) => step === 1);
  const isEven = channels % (2 * lanes) === 0 && filters % (2 * lanes) === 0 && extent[1] % 2 === 0;
  const isLarge = samples * extent[0] * extent[1] >= manyPixels;
  return isPlain && isEven && isLarge && padding.every((zeros) => zeros === 0);
}

function isDepthwise({ groups, channels, filters }: ConvShape): boolean {
  return groups > 1 && channels === 1 && filters === 1;
}

/** Rows and columns of the output that a tile has. */
type Outputs = readonly [number, number];

/** Taps that there are algorithms for. */
const mostTaps = 7;

/** The sizes of tiles that there are algorithms for: along both axes of the kernel, or along the one that it has. */
function minimalOutputs({ groups, window, channels, filters, extent }: ConvShape): readonly Outputs[] {
  const { kernel, stride, dilation } = window;
  const isPlain = groups === 1 && [...stride, ...dilation].every((step) => step === 1);
  const longest = Math.max(...kernel);
  if (!isPlain || longest === 1 || longest > mostTaps) return [];
  const of = (outputs: number): Outputs => [kernel[0] === 1 ? 1 : outputs, kernel[1] === 1 ? 1 : outputs];
  const isLine = kernel.includes(1);
  // Of two axes, errors are the product.
  if (!isLine && longest > 5) return [];
  // The largest one has the largest error, and gains little but where there are many tiles and few channels.
  const isLarge = channels >= 16 && channels * filters <= 128 ** 2 && Math.min(...extent) >= 56;
  if (longest === 2) return [of(3), of(4)];
  return longest === 3 && (isLine || isLarge) ? [of(2), of(4), of(6)] : [of(2), of(4)];
}

/** Additions and multiplications by one filter vector take so many times four of them, with loads of a short tile. */
function tileCost(pixels: number): number {
  const { pixels: most } = wide;
  const cost = splitRow(pixels, most).reduce((sum, { rows, count }) => sum + (rows + 1) * count, 0);
  return (cost * most) / (most + 1);
}

/** Floating point operations, as many as fit into the time that is expected. */
function directCost(shape: ConvShape): number {
  const { samples, channels, window, extent } = shape;
  const taps = window.kernel[0] * window.kernel[1];
  return 2 * samples * extent[0] * tileCost(extent[1]) * taps * channels * wholeVectors(shape.filters);
}

/** What the transform of a plane of a tile of four channels costs: measured, in operations of a product. */
function transformCost([rows, columns]: Outputs): number {
  return 20 + 2.2 * (rows + columns);
}
/** Operations in the time that a byte of weights takes, beyond what products hide. */
const byteCost = 1;

/** Inputs of a tile along rows and columns. */
function inputsOf({ window }: ConvShape, outputs: Outputs): Outputs {
  return [outputs[0] + window.kernel[0] - 1, outputs[1] + window.kernel[1] - 1];
}

function winogradCost(shape: ConvShape, outputs: Outputs): number {
  const { channels, filters } = shape;
  const inputs = inputsOf(shape, outputs);
  const planes = inputs[0] * inputs[1];
  const tiles = tileCount(shape, outputs);
  const vectors = Math.ceil(channels / lanes) + Math.ceil(filters / lanes);
  const weighted = planeChannels(shape).reduce((sum, { inLastRow, inLastColumn, first, last }) => {
    const alike = (inLastRow ? 1 : inputs[0] - 1) * (inLastColumn ? 1 : inputs[1] - 1);
    return sum + alike * (last - first);
  }, 0);
  const products = 2 * weighted * tileCost(tiles) * wholeVectors(shape.filters);
  const weights = weighted * filters * floatBytes * byteCost;
  return products + tiles * vectors * planes * transformCost(inputs) + weights;
}

function tileCount({ samples, extent }: ConvShape, outputs: Outputs): number {
  return samples * Math.ceil(extent[0] / outputs[0]) * Math.ceil(extent[1] / outputs[1]);
}

/** Bytes of transforms that stay in the second cache. */
const nearBytes = 450 * 1024;
/** What a byte of transforms that does not stay there costs, in bytes of weights that are read once more. */
const farCost = 6;
/** Fewer blocks are an even number of them: two threads then read the weights no more often than one. */
const manyBlocks = 8;

/** Tiles of a block to choose from; the expected one is first. */
function winogradBlocks(shape: ConvShape, outputs: Outputs): readonly number[] {
  const tiles = tileCount(shape, outputs);
  const blocks = [12, 24, 48, tiles].map((block) => Math.min(block, tiles));
  return [...new Set([winogradBlock(shape, outputs), ...blocks])];
}

/** Tiles of a block: all of them, or so few that their transforms stay near, for which the weights are read again. */
function winogradBlock(shape: ConvShape, outputs: Outputs): number {
  const { channels, filters } = shape;
  const tiles = tileCount(shape, outputs);
  const [rows, columns] = inputsOf(shape, outputs);
  const planes = rows * columns;
  const tileBytes = planes * (channels + filters) * floatBytes;
  const near = Math.max(wide.pixels, Math.floor(nearBytes / tileBytes));
  const blocks = Math.ceil(tiles / near);
  const again = (blocks - 1) * planes * channels * filters * floatBytes;
  if (blocks === 1 || again > farCost * 2 * tiles * tileBytes) return tiles;
  if (blocks < manyBlocks) return Math.ceil(tiles / (2 * Math.ceil((blocks - 1) / 2)));
  return wide.pixels * Math.ceil(tiles / blocks / wide.pixels);
}
