import { elements } from "../ir/graph.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { lowerByAxis } from "./layout.js";
import { only } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { rowsOf, sampleResize } from "./resize.js";
import { applyRows, lowerTransposed, transposed } from "./rows.js";
import { extentsOfAttribute, f32, shapeAttribute, shapeOfAttribute } from "./shapes.js";
import { spatialExtents } from "./window.js";

type ResizeGradientAttributes = Readonly<{
  /** Shape of what was resized; -1 is the batch. */
  shape: readonly number[];
}>;

export const resizeGradient: OperatorDefinition<ResizeGradientAttributes> = {
  name: "resize_gradient",
  doc: {
    summary: "Gradient of resizing: each element gathers its shares of what was made of it.",
    shapes: "gradient [C, size…] → [C, H, W]",
    source: "PyTorch interpolate",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape: ({ shape }) => [f32(shapeOfAttribute(shape))],
  counts: (_, inputs) => {
    const { shape } = only(inputs);
    return { macs: 0, elementwise: 3 * (shape.length - 2) * elements(shape) };
  },
  receptiveField: () => ({ kind: "global" }),
  evaluate({ shape }, inputs, batch) {
    const dy = only(inputs);
    const x = extentsOfAttribute(shape, batch);
    const extents = spatialExtents(x);
    const rows = rowsOf(x, spatialExtents(dy.shape));
    return [
      applyRows(
        dy,
        rows.map((axis, index) => transposed(axis, extents[index] ?? 1)),
      ),
    ];
  },
  lower(_, inputs, outputs, lowering) {
    const [dy, dx] = [only(inputs), only(outputs)];
    const rows = rowsOf(dx.shape, spatialExtents(dy.shape));
    lowerByAxis(dy, dx, lowering, (axis, from, to) => {
      lowerTransposed(rows[axis - 2] ?? [], axis, from, to, lowering);
    });
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, inputs, upstream }) => {
    const size = spatialExtents(graph.typeOf(only(inputs)).shape);
    return [graph.apply("resize", { size }, upstream)];
  },
  onnx: new NoOnnx("gradients are not exported"),
  samples(random) {
    const { x, size } = sampleResize(random);
    return { attributes: { shape: shapeAttribute(x) }, inputs: [[...x.slice(0, 2), ...size]] };
  },
};
