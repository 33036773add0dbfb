import type { Attributes, Shape } from "../../../ir/graph.js";
import { elements } from "../../../ir/graph.js";
import { axisIn, constantFlow, scalar, type Context } from "./context.js";
import { absolute } from "./arithmetic.js";
import type { Flow } from "./draft.js";
import { floats } from "./known.js";
import { mapped } from "./mapped.js";
import { malformed, unsupported } from "./refusal.js";
import { reduce } from "./reducing.js";
import { reshape, transpose } from "./shaping.js";
import type { Translation } from "./translation.js";

/** Layers whose operands or results are not those of the graph's operator. */
export const layers: Readonly<Record<string, Translation>> = {
  BatchNormalization: (context) => {
    const { opset } = context;
    if (context.asked > 1) unsupported("its new statistics are asked for");
    if (!context.flag("spatial", true)) unsupported("statistics of each element");
    if (opset >= 14 && context.flag("training_mode", false)) context.noteTraining();
    const operands = [0, 1, 2, 3, 4].map((index) => context.input(index));
    return [mapped(context, "batchnorm", operands)];
  },
  Dropout: (context) => {
    const { opset } = context;
    if (context.asked > 1) unsupported("its mask is asked for");
    const ratio = opset >= 12 ? context.inputs[1] : scalar(context.number("ratio", 0.5));
    const training =
      opset >= 12 ? context.inputs[2] : scalar(opset < 7 ? 1 - context.number("is_test", 0) : 0);
    if (training?.kind === "value") unsupported("whether it is active must be known before the network runs");
    // The share of what is dropped matters in training only; a network that computes it passes everything on.
    const rate =
      ratio === undefined ? 0.5 : ratio.kind === "known" ? (ratio.tensor.data[0] ?? 0.5) : undefined;
    const isActive = training !== undefined && training.tensor.data[0] !== 0 && rate !== 0;
    if (isActive) context.noteTraining();
    if (rate === undefined || rate === 0) return [context.input(0)];
    return [context.apply("dropout", { rate: Number(rate.toPrecision(7)) }, [context.input(0)])];
  },
  GroupNormalization: (context) => {
    const x = context.input(0);
    const channels = Number(context.shape(x)[1]);
    // Before operator set 21 there was one number a group.
    const repeated = (index: number): Flow => {
      const given = context.input(index);
      const [own = 1] = context.shape(given).map(Number);
      if (context.opset >= 21 || own === channels) return given;
      const wide = context.apply("expand", { shape: [own, channels / own] }, [
        reshape(context, given, [own, 1]),
      ]);
      return reshape(context, wide, [channels]);
    };
    return [mapped(context, "groupnorm", [x, repeated(1), repeated(2)])];
  },
  LayerNormalization: layerNormalization,
  MeanVarianceNormalization: (context) => {
    const x = context.input(0);
    const axes = context.numbers("axes", [0, 2, 3]).map((axis) => axisIn(axis, context.shape(x).length));
    const { centred, deviation } = standardised(context, x, axes, 1e-9);
    return [context.combine("div", centred, deviation)];
  },
  LpPool: (context) => {
    const p = context.number("p", 2);
    if (!Number.isInteger(p) || p < 1 || p > 64) unsupported(`p = ${p}`);
    if (context.flag("ceil_mode", false)) unsupported("rounding up");
    const x = absolute(context, context.input(0));
    let powers = x;
    for (let count = 1; count < p; count += 1) powers = context.combine("mul", powers, x);
    const area = elements(context.numbers("kernel_shape"));
    const mean = mapped(context, "avgpool", [powers], { count_include_pad: 1 });
    const sum = context.combine("mul", mean, scalar(area));
    return [p === 1 ? sum : context.apply("power", { exponent: 1 / p }, [sum])];
  },
  ConvTranspose: (context) => {
    const operands = context.inputs.map((_, index) => context.input(index));
    return [mapped(context, "conv_transpose", operands, transposedPadding(context))];
  },
  MaxPool: (context) => {
    if (context.asked > 1) unsupported("its indices are asked for");
    return [mapped(context, "maxpool", [context.input(0)])];
  },
};

