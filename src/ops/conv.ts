import { elements, showShape, type TensorType } from "../ir/graph.js";
import { Problem, type ContractionTrait } from "../ir/operator.js";
import { elementsOf } from "../program/view.js";
import { forEachRow, geometryOf, type ConvGeometry } from "./conv-rows.js";
import type { OperatorDefinition, Tensor, WeightSlot } from "./definition.js";
import {
  defaultInitialiser,
  initialiserNames,
  initParameter,
  sampleInitialiser,
  scaledInitialiser,
  type InitialiserName,
} from "./initialisers.js";
import { int, valuesOf } from "./onnx.js";
import { extent, only, operand } from "./operand.js";
import { noTraits } from "./plain.js";
import { booleanIn, numberIn, wordIn } from "./read.js";
import { chance } from "./samples.js";
import { f32 } from "./shapes.js";
import { exportWindow, importWindow } from "./window-onnx.js";
import { sampleConv } from "./window-samples.js";
import {
  planeView,
  programWindow,
  resolveWindow,
  spatialExtents,
  spatialProblem,
  windowField,
  windowShape,
} from "./window.js";

export type ConvAttributes = ConvGeometry &
  Readonly<{
    filters: number;
    bias: boolean;
    init: InitialiserName;
  }>;

/** Inputs are data, weight and, where attribute `bias` is set, bias. */
export const weightedSum: ContractionTrait = {
  weight: 1,
  bias: 2,
  withBias: (attributes) => ({ ...attributes, bias: true }),
  scaling: (_, weight) => ({ weight, scale: weight.map((extent, axis) => (axis === 0 ? extent : 1)) }),
};

export const conv: OperatorDefinition<ConvAttributes> = {
  name: "conv",
  doc: {
    summary: "Convolution (cross-correlation): each filter slides over the channels of its group.",
    shapes:
      "[C, H, W] → [filters, H', W'] or [C, L] → [filters, L'], H' = floor((H + padding - dilation * (kernel - 1) - 1) / stride) + 1; weight [filters, C / groups, kernel…]",
    source: "LeCun et al. 1998; ONNX Conv",
  },
  traits: { ...noTraits, contraction: weightedSum },
  syntax: {
    kind: "call",
    parameters: [
      { name: "filters", type: { kind: "int", min: 1 }, doc: "Output channels." },
      { name: "kernel", type: { kind: "extents" }, doc: "Extent of the filters." },
      { name: "stride", type: { kind: "extents" }, default: 1, doc: "Step between positions." },
      { name: "pad", type: { kind: "padding" }, default: "none", doc: "Zeros around the input." },
      { name: "dilation", type: { kind: "extents" }, default: 1, doc: "Distance between a filter's taps." },
      {
        name: "groups",
        type: { kind: "int", min: 1 },
        default: 1,
        doc: "Groups of channels that do not mix, dividing channels and filters; as many as channels is a depthwise convolution.",
      },
      { name: "bias", type: { kind: "bool" }, default: true, doc: "Whether each filter adds a constant." },
      initParameter,
    ],
    page: {
      counts:
        "one MAC for each tap of a filter at each of its places: C / groups taps for each element of the kernel",
      example: { x: [3, 32, 32], layers: "output y = conv(16, 3x3, stride: 2, pad: same)" },
    },
  },
  resolve(parameters, input) {
    const window = resolveWindow("conv", parameters, input);
    if (window instanceof Problem) return window;
    const groups = numberIn(parameters, "groups");
    const filters = numberIn(parameters, "filters");
    return (
      convGroupsProblem("conv", { groups, filters }, input) ?? {
        ...window,
        groups,
        filters,
        bias: booleanIn(parameters, "bias"),
        init: wordIn(parameters, "init", initialiserNames),
      }
    );
  },
  weights(attributes, input) {
    const { filters, groups, kernel } = attributes;
    const shape = weightShape(attributes, input);
    const area = elementsOf({ shape: kernel });
    const fanIn = elementsOf({ shape: shape.slice(1) });
    const initialiser = scaledInitialiser(attributes.init, fanIn, (filters / groups) * area);
    const weight: WeightSlot = { name: "weight", shape, initialiser, trainable: true };
    return attributes.bias ? [weight, biasSlot(filters)] : [weight];
  },
  shape(attributes, [x, ...weights]) {
    const input = x ?? f32([]);
    const misfit = spatialProblem("conv", input) ?? convGroupsProblem("conv", attributes, input);
    if (misfit) return misfit;
    const expected = [weightShape(attributes, input), ...(attributes.bias ? [[attributes.filters]] : [])];
    const given = weights.map((weight) => showShape(weight.shape));
    if (expected.map(showShape).join() !== given.join()) {
      const message = `conv needs weights ${expected.map(showShape).join(", ")}, but gets ${given.join(", ")}`;
      return new Problem("CNN0301", message);
    }
    const result = windowShape("conv", attributes, input, attributes.filters);
    return result instanceof Problem ? result : [result];
  },
  counts: (attributes, inputs, results) => ({
    macs:
      elements(only(results).shape) *
      elementsOf({ shape: weightShape(attributes, operand(inputs, 0)).slice(1) }),
    elementwise: 0,
  }),
  receptiveField: windowField,
  evaluate(attributes, [x, weight, bias]) {
    if (x === undefined || weight === undefined) throw new Error("conv needs an input and a weight");
    const type = windowShape("conv", attributes, f32(x.shape), attributes.filters);
    if (type instanceof Problem) throw new Error(type.message);
    const shape = type.shape.map(Number);
    const data = biased(shape, bias);
    const shapes = { x: x.shape, weight: weight.shape, y: shape };
    const [from, taps] = [x.data, weight.data];
    forEachRow(attributes, shapes, (yAt, weightAt, xAt, count, step) => {
      const w = taps[weightAt] ?? 0;
      for (let i = 0; i < count; i += 1)
        data[yAt + i] = (data[yAt + i] ?? 0) + w * (from[xAt + i * step] ?? 0);
    });
    return [{ shape, data }];
  },
  lower(attributes, inputs, outputs, lowering) {
    lowering.emit({
      kind: "conv",
      window: programWindow(attributes),
      groups: attributes.groups,
      input: planeView(operand(inputs, 0)),
      weight: planeView(operand(inputs, 1)),
      bias: inputs[2],
      output: planeView(only(outputs)),
      epilogue: undefined,
      algorithm: undefined,
    });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, attributes, inputs, upstream }) {
    const geometry = geometryOf(attributes);
    const x = operand(inputs, 0);
    const dy = only(upstream);
    const { shape } = graph.typeOf(x);
    const size = spatialExtents(shape);
    const gradients = [
      graph.apply("conv_input_gradient", { ...geometry, size }, [dy, operand(inputs, 1)]),
      graph.apply("conv_weight_gradient", geometry, [x, dy]),
    ];
    if (!attributes.bias) return gradients;
    const axes = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
    return [...gradients, graph.apply("sum", { axes, keepdims: false }, [dy])];
  },
  onnx: {
    opType: "Conv",
    export: (onnx, attributes, inputs) =>
      onnx.node("Conv", valuesOf(inputs), { ...exportWindow(attributes), group: int(attributes.groups) }),
    import(attributes, inputs) {
      const { shape } = operand(inputs, 1);
      const [filters] = shape;
      if (typeof filters !== "number") return new Problem("CNN0205", "its weight depends on the batch");
      const window = importWindow("Conv", attributes, operand(inputs, 0), spatialExtents(shape));
      if (window instanceof Problem) return window;
      return {
        ...window,
        groups: numberIn(attributes, "group", 1),
        filters,
        bias: inputs.length > 2,
        init: defaultInitialiser,
      };
    },
  },
  samples(random) {
    const { geometry, x, weight } = sampleConv(random);
    const bias = chance(random);
    const filters = weight[0] ?? 1;
    return {
      attributes: { ...geometry, filters, bias, init: sampleInitialiser(random) },
      inputs: bias ? [x, weight, [filters]] : [x, weight],
    };
  },
};

