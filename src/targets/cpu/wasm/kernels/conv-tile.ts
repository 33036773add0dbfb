import { advance, f32x4, get, plus, set, splat, type WatFunction } from "../wat.js";
import type { DirectConv } from "./conv-shape.js";
import { floatBytes, lanes, load, loadSplat, range, vectorBytes } from "./lanes.js";
import { endTile } from "./tile-end.js";

/** A stretch of floats that lie side by side in the input, and the steps to the next ones. */
interface Segments {
  readonly length: number;
  readonly counts: readonly [outer: number, inner: number];
  /** Floats from the start of one to the start of the next. */
  readonly steps: readonly [outer: number, inner: number];
}

/** Some of the taps of an output, which lie side by side: sums are taken from, and left for others, at the local `kept`. */
export interface TapPart {
  readonly taps: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

interface Tile {
  readonly pixels: number;
  readonly vectors: number;
  /** Filters that there are; the last vector may have fewer than four. */
  readonly filters: number;
  /** Blocks of packed weights that the vectors are of, and floats from one of them to the next. */
  readonly panels: number;
  readonly panel: number;
  /** All taps where there is none. */
  readonly part?: TapPart | undefined;
}

/**
 * Computes and stores one register tile: its first tap is at `in`, its weights at `w`, its bias at `biasAt`, and each
 * operand's place, and the output's, is in a local of its name with `At`.
 */
export function convTile(
  f: WatFunction,
  conv: DirectConv,
  { pixels, vectors, filters, panels, panel, part }: Tile,
  operands: readonly string[],
): void {
  const sums = range(pixels).map((p) => range(vectors).map((v) => f.local(`sum${p}_${v}`, "v128")));
  sums.forEach((row, p) => {
    row.forEach((sum, v) => {
      const first = conv.bias ? load(get("biasAt"), v * lanes) : splat(0);
      f.push(set(sum, part?.isFirst === false ? load(get("kept"), (p * vectors + v) * lanes) : first));
    });
  });
  f.push(set("a", get("in")), set("b", get("w")));
  const { length, counts, steps } = segmentsOf(conv, part);
  const left = length * floatBytes;
  const own = vectors / panels;
  const weightAt = (v: number): number => Math.floor(v / own) * panel + (v % own) * lanes;
  f.repeat("outer", counts[0], () => {
    f.repeat("inner", counts[1], () => {
      multiplyTaps(f, sums, {
        taps: length,
        pixel: conv.stride[1] * conv.input.pixel,
        weightAt,
        vectors: own,
      });
      f.push(...advance("a", steps[1] * floatBytes - left));
    });
    f.push(...advance("a", (steps[0] - steps[1] * counts[1]) * floatBytes));
  });
  if (part?.isLast === false) {
    sums.flat().forEach((sum, index) => {
      f.push(`(v128.store offset=${index * vectorBytes} ${get("kept")} ${get(sum)})`);
    });
    return;
  }
  const { epilogue, output } = conv;
  const places = operands.map((operand, index) => {
    return { pointer: `${operand}At`, pixel: epilogue?.operands[index]?.pixel ?? 0 };
  });
  const stored = { pointer: "outputAt", pixel: output.pixel };
  const end = { sums, channels: filters, expression: epilogue?.expression, operands: places, output: stored };
  endTile(f, end);
}

interface Taps {
  /** So many, side by side. */
  readonly taps: number;
  /** Floats from one pixel's first tap to the next one's. */
  readonly pixel: number;
  /** Floats from a tap's weights to those of a vector. */
  readonly weightAt: (vector: number) => number;
  /** Vectors of weights from one tap to the next. */
  readonly vectors: number;
}

/** Adds the products of taps from the local `a` on with weights from `b` on to sums, by pixel and vector; both move on. */
export function multiplyTaps(
  f: WatFunction,
  sums: readonly (readonly string[])[],
  { taps, pixel, weightAt, vectors }: Taps,
): void {
  f.push(set("end", plus(get("a"), taps * floatBytes)), "(loop $taps");
  sums[0]?.forEach((_, v) => {
    f.push(set(f.local(`weight${v}`, "v128"), load(get("b"), weightAt(v))));
  });
  sums.forEach((row, p) => {
    f.push(set(f.local("value", "v128"), loadSplat(get("a"), p * pixel)));
    row.forEach((sum, v) => {
      f.push(set(sum, f32x4("add", get(sum), f32x4("mul", get("value"), get(`weight${v}`)))));
    });
  });
  f.push(...advance("b", vectors * vectorBytes), ...advance("a", floatBytes));
  f.push(`(br_if $taps (i32.ne ${get("a")} ${get("end")})))`);
}

/** Whether the taps of an output pixel lie side by side in the input. */
export function isOneSegment(conv: DirectConv): boolean {
  return segmentsOf(conv).counts.every((count) => count === 1);
}

/** Where one output pixel needs the floats of the input. */
function segmentsOf({ kernel, dilation, channels, groups, input }: DirectConv, part?: TapPart): Segments {
  const [height, width] = kernel;
  const steps = [dilation[0] * input.row, dilation[1] * input.pixel] as const;
  if (width === 1 || (dilation[1] === 1 && groups === 1 && input.pixel === channels)) {
    const length = part?.taps ?? width * channels;
    return { length, counts: [1, height], steps: [0, steps[0]] };
  }
  return { length: channels, counts: [height, width], steps };
}
