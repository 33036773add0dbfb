import { type OnnxWriter, type OnnxValue } from "./definition.js";
import { groupedNorm } from "./grouped-norm.js";
import { channelProblem, epsilonParameter } from "./normalise.js";
import { numberIn, wordIn } from "./read.js";
import { chance, randomActivation } from "./samples.js";
import { int, ints, float, onnxScalar, channelVector } from "./onnx.js";
import { operand } from "./operand.js";
import { inverseOrder } from "./transpose.js";

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
  onnx: {
    export(onnx, { over, epsilon }, inputs) {
      const [x, weight, bias] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
      const rank = x.type.shape.length;
      const axes = Array.from({ length: rank }, (_, axis) => axis);
      if (onnx.opset < 17) {
        const along = (value: string): string => (over === "all" ? value : channelVector(onnx, value, rank));
        return standardise(onnx, x.value, over === "all" ? axes.slice(1) : [1], epsilon, [
          along(weight.value),
          along(bias.value),
        ]);
      }
      const norm = (value: string, axis: number): string =>
        onnx.node("LayerNormalization", [value, weight.value, bias.value], {
          axis: int(axis),
          epsilon: float(epsilon),
        });
      if (over === "all" || rank === 2) return norm(x.value, 1);
      // It is over trailing axes: channels go last and come back.
      const last = [0, ...axes.slice(2), 1];
      const turn = (value: string, order: readonly number[]): string =>
        onnx.node("Transpose", [value], { perm: ints(order) });
      return turn(norm(turn(x.value, last), rank - 1), inverseOrder(last));
    },
  },
  sample: (random, epsilon) => ({
    attributes: { over: chance(random) ? "all" : "channels", epsilon },
    shape: randomActivation(random),
  }),
});

/** (x - mean) / sqrt(variance + epsilon) * weight + bias over `axes`, in the operators of operator set 13. */
function standardise(
  onnx: OnnxWriter,
  x: OnnxValue,
  axes: readonly number[],
  epsilon: number,
  [weight, bias]: readonly [OnnxValue, OnnxValue],
): OnnxValue {
  const mean = (value: OnnxValue): OnnxValue => onnx.node("ReduceMean", [value], { axes: ints(axes) });
  const centred = onnx.node("Sub", [x, mean(x)]);
  const variance = mean(onnx.node("Mul", [centred, centred]));
  const deviation = onnx.node("Sqrt", [onnx.node("Add", [variance, onnxScalar(onnx, epsilon)])]);
  const scaled = onnx.node("Mul", [onnx.node("Div", [centred, deviation]), weight]);
  return onnx.node("Add", [scaled, bias]);
}