function layerNormalization(context: Context): readonly Flow[] {
  const [x, weight] = [context.input(0), context.input(1)];
  const shape = context.shape(x);
  const rank = shape.length;
  const axis = axisIn(context.number("axis", -1), rank);
  const epsilon = context.number("epsilon", 1e-5);
  // The type that the mean is computed in.
  context.number("stash_type", 1);
  const own = context.shape(weight);
  const bias = context.inputs[2] ?? constantFlow(floats(new Float32Array(elements(own)), own.map(Number)));
  const norm = (value: Flow, over: string): Flow =>
    context.apply("layernorm", { over, epsilon }, [value, weight, bias]);
  if (context.asked > 1 || (shape.includes("N") && axis === 0)) {
    const axes = Array.from({ length: rank - axis }, (_, index) => axis + index);
    const { mean, centred, deviation } = standardised(context, x, axes, epsilon);
    const scaled = context.combine("mul", context.combine("div", centred, deviation), weight);
    return [context.combine("add", scaled, bias), mean, context.combine("div", scalar(1), deviation)];
  }
  const [batch = 1] = shape;
  if (axis === 1 && rank === own.length + 1) return [norm(x, rank === 2 ? "channels" : "all")];
  if (axis === rank - 1 && own.length === 1 && rank > 2) {
    const last = [0, ...Array.from({ length: rank - 2 }, (_, index) => index + 2), 1];
    const first = [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, index) => index + 1)];
    return [transpose(context, norm(transpose(context, x, first), "channels"), last)];
  }
  if (batch === "N") return unsupported(`a normalisation of axes ${axis} to ${rank - 1}`);
  const features = elements(shape.slice(axis));
  const flat = reshape(context, x, [elements(shape.slice(0, axis)), features]);
  const vectors = [weight, bias].map((vector) => reshape(context, vector, [features]));
  const normal = context.apply("layernorm", { over: "channels", epsilon }, [flat, ...vectors]);
  return [reshape(context, normal, shape)];
}

function standardised(context: Context, x: Flow, axes: readonly number[], epsilon: number) {
  const mean = reduce(context, "reduce_mean", x, axes, true);
  const centred = context.combine("sub", x, mean);
  const variance = reduce(context, "reduce_mean", context.combine("mul", centred, centred), axes, true);
  const deviation = context.combine("sqrt", context.combine("add", variance, scalar(epsilon)));
  return { mean, centred, deviation };
}

/** Attributes of a transposed convolution whose padding follows from the size of its result. */
function transposedPadding(context: Context): Attributes {
  const mode = context.word("auto_pad", "NOTSET");
  const size = context.attributes.output_shape;
  if (size === undefined && (mode === "NOTSET" || mode === "VALID")) return { auto_pad: "NOTSET" };
  const extents = spatial(context.shape(context.input(0)));
  const ones = extents.map(() => 1);
  const kernel = context.numbers("kernel_shape", spatial(context.shape(context.input(1))));
  const [strides, dilations] = [context.numbers("strides", ones), context.numbers("dilations", ones)];
  const extra = context.numbers(
    "output_padding",
    extents.map(() => 0),
  );
  const asked = [
    context.numbers(
      "output_shape",
      extents.map((extent, axis) => extent * (strides[axis] ?? 1)),
    ),
  ]
    .flat()
    .slice(-extents.length);
  const begins: number[] = [];
  const ends: number[] = [];
  const outputPadding = extents.map((extent, axis) => {
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const full = (extent - 1) * (strides[axis] ?? 1) + reach + (extra[axis] ?? 0);
    const total = full - (asked[axis] ?? full);
    const [less, more] = [Math.floor(Math.max(total, 0) / 2), Math.ceil(Math.max(total, 0) / 2)];
    begins.push(mode === "SAME_UPPER" ? less : more);
    ends.push(mode === "SAME_UPPER" ? more : less);
    return (extra[axis] ?? 0) + Math.max(-total, 0);
  });
  if (begins.some((width) => !(width >= 0))) malformed("the size of its result is impossible");
  return { auto_pad: "NOTSET", output_shape: [], pads: [...begins, ...ends], output_padding: outputPadding };
}

function spatial(shape: Shape): readonly number[] {
  return shape.slice(2).map(Number);
}
