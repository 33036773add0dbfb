import { groupedNorm } from "./grouped-norm.js";
import { epsilonParameter } from "./normalise.js";
import { numberIn } from "./read.js";
import { randomActivation } from "./samples.js";
import { spatialProblem } from "./window.js";
import { float, valuesOf } from "./onnx.js";

type InstancenormAttributes = Readonly<{ epsilon: number }>;

export const instancenorm = groupedNorm<InstancenormAttributes>({
  name: "instancenorm",
  doc: {
    summary: "Normalises each channel of each sample over its places, with a weight and a bias a channel.",
    shapes: "[C, H, W] → the same; weight and bias [C]",
    source: "Ulyanov et al. 2016; ONNX InstanceNormalization",
  },
  syntax: {
    kind: "call",
    parameters: [epsilonParameter],
    page: {
      counts: "9 elementwise operations an element",
      example: { x: [8, 16, 16], layers: "output y = instancenorm" },
    },
  },
  attributes: (parameters) => ({ epsilon: numberIn(parameters, "epsilon") }),
  groups: (_, channels) => ({ groups: channels, places: true, elementwise: false }),
  problem: (_, input) => spatialProblem("instancenorm", input),
  receptiveField: () => ({ kind: "global" }),
  onnx: {
    opType: "InstanceNormalization",
    export: (onnx, { epsilon }, inputs) =>
      onnx.node("InstanceNormalization", valuesOf(inputs), { epsilon: float(epsilon) }),
    import: (attributes) => ({ epsilon: numberIn(attributes, "epsilon", 1e-5) }),
  },
  sample: (random, epsilon) => ({ attributes: { epsilon }, shape: randomActivation(random, 3, 4) }),
});
