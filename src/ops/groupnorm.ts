import { groupedNorm, groupsProblem } from "./grouped-norm.js";
import { channelProblem, epsilonParameter } from "./normalise.js";
import { numberIn } from "./read.js";
import { randomActivation } from "./samples.js";
import { int, float, valuesOf, channelVector } from "./onnx.js";
import { operand } from "./operand.js";

type GroupnormAttributes = Readonly<{ groups: number; epsilon: number }>;

export const groupnorm = groupedNorm<GroupnormAttributes>({
  name: "groupnorm",
  doc: {
    summary:
      "Normalises each sample in groups of channels, over all places, with a weight and a bias a channel.",
    shapes: "[C, …] → the same; weight and bias [C]",
    source: "Wu & He 2018; ONNX GroupNormalization 21",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "groups",
        type: { kind: "int", min: 1 },
        doc: "Equal groups into which the channels are split.",
      },
      epsilonParameter,
    ],
    page: {
      counts: "9 elementwise operations an element",
      example: { x: [8, 16, 16], layers: "output y = groupnorm(4)" },
    },
  },
  attributes: (parameters) => ({
    groups: numberIn(parameters, "groups"),
    epsilon: numberIn(parameters, "epsilon"),
  }),
  groups: ({ groups }) => ({ groups, places: true, elementwise: false }),
  problem: ({ groups }, input) => channelProblem("groupnorm", input) ?? groupsProblem(groups, input),
  receptiveField: () => ({ kind: "global" }),
  onnx: {
    opType: "GroupNormalization",
    // Before operator set 21 scale and bias were one a group: there it is an instance norm of the groups.
    export(onnx, { groups, epsilon }, inputs) {
      if (onnx.opset >= 21) {
        const attributes = { num_groups: int(groups), epsilon: float(epsilon) };
        return onnx.node("GroupNormalization", valuesOf(inputs), attributes);
      }
      const [x, weight, bias] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
      const { shape } = x.type;
      const ofGroups = (value: number): string =>
        onnx.floats([groups], new Array<number>(groups).fill(value));
      const grouped = onnx.node("Reshape", [x.value, onnx.integers([0, groups, -1])]);
      const normal = onnx.node("InstanceNormalization", [grouped, ofGroups(1), ofGroups(0)], {
        epsilon: float(epsilon),
      });
      const [, ...own] = shape.map(Number);
      const back = onnx.node("Reshape", [normal, onnx.integers([0, ...own])]);
      const scaled = onnx.node("Mul", [back, channelVector(onnx, weight.value, shape.length)]);
      return onnx.node("Add", [scaled, channelVector(onnx, bias.value, shape.length)]);
    },
    import: (attributes) => ({
      groups: numberIn(attributes, "num_groups"),
      epsilon: numberIn(attributes, "epsilon", 1e-5),
    }),
  },
  sample(random, epsilon) {
    const groups = random(1, 3);
    const [batch = "N", , ...spatial] = randomActivation(random);
    return { attributes: { groups, epsilon }, shape: [batch, groups * random(1, 3), ...spatial] };
  },
});
