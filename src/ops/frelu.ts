import { elements, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { input, max } from "../ir/scalar.js";
import { elementsOf } from "../program/view.js";
import { conv, type ConvAttributes } from "./conv.js";
import { geometryOf } from "./conv-rows.js";
import { type OperatorDefinition } from "./definition.js";
import { sendToLarger } from "./extremum.js";
import { defaultInitialiser, scaledInitialiser } from "./initialisers.js";
import { mapTensors } from "./map.js";
import { extent, only, operand } from "./operand.js";
import { exportWindow } from "./window-onnx.js";
import { noTraits } from "./plain.js";
import { f32 } from "./shapes.js";
import { resolveWindow, spatialExtents, spatialProblem, windowField } from "./window.js";
import { int, valuesOf } from "./onnx.js";

type FreluAttributes = Readonly<{
  /** Odd extents, one an axis. */
  kernel: readonly number[];
}>;

export const frelu: OperatorDefinition<FreluAttributes> = {
  name: "frelu",
  doc: {
    summary:
      "Funnel activation: max(x, depthwise convolution of x), of one odd filter a channel, without bias and " +
      "without the paper's batch norm.",
    shapes: "[C, H, W] or [C, L] → the same; weight [C, 1, kernel…]",
    source: "Ma et al. 2020, Funnel Activation for Visual Recognition",
  },
  traits: noTraits,
  syntax: {
    kind: "call",
    parameters: [
      { name: "kernel", type: { kind: "extents" }, default: 3, doc: "Odd extent of the filters." },
    ],
    page: {
      counts: "one MAC for each tap of each filter at each place, and one elementwise operation an element",
      example: { x: [8, 16, 16], layers: "output y = frelu(3x3)" },
    },
  },
  resolve(parameters, x) {
    const window = resolveWindow("frelu", parameters, x);
    if (window instanceof Problem) return window;
    const { kernel } = window;
    if (kernel.every((extent) => extent % 2 === 1)) return { kernel };
    const message = `frelu needs a kernel of odd extents, but gets ${kernel.join("x")}`;
    return new Problem("CNN0205", message, undefined, "kernel");
  },
  weights({ kernel }, x) {
    const area = elementsOf({ shape: kernel });
    const initialiser = scaledInitialiser(defaultInitialiser, area, area);
    return [{ name: "weight", shape: [extent(x, 1), 1, ...kernel], initialiser, trainable: true }];
  },
  shape(attributes, inputs) {
    const [x = f32([])] = inputs;
    const misfit = spatialProblem("frelu", x);
    if (misfit) return misfit;
    const result = conv.shape(depthwise(attributes, x), inputs);
    return result instanceof Problem ? result : [x];
  },
  counts(attributes, inputs, results) {
    const { macs } = conv.counts(depthwise(attributes, operand(inputs, 0)), inputs, results);
    return { macs, elementwise: elements(only(results).shape) };
  },
  receptiveField: (attributes) => windowField(centred(attributes)),
  evaluate(attributes, inputs, batch) {
    const x = operand(inputs, 0);
    const context = only(conv.evaluate(depthwise(attributes, x), inputs, batch));
    return [mapTensors(larger, x.shape, [x, context], [])];
  },
  lower(attributes, inputs, outputs, lowering) {
    const [x, output] = [operand(inputs, 0), only(outputs)];
    conv.lower(depthwise(attributes, x), inputs, outputs, lowering);
    lowering.emit({ kind: "map", expression: larger, inputs: [x, output], output });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, attributes, inputs, upstream }) {
    const [x, weight] = [operand(inputs, 0), operand(inputs, 1)];
    const type = graph.typeOf(x);
    const layer = depthwise(attributes, type);
    const context = graph.apply("conv", layer, inputs);
    const [toX, toContext] = sendToLarger(graph, x, context, only(upstream));
    const size = spatialExtents(type.shape);
    const through = graph.apply("conv_input_gradient", { ...geometryOf(layer), size }, [toContext, weight]);
    return [
      graph.apply("add", {}, [toX, through]),
      graph.apply("conv_weight_gradient", geometryOf(layer), [x, toContext]),
    ];
  },
  onnx: {
    export(onnx, attributes, inputs) {
      const x = operand(inputs, 0);
      const { groups, ...window } = depthwise(attributes, x.type);
      const context = onnx.node("Conv", valuesOf(inputs), { ...exportWindow(window), group: int(groups) });
      return onnx.node("Max", [x.value, context]);
    },
  },
  samples(random) {
    const kernel = Array.from({ length: random(1, 2) }, () => 2 * random(0, 2) + 1);
    const channels = random(1, 3);
    const spatial = kernel.map(() => random(1, 5));
    return {
      attributes: { kernel },
      inputs: [
        ["N", channels, ...spatial],
        [channels, 1, ...kernel],
      ],
    };
  },
};

const larger = max(input(0), input(1));

/** The window that keeps the extents. */
function centred({ kernel }: FreluAttributes) {
  const ones = kernel.map(() => 1);
  const side = kernel.map((extent) => (extent - 1) / 2);
  return { kernel, stride: ones, dilation: ones, padding: [...side, ...side] };
}

/** The convolution of an input `[N, C, …]`. */
function depthwise(attributes: FreluAttributes, { shape }: Pick<TensorType, "shape">): ConvAttributes {
  const channels = Number(shape[1]);
  const init = defaultInitialiser;
  return { ...centred(attributes), groups: channels, filters: channels, bias: false, init };
}
