import { elements, type Shape } from "../ir/graph.js";
import type { OperatorDefinition, RandomInteger } from "./definition.js";
import { lowerByAxis } from "./layout.js";
import { int, onlyValue, sliceOnnx, text } from "./onnx.js";
import { only } from "./operand.js";
import { noTraits, noWeights } from "./plain.js";
import { applyRows, lowerRuns, type Rows } from "./rows.js";
import { randomActivation } from "./samples.js";
import { f32, shapeAttribute } from "./shapes.js";
import { extentsGiven, spatialExtents, spatialProblem } from "./window.js";
import { Problem } from "../ir/operator.js";

type ResizeAttributes = Readonly<{
  /** Spatial extents of the result. */
  size: readonly number[];
}>;

/** Each element of an axis has weights of its own, which compiled code holds as constants. */
const longest = 2 ** 16;

export const resize: OperatorDefinition<ResizeAttributes> = {
  name: "resize",
  doc: {
    summary:
      "Interpolates between the centres of elements to any size (bilinear, half-pixel; corners are not aligned, and " +
      "nothing is smoothed where the size shrinks), and repeats them beyond the outermost.",
    shapes: "[C, H, W] → [C, size…] or [C, L] → [C, size]",
    source: "PyTorch interpolate; ONNX Resize, half_pixel",
  },
  traits: noTraits,
  syntax: {
    kind: "call",
    parameters: [{ name: "size", type: { kind: "extents" }, doc: "Spatial extents of the result." }],
    page: {
      counts: "3 elementwise operations an element and axis",
      example: { x: [8, 33, 33], layers: "output y = resize(65x65)" },
    },
  },
  resolve(parameters, input) {
    const size = extentsGiven("resize", parameters, "size", input);
    if (size instanceof Problem) return size;
    return size.every((extent) => extent <= longest)
      ? { size }
      : new Problem("CNN0205", `an axis is resized to at most ${longest} elements`, undefined, "size");
  },
  weights: noWeights,
  shape({ size }, inputs) {
    const x = only(inputs);
    return spatialProblem("resize", x) ?? [f32([...x.shape.slice(0, 2), ...size])];
  },
  counts: ({ size }, _, results) => ({
    macs: 0,
    elementwise: 3 * size.length * elements(only(results).shape),
  }),
  receptiveField: () => ({ kind: "global" }),
  evaluate({ size }, inputs) {
    const x = only(inputs);
    return [applyRows(x, rowsOf(x.shape, size))];
  },
  lower({ size }, inputs, outputs, lowering) {
    const x = only(inputs);
    const rows = rowsOf(x.shape, size);
    lowerByAxis(x, only(outputs), lowering, (axis, from, to) => {
      lowerRuns(rows[axis - 2] ?? [], axis, from, to, lowering);
    });
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    return [graph.apply("resize_gradient", { shape: shapeAttribute(shape) }, upstream)];
  },
  onnx: {
    export(onnx, { size }, inputs) {
      const x = onlyValue(inputs);
      const outer = sliceOnnx(onnx, onnx.node("Shape", [x]), { axis: 0, start: 0, end: 2 });
      const sizes = onnx.node("Concat", [outer, onnx.integers(size)], { axis: int(0) });
      return onnx.node("Resize", [x, "", "", sizes], {
        mode: text("linear"),
        coordinate_transformation_mode: text("half_pixel"),
      });
    },
  },
  samples(random) {
    const { x, size } = sampleResize(random);
    return { attributes: { size }, inputs: [x] };
  },
};

/**
 * By spatial axis, what each element of the result is made of: the centre of element `to` of n lies at
 * (to + 1/2) * m / n - 1/2 between the centres of the m of the input.
 */
export function rowsOf(from: Shape, size: readonly number[]): readonly Rows[] {
  return spatialExtents(from).map((extent, axis) => {
    const count = size[axis] ?? 1;
    return Array.from({ length: count }, (_, to) => {
      const place = (2 * to + 1) * extent - count;
      const low = Math.floor(place / (2 * count));
      const fraction = (place - 2 * count * low) / (2 * count);
      if (low < 0) return [{ at: 0, weight: 1 }];
      if (fraction === 0 || low + 1 === extent) return [{ at: low, weight: 1 }];
      return [
        { at: low, weight: 1 - fraction },
        { at: low + 1, weight: fraction },
      ];
    });
  });
}

/** Random shapes of an input and of the spatial axes of the result. */
export function sampleResize(random: RandomInteger) {
  const x = randomActivation(random, 3, 4);
  return { x, size: x.slice(2).map(() => random(1, 9)) };
}
