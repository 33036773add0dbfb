import { add, constant, input, mul } from "../ir/scalar.js";
import { broadcastView } from "../program/view.js";
import { elementsSeen, lowerZeros, phasesOf, resultsView, sampleAdaptive, windowsView } from "./adaptive.js";
import type { AdaptiveAttributes } from "./adaptive-pooling.js";
import { meanRows } from "./adaptive_avgpool.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { lowerByAxis } from "./layout.js";
import { only } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { applyRows, transposed } from "./rows.js";
import { f32 } from "./shapes.js";
import { spatialExtents, spatialProblem } from "./window.js";

/** `size` is that of the pooling's input, which its result does not tell. */
export const adaptiveAvgpoolGradient: OperatorDefinition<AdaptiveAttributes> = {
  name: "adaptive_avgpool_gradient",
  doc: {
    summary: "Gradient of adaptive average pooling: shared out evenly among what each window sees.",
    shapes: "gradient [C, H', W'] → [C, size…]",
    source: "PyTorch AdaptiveAvgPool2d",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape({ size }, inputs) {
    const dy = only(inputs);
    return spatialProblem("adaptive_avgpool_gradient", dy) ?? [f32([...dy.shape.slice(0, 2), ...size])];
  },
  counts: (_, inputs, results) => ({
    macs: 0,
    elementwise: 2 * elementsSeen(only(results).shape, only(inputs).shape),
  }),
  receptiveField: () => ({ kind: "global" }),
  evaluate({ size }, inputs) {
    const dy = only(inputs);
    const rows = meanRows(size, spatialExtents(dy.shape));
    const gathered = rows.map((axis, index) => transposed(axis, size[index] ?? 1));
    return [applyRows(dy, gathered)];
  },
  lower(_, inputs, outputs, lowering) {
    lowerByAxis(only(inputs), only(outputs), lowering, (axis, from, to) => {
      lowerZeros(to, lowering);
      for (const phase of phasesOf(to.shape[axis] ?? 1, from.shape[axis] ?? 1)) {
        const output = windowsView(to, axis, phase);
        const share = broadcastView(resultsView(from, axis, phase), output.shape);
        const expression = add(input(0), mul(input(1), constant(1 / phase.extent)));
        lowering.emit({ kind: "map", expression, inputs: [output, share], output });
      }
    });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, inputs, upstream }) {
    const size = spatialExtents(graph.typeOf(only(inputs)).shape);
    return [graph.apply("adaptive_avgpool", { size }, upstream)];
  },
  onnx: new NoOnnx("gradients are not exported"),
  samples(random) {
    const { x, y } = sampleAdaptive(random);
    return { attributes: { size: spatialExtents(x) }, inputs: [y] };
  },
};
