import { elements, showShape } from "../ir/graph.js";
import { Problem, type ContractionTrait } from "../ir/operator.js";
import { add, input } from "../ir/scalar.js";
import { elementsOf } from "../program/view.js";
import { biasSlot, convGroupsProblem } from "./conv.js";
import { convInputGradient } from "./conv_input_gradient.js";
import { geometryOf } from "./conv-rows.js";
import {
  resolveOutputPadding,
  sizeProblem,
  transposeSize,
  transposeWeight,
  type ConvTransposeAttributes,
} from "./conv-transpose-size.js";
import type { OperatorDefinition, WeightSlot } from "./definition.js";
import {
  defaultInitialiser,
  initialiserNames,
  initParameter,
  sampleInitialiser,
  scaledInitialiser,
} from "./initialisers.js";
import { mapTensors } from "./map.js";
import { extent, only, operand } from "./operand.js";
import { noTraits } from "./plain.js";
import { booleanIn, numberIn, numbersIn, wordIn } from "./read.js";
import { chance } from "./samples.js";
import { f32 } from "./shapes.js";
import { exportWindow, importWindow } from "./window-onnx.js";
import { sampleConv } from "./window-samples.js";
import {
  axesOf,
  dilatedExtent,
  planeView,
  programWindow,
  resolveWindow,
  spatialExtents,
  spatialProblem,
} from "./window.js";
import { int, ints, valuesOf } from "./onnx.js";

const scaledSum: ContractionTrait = {
  weight: 1,
  bias: 2,
  withBias: (attributes) => ({ ...attributes, bias: true }),
  /** Axis 1 of the weight is the channel within its group, axis 0 has the groups one after another. */
  scaling(attributes, [channels = 1, depth = 1, ...kernel]) {
    const groups = numberIn(attributes, "groups");
    return {
      weight: [groups, channels / groups, depth, ...kernel],
      scale: [groups, 1, depth, ...kernel.map(() => 1)],
    };
  },
};

