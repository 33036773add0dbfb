import type { Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { RandomInteger } from "./definition.js";
import { f32 } from "./shapes.js";
import { windowShape, type WindowAttributes } from "./window.js";

/** A random window over one or two axes, with the extents of an input on which every position sees an element. */
export function sampleWindow(random: RandomInteger): {
  window: WindowAttributes;
  extents: readonly number[];
} {
  const axes = Array.from({ length: random(1, 2) }, () => {
    const kernel = random(1, 4);
    const dilation = random(1, 2);
    const dilated = (kernel - 1) * dilation + 1;
    const begin = random(0, Math.min(dilated - 1, 3));
    const end = random(0, Math.min(dilated - 1, 3));
    const smallest = Math.max(dilated - begin - end, dilation);
    return { kernel, dilation, stride: random(1, 3), begin, end, extent: smallest + random(0, 4) };
  });
  const window = {
    kernel: axes.map((axis) => axis.kernel),
    stride: axes.map((axis) => axis.stride),
    dilation: axes.map((axis) => axis.dilation),
    padding: [...axes.map((axis) => axis.begin), ...axes.map((axis) => axis.end)],
  };
  return { window, extents: axes.map((axis) => axis.extent) };
}

/** A random convolution, with the shapes of its input, weight and result. */
export function sampleConv(random: RandomInteger) {
  const { window, extents } = sampleWindow(random);
  const groups = random(1, 3);
  const depth = random(1, 2);
  const filters = groups * random(1, 2);
  // Unlike that of pooling, padding of a convolution may reach beyond the kernel.
  const geometry = { ...window, padding: window.padding.map((side) => side + random(0, 1)), groups };
  const x: Shape = ["N", groups * depth, ...extents];
  const weight = [filters, depth, ...window.kernel];
  const result = windowShape("conv", geometry, f32(x), filters);
  if (result instanceof Problem) throw new Error(result.message);
  return { geometry, x, weight, y: result.shape };
}
