import { elementsOf } from "../program/view.js";
import { planeAxes, planeExtents, type AxisWindow, type WindowAttributes } from "./window.js";

/** What a convolution slides, and in how many groups of channels. */
export type ConvGeometry = WindowAttributes & Readonly<{ groups: number }>;

/** The geometry among the attributes of an operator that has more. */
export function geometryOf({ kernel, stride, dilation, padding, groups }: ConvGeometry): ConvGeometry {
  return { kernel, stride, dilation, padding, groups };
}

/** Shapes of a convolution's input `[N, C, …]`, weight `[out, C / groups, …]` and result `[N, out, …]`. */
export interface ConvShapes {
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly y: readonly number[];
}

/**
 * The multiply-adds of a convolution, a row at a time: for i in 0 … count - 1, `y[yAt + i]` takes
 * `weight[weightAt] * x[xAt + i * step]`.
 */
type Row = (yAt: number, weightAt: number, xAt: number, count: number, step: number) => void;

/** Visits all multiply-adds that meet the input; those on padding add nothing. */
export function forEachRow(geometry: ConvGeometry, shapes: ConvShapes, visit: Row): void {
  const [vertical, horizontal] = planeAxes(geometry);
  const [height, width] = planeExtents(shapes.x);
  const [outHeight, outWidth] = planeExtents(shapes.y);
  const rows = reaches(vertical, height, outHeight);
  const columns = reaches(horizontal, width, outWidth);
  forEachPlane(geometry.groups, shapes, (yPlane, kernelPlane, xPlane) => {
    rows.forEach((row, ky) => {
      columns.forEach((column, kx) => {
        const count = column.to - column.from;
        if (count <= 0) return;
        const weightAt = kernelPlane + ky * horizontal.kernel + kx;
        for (let oy = row.from; oy < row.to; oy += 1) {
          const xAt = xPlane + (row.first + oy * vertical.stride) * width + column.first;
          const shift = column.from * horizontal.stride;
          visit(yPlane + oy * outWidth + column.from, weightAt, xAt + shift, count, horizontal.stride);
        }
      });
    });
  });
}

/** Offsets of the result's, the kernel's and the input's plane, for every pair of channels that meet. */
function forEachPlane(
  groups: number,
  { x, weight, y }: ConvShapes,
  visit: (yAt: number, weightAt: number, xAt: number) => void,
): void {
  const [batch = 0, channels = 0] = x;
  const [filters = 0, depth = 0] = weight;
  const xPlane = elementsOf({ shape: x.slice(2) });
  const yPlane = elementsOf({ shape: y.slice(2) });
  const kernelPlane = elementsOf({ shape: weight.slice(2) });
  for (let n = 0; n < batch; n += 1) {
    for (let filter = 0; filter < filters; filter += 1) {
      const firstChannel = Math.floor((filter * groups) / filters) * depth;
      for (let c = 0; c < depth; c += 1) {
        const channel = n * channels + firstChannel + c;
        visit((n * filters + filter) * yPlane, (filter * depth + c) * kernelPlane, channel * xPlane);
      }
    }
  }
}

/** For each tap of an axis, the positions `from … to - 1` at which it meets the input, at `first + position * stride`. */
function reaches(axis: AxisWindow, input: number, output: number) {
  return Array.from({ length: axis.kernel }, (_, tap) => {
    const first = tap * axis.dilation - axis.begin;
    const from = Math.max(0, Math.ceil(-first / axis.stride));
    const to = Math.min(output, Math.floor((input - 1 - first) / axis.stride) + 1);
    return { first, from, to };
  });
}
