import { elementsOf } from "../program/view.js";
import { windowsOf } from "./adaptive.js";
import { adaptivePooling } from "./adaptive-pooling.js";
import { only } from "./operand.js";
import { largest, visitPlanes, type Seen } from "./window-taps.js";
import { planeExtents } from "./window.js";

export const adaptiveMaxpool = adaptivePooling({
  name: "adaptive_maxpool",
  reduction: "max",
  taken: "The largest elements",
  source: "PyTorch AdaptiveMaxPool2d",
  evaluate({ size }, inputs) {
    const x = only(inputs);
    const shape = [...x.shape.slice(0, 2), ...size];
    const data = new Float64Array(elementsOf({ shape }));
    forEachAdaptiveWindow(x.shape, shape, (yAt, plane, seen) => {
      data[yAt] = x.data[largest(x, plane, seen)] ?? NaN;
    });
    return [{ shape, data }];
  },
  gradient: ({ graph, inputs, upstream }) => [
    graph.apply("adaptive_maxpool_gradient", {}, [only(inputs), only(upstream)]),
  ],
});

/** Visits every element of `y` `[N, C, …]`: its offset, that of its plane in `x`, and what its window sees there. */
export function forEachAdaptiveWindow(
  x: readonly number[],
  y: readonly number[],
  visit: (yAt: number, xPlane: number, seen: Seen) => void,
): void {
  const [, width] = planeExtents(x);
  const [rows = [], columns = []] = windowsOf(planeExtents(x), planeExtents(y));
  const windows = rows.flatMap((ys) =>
    columns.map((xs) => ({ offsets: ys.flatMap((iy) => xs.map((ix) => iy * width + ix)) })),
  );
  visitPlanes(windows, x, y, visit);
}
