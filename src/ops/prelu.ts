import { constant, input, mul, select } from "../ir/scalar.js";
import { alongChannels, channelwise, sumByChannel } from "./channelwise.js";
import { only, operand } from "./operand.js";
import type { NoAttributes } from "./plain.js";
import { scalarValue } from "./shapes.js";
import { channelVector } from "./onnx.js";

const x = input(0);

export const prelu = channelwise<NoAttributes>({
  name: "prelu",
  doc: {
    summary: "x where it is positive, weight * x elsewhere, with a learned weight for each channel.",
    source: "He et al. 2015, Delving Deep into Rectifiers; ONNX PRelu",
  },
  syntax: {
    kind: "call",
    parameters: [],
    page: {
      counts: "one elementwise operation an element",
      example: { x: [8, 16, 16], layers: "output y = prelu" },
    },
  },
  resolve: () => ({}),
  slots: (_, shape) => [
    { name: "weight", shape, initialiser: { kind: "fill", value: 0.25 }, trainable: true },
  ],
  expression: () => select(x, constant(0), x, mul(input(1), x)),
  operations: 1,
  // dy goes to x above 0; below, dy * weight does, and dy * x to the weight.
  gradient: ({ graph, inputs, upstream }) => {
    const binary = (op: string, a: number, b: number): number => graph.apply(op, {}, [a, b]);
    const [data, weight, dy] = [operand(inputs, 0), operand(inputs, 1), only(upstream)];
    const above = binary("mul", dy, graph.apply("step", {}, [data]));
    const below = binary("sub", dy, above);
    const weights = alongChannels(graph, weight, graph.typeOf(data).shape.length);
    return [
      binary("add", above, binary("mul", below, weights)),
      sumByChannel(graph, binary("mul", dy, binary("minimum", data, scalarValue(graph, 0)))),
    ];
  },
  onnx: {
    export(onnx, _, inputs) {
      const [x, weight] = [operand(inputs, 0), operand(inputs, 1)];
      return onnx.node("PRelu", [x.value, channelVector(onnx, weight.value, x.type.shape.length)]);
    },
  },
  sampleAttributes: () => ({}),
});
