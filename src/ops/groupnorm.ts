import { groupedNorm, groupsProblem } from "./grouped-norm.js";
import { channelProblem, epsilonParameter } from "./normalise.js";
import { numberIn } from "./read.js";
import { randomActivation } from "./samples.js";

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
    export: ({ groups, epsilon }) => ({
      opType: "GroupNormalization",
      attributes: { num_groups: groups, epsilon },
      inputs: [0, 1, 2],
    }),
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
