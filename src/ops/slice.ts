import { Problem } from "../ir/operator.js";
import { sliceView } from "../program/view.js";
import { type OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { countsNothing } from "./plain.js";
import { randomShape } from "./samples.js";
import { only } from "./operand.js";
import { f32, zeros } from "./shapes.js";
import { at, tabulate } from "./tensor.js";
import { onlyValue, sliceOnnx } from "./onnx.js";

/** The elements of `axis` from `start` up to `end`, exclusive. */
type SliceAttributes = Readonly<{ axis: number; start: number; end: number }>;

export const slice: OperatorDefinition<SliceAttributes> = {
  name: "slice",
  doc: {
    summary: "A range of one axis.",
    shapes: "[N, C, H, W] → [N, end - start, H, W]",
    source: "ONNX Slice",
  },
  syntax: {
    kind: "construct",
    writtenAs: "split",
    page: {
      counts: countsNothing,
      example: {
        x: [8, 16, 16],
        layers:
          "left, right = split(2)\nright -> conv(4, 1x1)\noutput y = concat {\n  branch left\n  branch in\n}",
      },
    },
  },
  resolve: () => new Problem("CNN0101", "a slice is written as a part of `split`"),
  ...anotherView<SliceAttributes>(false, ({ axis, start, end }, input) =>
    sliceView(input, axis, start, end - start),
  ),
  shape: ({ axis, start, end }, inputs) => {
    const { shape } = only(inputs);
    const extent = shape[axis];
    if (typeof extent !== "number" || start < 0 || start >= end || end > extent) {
      return new Problem(
        "CNN0301",
        `${start} to ${end} is no range of axis ${axis} of extent ${extent ?? 0}`,
      );
    }
    return [f32(shape.with(axis, end - start))];
  },
  evaluate: ({ axis, start, end }, inputs) => {
    const x = only(inputs);
    const shape = x.shape.with(axis, end - start);
    return [tabulate(shape, (index) => at(x, index.with(axis, (index[axis] ?? 0) + start)))];
  },
  // The elements outside the range get zeros.
  gradient: ({ graph, attributes: { axis, start, end }, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    const padding = (extent: number) => (extent === 0 ? [] : [zeros(graph, shape.with(axis, extent))]);
    const parts = [...padding(start), only(upstream), ...padding(Number(shape[axis]) - end)];
    return [graph.apply("concat", { axis }, parts)];
  },
  onnx: {
    export: (onnx, attributes, inputs) => sliceOnnx(onnx, onlyValue(inputs), attributes),
  },
  samples: (random) => {
    const shape = randomShape(random);
    const axis = random(1, shape.length - 1);
    const start = random(0, Number(shape[axis]) - 1);
    return { attributes: { axis, start, end: random(start + 1, Number(shape[axis])) }, inputs: [shape] };
  },
};
