import { showShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { sliceView } from "../program/view.js";
import { type OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { countsNothing } from "./plain.js";
import { numberIn } from "./read.js";
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
    summary: "A range of one axis. `split` takes a value apart into such ranges of its channels.",
    shapes: "[C, H, W] → [end - start, H, W] for axis 0",
    source: "ONNX Slice",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "axis",
        type: { kind: "axis" },
        doc: "Which axis: 0 is the channels; the batch is not counted.",
      },
      { name: "start", type: { kind: "int", min: 0 }, doc: "First place of the range, counted from 0." },
      { name: "end", type: { kind: "int", min: 1 }, doc: "First place behind the range." },
    ],
    page: {
      counts: countsNothing,
      example: {
        x: [8, 64, 64],
        layers: "slice(axis: 1, start: 4, end: 60)\noutput y = slice(axis: 2, start: 4, end: x.width - 4)",
      },
    },
  },
  resolve(parameters, { shape }) {
    const axis = numberIn(parameters, "axis") + 1;
    const start = numberIn(parameters, "start");
    const end = numberIn(parameters, "end");
    const extent = shape[axis];
    if (typeof extent !== "number") {
      const message = `${showShape(shape)} has no axis ${axis - 1}: its axes are 0 to ${shape.length - 2}`;
      return new Problem("CNN0301", message, "the batch is not counted", "axis");
    }
    if (start < end && end <= extent) return { axis, start, end };
    const what = `axis ${axis - 1} of ${showShape(shape)} has ${extent} places`;
    return start < end
      ? new Problem("CNN0301", `${what}, and the range ends at ${end}`, undefined, "end")
      : new Problem(
          "CNN0301",
          `a range from ${start} to ${end} holds nothing`,
          "`end` is not part of the range",
          "end",
        );
  },
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
