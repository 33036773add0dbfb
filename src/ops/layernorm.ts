import { NoOnnx } from "./definition.js";
import { groupedNorm } from "./grouped-norm.js";
import { channelProblem, epsilonParameter } from "./normalise.js";
import { numberIn, wordIn } from "./read.js";
import { chance, randomActivation } from "./samples.js";

const ranges = ["channels", "all"] as const;

type LayernormAttributes = Readonly<{
  over: (typeof ranges)[number];
  epsilon: number;
}>;

export const layernorm = groupedNorm<LayernormAttributes>({
  name: "layernorm",
  doc: {
    summary:
      "Normalises each sample: over its channels at each place, with a weight and a bias a channel (ConvNeXt), " +
      "or over all its elements, with a weight and a bias an element (PyTorch's LayerNorm of [C, H, W]).",
    shapes: "[C, …] → the same; weight and bias [C], or [C, …] over all",
    source: "Ba et al. 2016; Liu et al. 2022, A ConvNet for the 2020s",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "over",
        type: { kind: "word", words: ranges },
        default: "channels",
        doc: "What mean and variance are over.",
      },
      epsilonParameter,
    ],
    page: {
      counts: "9 elementwise operations an element",
      example: { x: [96, 14, 14], layers: "output y = layernorm(epsilon: 1e-6)" },
    },
  },
  attributes: (parameters) => ({
    over: wordIn(parameters, "over", ranges),
    epsilon: numberIn(parameters, "epsilon"),
  }),
  groups: ({ over }) => ({ groups: 1, places: over === "all", elementwise: over === "all" }),
  problem: (_, input) => channelProblem("layernorm", input),
  receptiveField: ({ over }) => ({ kind: over === "all" ? "global" : "pointwise" }),
  onnx: new NoOnnx(
    "LayerNormalization is over trailing axes: for channels it needs transpositions around it",
  ),
  sample: (random, epsilon) => ({
    attributes: { over: chance(random) ? "all" : "channels", epsilon },
    shape: randomActivation(random),
  }),
});