/** The gradient of a convolution with the same weight to its input. Padding takes away from the result. */
export const convTranspose: OperatorDefinition<ConvTransposeAttributes> = {
  name: "conv_transpose",
  doc: {
    summary:
      "Transposed convolution: every element of the input adds its multiple of the filters to the result, stride " +
      "elements apart. The size is (in - 1) * stride - padding + dilation * (kernel - 1) + output_padding + 1.",
    shapes: "[C, H, W] → [filters, H', W'] or [C, L] → [filters, L'], weight [C, filters / groups, kernel…]",
    source: "Dumoulin & Visin 2016, chapter 4; PyTorch ConvTranspose2d; ONNX ConvTranspose",
  },
  traits: { ...noTraits, contraction: scaledSum },
  syntax: {
    kind: "call",
    parameters: [
      { name: "filters", type: { kind: "int", min: 1 }, doc: "Output channels." },
      { name: "kernel", type: { kind: "extents" }, doc: "Extent of the filters." },
      {
        name: "stride",
        type: { kind: "extents" },
        default: 1,
        doc: "Distance in the result between neighbours.",
      },
      {
        name: "pad",
        type: { kind: "padding" },
        default: "none",
        doc: "What is cut off the result, as numbers.",
      },
      {
        name: "output_padding",
        type: { kind: "padding" },
        default: 0,
        doc: "Added at the ends, less than the stride: an int or (vertical, horizontal).",
      },
      { name: "dilation", type: { kind: "extents" }, default: 1, doc: "Distance between a filter's taps." },
      {
        name: "groups",
        type: { kind: "int", min: 1 },
        default: 1,
        doc: "Groups of channels that do not mix, dividing channels and filters.",
      },
      { name: "bias", type: { kind: "bool" }, default: true, doc: "Whether each filter adds a constant." },
      initParameter,
    ],
    page: {
      counts: "one MAC for each element of the input and each tap of the filters of its group",
      example: { x: [16, 8, 8], layers: "output y = conv_transpose(8, 2x2, stride: 2)" },
    },
  },
  resolve(parameters, x) {
    if (parameters.pad === "same") {
      const help = "write the padding as numbers: the size is (in - 1) * stride - padding + dilated kernel";
      return new Problem("CNN0205", "conv_transpose takes explicit padding only, not `same`", help, "pad");
    }
    const window = resolveWindow("conv_transpose", parameters, x);
    if (window instanceof Problem) return window;
    const outputPadding = resolveOutputPadding(parameters, window.kernel.length);
    if (outputPadding instanceof Problem) return outputPadding;
    const attributes = {
      ...window,
      output_padding: outputPadding,
      groups: numberIn(parameters, "groups"),
      filters: numberIn(parameters, "filters"),
      bias: booleanIn(parameters, "bias"),
      init: wordIn(parameters, "init", initialiserNames),
    };
    return convGroupsProblem("conv_transpose", attributes, x) ?? attributes;
  },
  weights(attributes, x) {
    const { filters, groups, kernel, init } = attributes;
    const area = elementsOf({ shape: kernel });
    const [fanIn, fanOut] = [(extent(x, 1) / groups) * area, (filters / groups) * area];
    const initialiser = scaledInitialiser(init, fanIn, fanOut);
    const weight: WeightSlot = {
      name: "weight",
      shape: transposeWeight(attributes, x),
      initialiser,
      trainable: true,
    };
    return attributes.bias ? [weight, biasSlot(filters)] : [weight];
  },
  shape(attributes, [x = f32([]), ...weights]) {
    const misfit = spatialProblem("conv_transpose", x) ?? convGroupsProblem("conv_transpose", attributes, x);
    if (misfit) return misfit;
    const expected = [transposeWeight(attributes, x), ...(attributes.bias ? [[attributes.filters]] : [])]
      .map(showShape)
      .join(", ");
    const given = weights.map(({ shape }) => showShape(shape)).join(", ");
    if (expected !== given) {
      return new Problem("CNN0301", `conv_transpose needs weights ${expected}, but gets ${given}`);
    }
    return (
      sizeProblem(attributes, x) ?? [
        f32([x.shape[0] ?? "N", attributes.filters, ...transposeSize(attributes, x)]),
      ]
    );
  },
  counts: (attributes, inputs) => ({
    macs:
      elements(operand(inputs, 0).shape) *
      elementsOf({ shape: transposeWeight(attributes, operand(inputs, 0)).slice(1) }),
    elementwise: 0,
  }),
  receptiveField: (attributes) => ({
    kind: "window",
    extent: axesOf(attributes).map((axis) => Math.ceil(dilatedExtent(axis) / axis.stride)),
    stride: attributes.stride.map((stride) => 1 / stride),
  }),
  evaluate(attributes, inputs, batch) {
    const [x, weight, bias] = [operand(inputs, 0), operand(inputs, 1), inputs[2]];
    const size = transposeSize(attributes, f32(x.shape));
    const sums = convInputGradient.evaluate({ ...geometryOf(attributes), size }, [x, weight], batch);
    if (bias === undefined) return sums;
    const { shape } = only(sums);
    return [mapTensors(add(input(0), input(1)), shape, [only(sums), bias], ["trailing", "channel"])];
  },
  lower(attributes, inputs, outputs, lowering) {
    const [x, weight, bias] = [operand(inputs, 0), operand(inputs, 1), inputs[2]];
    lowering.emit({
      kind: "convInputGradient",
      window: programWindow(attributes),
      groups: attributes.groups,
      gradient: planeView(x),
      weight: planeView(weight),
      bias,
      output: planeView(only(outputs)),
      epilogue: undefined,
      algorithm: undefined,
    });
  },
  alias: undefined,
  place: undefined,
  /** Its transpose is the convolution; the weight's gradient is that of the convolution with the roles exchanged. */
  gradient({ graph, attributes, inputs, upstream }) {
    const geometry = geometryOf(attributes);
    const x = operand(inputs, 0);
    const dy = only(upstream);
    const { shape } = graph.typeOf(x);
    const filters = extent(graph.typeOf(x), 1);
    const convolution = { ...geometry, filters, bias: false, init: defaultInitialiser };
    const gradients = [
      graph.apply("conv", convolution, [dy, operand(inputs, 1)]),
      graph.apply("conv_weight_gradient", geometry, [dy, x]),
    ];
    if (!attributes.bias) return gradients;
    const axes = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
    return [...gradients, graph.apply("sum", { axes, keepdims: false }, [dy])];
  },
  onnx: {
    opType: "ConvTranspose",
    export: (onnx, attributes, inputs) =>
      onnx.node("ConvTranspose", valuesOf(inputs), {
        ...exportWindow(attributes),
        output_padding: ints(attributes.output_padding),
        group: int(attributes.groups),
      }),
    import(attributes, inputs) {
      const [x, weight] = [operand(inputs, 0), operand(inputs, 1)];
      if (attributes.auto_pad !== undefined && attributes.auto_pad !== "NOTSET") {
        return new Problem("CNN0205", "a ConvTranspose is taken with explicit padding only");
      }
      const window = importWindow("ConvTranspose", attributes, x, spatialExtents(weight.shape));
      if (window instanceof Problem) return window;
      const groups = numberIn(attributes, "group", 1);
      return {
        ...window,
        output_padding: numbersIn(
          attributes,
          "output_padding",
          window.kernel.map(() => 0),
        ),
        groups,
        filters: extent(weight, 1) * groups,
        bias: inputs.length > 2,
        init: defaultInitialiser,
      };
    },
  },
  samples(random) {
    const { geometry, x, weight, y } = sampleConv(random);
    const bias = chance(random);
    const filters = extent(f32(x), 1);
    const least = transposeSize({ ...geometry, output_padding: [] }, f32(y));
    const outputPadding = spatialExtents(x).map((extentOfX, axis) => extentOfX - (least[axis] ?? 0));
    return {
      attributes: {
        ...geometry,
        output_padding: outputPadding,
        filters,
        bias,
        init: sampleInitialiser(random),
      },
      inputs: bias ? [y, weight, [filters]] : [y, weight],
    };
  },
};
