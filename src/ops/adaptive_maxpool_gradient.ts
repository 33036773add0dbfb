import { sameShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { add, input } from "../ir/scalar.js";
import type { Window } from "../program/program.js";
import { sliceView, type View } from "../program/view.js";
import { elementsSeen, lowerAdaptive, lowerZeros, phasesOf, sampleAdaptive, type Phase } from "./adaptive.js";
import { forEachAdaptiveWindow } from "./adaptive_maxpool.js";
import { NoOnnx, NotDifferentiable, type Lowering, type OperatorDefinition } from "./definition.js";
import { only, operand } from "./operand.js";
import { internal, noTraits, noWeights, type NoAttributes } from "./plain.js";
import { largest } from "./window-taps.js";
import { planeView, spatialProblem } from "./window.js";

export const adaptiveMaxpoolGradient: OperatorDefinition<NoAttributes> = {
  name: "adaptive_maxpool_gradient",
  doc: {
    summary: "Gradient of adaptive max pooling: to the first largest element of each window, in scan order.",
    shapes: "x [C, H, W], gradient [C, H', W'] → [C, H, W]",
    source: "PyTorch AdaptiveMaxPool2d, which settles ties the same way",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape(_, inputs) {
    const [x, dy] = [operand(inputs, 0), operand(inputs, 1)];
    const fits = x.shape.length === dy.shape.length && sameShape(x.shape.slice(0, 2), dy.shape.slice(0, 2));
    if (!fits)
      return new Problem("CNN0301", "adaptive_maxpool_gradient: the gradient does not fit the input");
    return spatialProblem("adaptive_maxpool_gradient", x) ?? [x];
  },
  counts: (_, inputs) => ({
    macs: 0,
    elementwise: 2 * elementsSeen(operand(inputs, 0).shape, operand(inputs, 1).shape),
  }),
  receptiveField: () => ({ kind: "global" }),
  evaluate(_, inputs) {
    const [x, dy] = [operand(inputs, 0), operand(inputs, 1)];
    const data = new Float64Array(x.data.length);
    forEachAdaptiveWindow(x.shape, dy.shape, (yAt, plane, seen) => {
      const at = largest(x, plane, seen);
      data[at] = (data[at] ?? 0) + (dy.data[yAt] ?? 0);
    });
    return [{ shape: x.shape, data }];
  },
  /**
   * The forward pass takes the largest of each row of a window, then the largest of those; back, the first largest of
   * the rows is followed by the first in its row: scan order.
   */
  lower(_, inputs, outputs, lowering) {
    const [x, dy, dx] = [operand(inputs, 0), operand(inputs, 1), only(outputs)].map(planeView);
    if (x === undefined || dy === undefined || dx === undefined) throw new Error("operands are missing");
    const rowShape = x.shape.with(3, dy.shape[3] ?? 1);
    const [rows, rowsGradient] = [lowering.temporary(rowShape), lowering.temporary(rowShape)];
    lowerAdaptive("max", x, rows, lowering);
    lowerAxis(2, rows, dy, rowsGradient, lowering);
    lowerAxis(3, x, rowsGradient, dx, lowering);
  },
  alias: undefined,
  place: undefined,
  gradient: new NotDifferentiable(
    "it would take an operator that gathers by the places of the largest elements",
  ),
  onnx: new NoOnnx("gradients are not exported"),
  samples(random) {
    const { x, y } = sampleAdaptive(random);
    return { attributes: {}, inputs: [x, y] };
  },
};

/** The gradient of pooling along one axis of planes. Windows that are alike do not overlap: they are one max pooling. */
function lowerAxis(axis: 2 | 3, x: View, dy: View, dx: View, lowering: Lowering): void {
  lowerZeros(dx, lowering);
  for (const phase of phasesOf(x.shape[axis] ?? 1, dy.shape[axis] ?? 1)) {
    const covered = (phase.count - 1) * phase.period + phase.extent;
    const part = (view: View): View => sliceView(view, axis, phase.start, covered);
    const output = lowering.temporary(part(dx).shape);
    const gradient = sliceView(dy, axis, phase.result, phase.count, phase.step);
    lowering.emit({
      kind: "maxPoolGradient",
      window: windowAlong(axis, phase),
      input: part(x),
      gradient,
      output,
    });
    const sum = { kind: "map", expression: add(input(0), input(1)), inputs: [part(dx), output] } as const;
    lowering.emit({ ...sum, output: part(dx) });
  }
}

function windowAlong(axis: 2 | 3, { extent, period }: Phase): Window {
  const along = (value: number): readonly [number, number] => (axis === 2 ? [value, 1] : [1, value]);
  return { kernel: along(extent), stride: along(period), dilation: [1, 1], padding: [0, 0, 0, 0] };
}
