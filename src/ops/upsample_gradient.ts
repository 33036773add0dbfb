import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { reduce } from "../program/program.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { lowerByAxis } from "./layout.js";
import { only } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { applyRows, lowerRows, transposed, type Rows } from "./rows.js";
import { f32 } from "./shapes.js";
import { blocks, interpolationCounts, rowsOf, sampleUpsample, type UpsampleAttributes } from "./upsample.js";
import { spatialExtents } from "./window.js";

export const upsampleGradient: OperatorDefinition<UpsampleAttributes> = {
  name: "upsample_gradient",
  doc: {
    summary: "Gradient of upsampling: each element gathers what it was repeated to, or has its share of.",
    shapes: "gradient [C, scale · H, scale · W] → [C, H, W]",
    source: "PyTorch interpolate",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape({ scale }, inputs) {
    const dy = only(inputs);
    const extents = spatialExtents(dy.shape).map((extent, axis) => extent / (scale[axis] ?? 1));
    return extents.every(Number.isInteger)
      ? [f32([...dy.shape.slice(0, 2), ...extents])]
      : new Problem("CNN0301", "upsample_gradient: the scale does not divide the gradient");
  },
  counts: (attributes, inputs) => interpolationCounts(attributes, elements(only(inputs).shape)),
  receptiveField: () => ({ kind: "global" }),
  evaluate(attributes, inputs) {
    const dy = only(inputs);
    return [applyRows(dy, gradientRows(attributes, dy.shape))];
  },
  lower(attributes, inputs, outputs, lowering) {
    const [dy, dx] = [only(inputs), only(outputs)];
    if (attributes.mode === "nearest") {
      const output = blocks(dx, { scale: attributes.scale.map(() => 1) });
      lowering.emit(reduce("sum", blocks(dy, attributes), output));
      return;
    }
    const rows = gradientRows(attributes, dy.shape);
    lowerByAxis(dy, dx, lowering, (axis, from, to) => {
      const inputStep = attributes.scale[axis - 2] ?? 1;
      lowerRows(rows[axis - 2] ?? [], { step: 1, inputStep }, axis, from, to, lowering);
    });
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, attributes, upstream }) => [graph.apply("upsample", attributes, upstream)],
  onnx: new NoOnnx("gradients are not exported"),
  samples(random) {
    const { attributes, y } = sampleUpsample(random);
    return { attributes, inputs: [y] };
  },
};

function gradientRows(attributes: UpsampleAttributes, gradient: readonly (number | "N")[]): readonly Rows[] {
  const extents = spatialExtents(gradient).map((extent, axis) => extent / (attributes.scale[axis] ?? 1));
  return rowsOf(attributes, extents).map((rows, axis) => transposed(rows, extents[axis] ?? 1));
}
