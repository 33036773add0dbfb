import { constant, input, mul } from "../ir/scalar.js";
import { alongChannels, channelwise, sumByChannel } from "./channelwise.js";
import { only, operand } from "./operand.js";
import { numberIn } from "./read.js";
import { numberParameter } from "./slope.js";
import { channelVector } from "./onnx.js";

type LayerScaleAttributes = Readonly<{
  /** First value of the weight. */
  init: number;
}>;

export const layerScale = channelwise<LayerScaleAttributes>({
  name: "layer_scale",
  doc: {
    summary: "Each channel times its learned weight, which starts at `init`.",
    source: "Touvron et al. 2021, Going Deeper with Image Transformers; Liu et al. 2022, ConvNeXt",
  },
  syntax: {
    kind: "call",
    parameters: [numberParameter("init", 1e-6, "First value of the weight.")],
    page: {
      counts: "one elementwise operation an element",
      example: { x: [96, 14, 14], layers: "output y = layer_scale(1e-6)" },
    },
  },
  resolve: (parameters) => ({ init: numberIn(parameters, "init") }),
  slots: ({ init }, shape) => [
    { name: "weight", shape, initialiser: { kind: "fill", value: init }, trainable: true },
  ],
  expression: () => mul(input(0), input(1)),
  channelAffine: () => ({ scale: input(1), shift: constant(0) }),
  operations: 1,
  gradient: ({ graph, inputs, upstream }) => {
    const [data, weight, dy] = [operand(inputs, 0), operand(inputs, 1), only(upstream)];
    const weights = alongChannels(graph, weight, graph.typeOf(data).shape.length);
    return [graph.apply("mul", {}, [dy, weights]), sumByChannel(graph, graph.apply("mul", {}, [dy, data]))];
  },
  onnx: {
    export(onnx, _, inputs) {
      const [x, weight] = [operand(inputs, 0), operand(inputs, 1)];
      return onnx.node("Mul", [x.value, channelVector(onnx, weight.value, x.type.shape.length)]);
    },
  },
  sampleAttributes: (random) => ({ init: 10 ** -random(0, 6) }),
});
