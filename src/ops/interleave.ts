import { sameShape, showShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { sliceView, type View } from "../program/view.js";
import { NoOnnx, type OperatorDefinition } from "./definition.js";
import { only, operand } from "./operand.js";
import { internal, noCounts, noTraits, noWeights, pointwise, type NoAttributes } from "./plain.js";
import { randomActivation } from "./samples.js";
import { f32 } from "./shapes.js";
import { at, tabulate } from "./tensor.js";

/** What `channel_shuffle` makes of a concatenation of as many equal parts as it has groups. */
export const interleave: OperatorDefinition<NoAttributes> = {
  name: "interleave",
  doc: {
    summary: "The first channel of each value, then the second of each, and so on.",
    shapes: "k times [N, C, …] → [N, k · C, …]",
    source: "Zhang et al. 2017, ShuffleNet",
  },
  ...internal,
  traits: noTraits,
  weights: noWeights,
  shape: (_, inputs) => {
    const shapes = inputs.map((input) => input.shape);
    const [first = []] = shapes;
    const channels = first[1];
    if (typeof channels !== "number" || !shapes.every((shape) => sameShape(shape, first))) {
      return new Problem("CNN0304", `${shapes.map(showShape).join(", ")} cannot be interleaved`);
    }
    return [f32(first.with(1, channels * shapes.length))];
  },
  counts: noCounts,
  receptiveField: pointwise,
  evaluate: (_, inputs) => {
    const { shape } = operand(inputs, 0);
    const [, channels = 0] = shape;
    return [
      tabulate(shape.with(1, channels * inputs.length), (index) => {
        const [, channel = 0] = index;
        const source = operand(inputs, channel % inputs.length);
        return at(source, index.with(1, Math.floor(channel / inputs.length)));
      }),
    ];
  },
  lower: (_, inputs, outputs, lowering) => {
    inputs.forEach((input, index) => {
      lowering.emit({ kind: "copy", input, output: part(only(outputs), inputs, index) });
    });
  },
  alias: undefined,
  place: (_, output, inputs, index) => part(output, inputs, index),
  gradient: ({ graph, inputs, upstream }) => {
    const channels = Number(graph.typeOf(operand(inputs, 0)).shape[1]);
    const apart = graph.apply("channel_shuffle", { groups: channels }, upstream);
    return inputs.map((_, index) => {
      const start = index * channels;
      return graph.apply("slice", { axis: 1, start, end: start + channels }, [apart]);
    });
  },
  onnx: new NoOnnx("a pass of the compiler makes it"),
  samples: (random) => {
    const shape = randomActivation(random);
    return { attributes: {}, inputs: Array.from({ length: random(1, 3) }, () => shape) };
  },
};

/** The channels of `output` that are input `index`. */
function part(output: View, inputs: readonly View[], index: number): View {
  return sliceView(output, 1, index, operand(inputs, index).shape[1] ?? 1, inputs.length);
}