/** Slot `bias` of a layer with `units` outputs. */
export function biasSlot(units: number): WeightSlot {
  return { name: "bias", shape: [units], initialiser: { kind: "fill", value: 0 }, trainable: true };
}

function weightShape({ filters, groups, kernel }: ConvAttributes, input: TensorType): readonly number[] {
  return [filters, extent(input, 1) / groups, ...kernel];
}

/** Why the channels of an input and the filters of operator `op` do not come in so many groups. */
export function convGroupsProblem(
  op: string,
  { groups, filters }: Pick<ConvAttributes, "groups" | "filters">,
  input: TensorType,
): Problem | undefined {
  const channels = extent(input, 1);
  if (channels % groups === 0 && filters % groups === 0) return undefined;
  const misfit = channels % groups === 0 ? `${filters} filters` : `${channels} channels`;
  const message = `${op} cannot part its ${misfit} into ${groups} equal groups`;
  const help = `\`groups\` must divide the ${channels} channels and the ${filters} filters: ${divisors(channels, filters)}`;
  return new Problem("CNN0205", message, help, "groups");
}

/** The elements of a result in which every channel starts as its bias. */
function biased(shape: readonly number[], bias: Tensor | undefined): Float64Array {
  const data = new Float64Array(elementsOf({ shape }));
  const plane = elementsOf({ shape: shape.slice(2) });
  bias?.data.forEach((value, channel) => {
    for (let at = channel * plane; at < data.length; at += plane * bias.data.length) {
      data.fill(value, at, at + plane);
    }
  });
  return data;
}

/** Divisors that a message shows, and how far they are looked for. */
const [shownDivisors, largestDivisor] = [12, 1000];

/** The divisors of both, as in `1, 2 or 4`; of many, the first. */
function divisors(a: number, b: number): string {
  const found: number[] = [];
  for (let divisor = 1; divisor <= Math.min(a, b, largestDivisor); divisor += 1) {
    if (a % divisor === 0 && b % divisor === 0) found.push(divisor);
  }
  if (found.length > shownDivisors) return `${found.slice(0, shownDivisors).join(", ")}, …`;
  return found.length === 1 ? "only 1 does" : `${found.slice(0, -1).join(", ")} or ${found.at(-1) ?? ""}`;
}
