import { elementsOf } from "../program/view.js";
import type { Tensor } from "./definition.js";
import { planeAxes, planeExtents, type AxisWindow, type WindowAttributes } from "./window.js";

/** What a pooling window sees of a plane. */
export interface Seen {
  /** Offsets of the elements inside the input, in scan order. */
  readonly offsets: readonly number[];
}

/** What a window sees at one of its positions. */
export interface Position extends Seen {
  /** Number of taps inside the input and its padding. */
  readonly padded: number;
}

/** Every position over an input of shape `x` with a result of shape `y`, in the order of the result's elements. */
function positions(
  window: WindowAttributes,
  x: readonly number[],
  y: readonly number[],
): readonly Position[] {
  const [vertical, horizontal] = planeAxes(window);
  const [height, width] = planeExtents(x);
  const [rows, columns] = planeExtents(y);
  const across = Array.from({ length: columns }, (_, at) => taps(horizontal, width, at));
  return Array.from({ length: rows }, (_, at) => taps(vertical, height, at)).flatMap((row) =>
    across.map((column) => ({
      offsets: row.inside.flatMap((iy) => column.inside.map((ix) => iy * width + ix)),
      padded: row.padded * column.padded,
    })),
  );
}

function taps(axis: AxisWindow, input: number, position: number) {
  const start = position * axis.stride - axis.begin;
  const all = Array.from({ length: axis.kernel }, (_, tap) => start + tap * axis.dilation);
  return {
    inside: all.filter((at) => at >= 0 && at < input),
    padded: all.filter((at) => at < input + axis.end).length,
  };
}

/** Visits every element of `y` `[N, C, …]`: its offset, that of its plane in `x`, and what its window sees there. */
export function forEachPosition(
  window: WindowAttributes,
  x: readonly number[],
  y: readonly number[],
  visit: (yAt: number, xPlane: number, position: Position) => void,
): void {
  visitPlanes(positions(window, x, y), x, y, visit);
}

/** The same for windows that are given, in the order of the elements of a plane of `y`. */
export function visitPlanes<T extends Seen>(
  windows: readonly T[],
  x: readonly number[],
  y: readonly number[],
  visit: (yAt: number, xPlane: number, seen: T) => void,
): void {
  const plane = elementsOf({ shape: x.slice(2) });
  const planes = elementsOf({ shape: y.slice(0, 2) });
  for (let at = 0; at < planes; at += 1) {
    windows.forEach((seen, index) => {
      visit(at * windows.length + index, at * plane, seen);
    });
  }
}

/** Offset in `x` of the largest element that a window sees, the first of equals. */
export function largest(x: Tensor, plane: number, { offsets }: Seen): number {
  let best = plane + (offsets[0] ?? 0);
  for (const offset of offsets) {
    if ((x.data[plane + offset] ?? 0) > (x.data[best] ?? 0)) best = plane + offset;
  }
  return best;
}
