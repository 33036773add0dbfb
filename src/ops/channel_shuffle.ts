import { channelProblem } from "./normalise.js";
import { groupsProblem } from "./grouped-norm.js";
import { pointwise, countsNothing } from "./plain.js";
import { numberIn } from "./read.js";
import { rearrangement } from "./rearrangement.js";
import { randomActivation } from "./samples.js";
import { ints } from "./onnx.js";
import { operand } from "./operand.js";

type ChannelShuffleAttributes = Readonly<{ groups: number }>;

export const channelShuffle = rearrangement<ChannelShuffleAttributes>({
  name: "channel_shuffle",
  doc: {
    summary:
      "Mixes groups of channels: the first of each group, then the second of each, and so on, so that the next " +
      "grouped convolution sees channels of every group.",
    shapes: "[C, …] → the same",
    source: "Zhang et al. 2017, ShuffleNet",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "groups",
        type: { kind: "int", min: 1 },
        doc: "Equal groups into which the channels are split.",
      },
    ],
    page: {
      counts: countsNothing,
      example: { x: [12, 8, 8], layers: "conv(12, 1x1, groups: 3)\noutput y = channel_shuffle(3)" },
    },
  },
  attributes: (parameters) => ({ groups: numberIn(parameters, "groups") }),
  problem: ({ groups }, input) => channelProblem("channel_shuffle", input) ?? groupsProblem(groups, input),
  moves({ groups }, shape) {
    const [batch = 1, channels = 1, ...spatial] = shape;
    const split = [batch, groups, Number(channels) / groups, ...spatial];
    return { split, order: [0, 2, 1, ...spatial.map((_, axis) => axis + 3)], joined: shape };
  },
  receptiveField: pointwise,
  onnx: {
    export(onnx, { groups }, inputs) {
      const { value, type } = operand(inputs, 0);
      const [channels = 0, ...spatial] = type.shape.slice(1).map(Number);
      const places = spatial.map((_, axis) => axis + 3);
      const split = onnx.node("Reshape", [value, onnx.integers([0, groups, channels / groups, ...spatial])]);
      const mixed = onnx.node("Transpose", [split], { perm: ints([0, 2, 1, ...places]) });
      return onnx.node("Reshape", [mixed, onnx.integers([0, channels, ...spatial])]);
    },
  },
  samples(random) {
    const groups = random(1, 3);
    const [batch = "N", , ...spatial] = randomActivation(random);
    return { attributes: { groups }, inputs: [[batch, groups * random(1, 3), ...spatial]] };
  },
});
