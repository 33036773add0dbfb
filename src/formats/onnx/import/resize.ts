import type { Rows } from "../../../ops/rows.js";
import type { Shape } from "../../../ir/graph.js";
import { rowsOf as resizedRows } from "../../../ops/resize.js";
import { rowsOf } from "../../../ops/upsample.js";
import { axesIn, type Context } from "./context.js";
import type { Flow } from "./draft.js";
import { floats } from "./known.js";
import { malformed, unsupported } from "./refusal.js";
import { byPoint } from "./products.js";
import { axisRows, sourceOf, weightsOf, type Interpolation } from "./interpolation.js";
import { take } from "./taking.js";
import { transpose } from "./shaping.js";
import type { Translation } from "./translation.js";

/** An axis that is resized. */
interface AxisSize {
  readonly axis: number;
  readonly input: number;
  readonly output: number;
  /** Elements of the result for one of the input. */
  readonly scale: number;
}

/** Operators that interpolate. */
export const resizing: Readonly<Record<string, Translation>> = {
  Upsample: (context) => {
    const given = context.attributes.scales;
    const scales = typeof given === "object" ? given : [...context.known(1, "scales").data];
    const mode = context.word("mode", "nearest");
    return [resize(context, scaled(context, scales, allAxes(context)), older(mode))];
  },
  Resize: (context) => {
    if (context.opset < 11) {
      const sizes = scaled(context, [...context.known(1, "scales").data], allAxes(context));
      return [resize(context, sizes, older(context.word("mode", "nearest")))];
    }
    const axes = axesIn(context.numbers("axes", allAxes(context)), allAxes(context).length);
    const policy = context.word("keep_aspect_ratio_policy", "stretch");
    const hasSizes = context.inputs[3] !== undefined;
    const sizes = hasSizes
      ? fitted(context, [...context.known(3, "sizes").data], axes, policy)
      : scaled(context, [...context.known(2, "scales").data], axes);
    const transform = context.word("coordinate_transformation_mode", "half_pixel");
    if (transform === "tf_crop_and_resize") unsupported("coordinate_transformation_mode tf_crop_and_resize");
    const interpolation = {
      mode: context.word("mode", "nearest"),
      source: sourceOf(transform),
      rounding: context.word("nearest_mode", "round_prefer_floor"),
      cubic: context.number("cubic_coeff_a", -0.75),
      excludesOutside: context.flag("exclude_outside", false),
      antialias: context.flag("antialias", false),
    };
    return [resize(context, sizes, interpolation, hasSizes ? "sizes" : "scales")];
  },
};

/** What was meant before there was a choice. */
function older(mode: string): Interpolation {
  const rest = { cubic: 0, excludesOutside: false, antialias: false };
  return { mode, source: sourceOf("asymmetric"), rounding: "floor", ...rest };
}

function allAxes(context: Context): readonly number[] {
  return context.shape(context.input(0)).map((_, axis) => axis);
}

function scaled(context: Context, scales: readonly number[], axes: readonly number[]): readonly AxisSize[] {
  if (scales.length !== axes.length) malformed(`${scales.length} scales for ${axes.length} axes`);
  return axes.flatMap((axis, index) => {
    const input = context.shape(context.input(0))[axis] ?? 1;
    const scale = scales[index] ?? 1;
    if (scale === 1) return [];
    if (input === "N") return unsupported("it resizes the batch");
    return [sized(axis, input, Math.floor(input * scale), scale)];
  });
}

function fitted(
  context: Context,
  sizes: readonly number[],
  axes: readonly number[],
  policy: string,
): readonly AxisSize[] {
  if (sizes.length !== axes.length) malformed(`${sizes.length} sizes for ${axes.length} axes`);
  const shape = context.shape(context.input(0));
  const ratios = axes.map((axis, index) => (sizes[index] ?? 1) / Number(shape[axis]));
  const common =
    policy === "not_larger"
      ? Math.min(...ratios)
      : policy === "not_smaller"
        ? Math.max(...ratios)
        : undefined;
  return axes.flatMap((axis, index) => {
    const input = shape[axis] ?? 1;
    const size = sizes[index] ?? 1;
    if (input === "N") {
      const isKept = Number.isNaN(size) || size === context.fixedBatch;
      return isKept && common === undefined ? [] : unsupported("it resizes the batch");
    }
    const output = common === undefined ? size : Math.round(common * input);
    return output === input ? [] : [sized(axis, input, output, common ?? output / input)];
  });
}

function sized(axis: number, input: number, output: number, scale: number): AxisSize {
  if (!(output >= 1 && output < 2 ** 24)) malformed(`an axis of ${input} becomes one of ${output}`);
  return { axis, input, output, scale };
}

/** Where the file says scales, whole factors enlarge; where it says sizes, it is resized to them. */
function resize(
  context: Context,
  sizes: readonly AxisSize[],
  interpolation: Interpolation,
  given: "scales" | "sizes" = "scales",
): Flow {
  const x = context.input(0);
  const { mode } = interpolation;
  if (mode !== "nearest" && mode !== "linear" && mode !== "cubic") malformed(`there is no mode ${mode}`);
  if (sizes.length === 0) return x;
  const rank = context.shape(x).length;
  const rows = sizes.map((size) => axisRows(size, interpolation));
  const whole = upsampling(rank, sizes, rows, mode);
  const any = mode === "linear" ? bilinear(context.shape(x), sizes, rows) : undefined;
  if (any !== undefined && (given === "sizes" || whole === undefined))
    return context.apply("resize", any, [x]);
  if (whole !== undefined) return context.apply("upsample", whole, [x]);
  return sizes.reduce((value, { axis, input }, index) => {
    const own = rows[index] ?? [];
    const picks = own.map((taps) => (taps.length === 1 && taps[0]?.weight === 1 ? taps[0].at : undefined));
    if (picks.every((pick) => pick !== undefined)) return take(context, value, axis, picks);
    return weighted(context, value, axis, weightsOf(own, input));
  }, x);
}

/** The attributes of the operator that enlarges the spatial axes by whole factors, if that is what is computed. */
function upsampling(rank: number, sizes: readonly AxisSize[], rows: readonly Rows[], mode: string) {
  const isWhole = sizes.every(({ axis, scale, input, output }) => {
    return axis >= 2 && Number.isInteger(scale) && output === input * scale;
  });
  if (!isWhole || (rank !== 3 && rank !== 4)) return undefined;
  const spatial = Array.from({ length: rank - 2 }, (_, index) =>
    sizes.find(({ axis }) => axis === index + 2),
  );
  const attributes = {
    scale: spatial.map((size) => size?.scale ?? 1),
    mode: mode === "nearest" ? ("nearest" as const) : ("bilinear" as const),
  };
  const own = rowsOf(
    attributes,
    spatial.map((size) => size?.input ?? 1),
  );
  return agree(sizes, rows, own) ? attributes : undefined;
}

/** The attributes of the operator that interpolates the spatial axes to any size, if that is what is computed. */
function bilinear(shape: Shape, sizes: readonly AxisSize[], rows: readonly Rows[]) {
  const rank = shape.length;
  if (sizes.some(({ axis }) => axis < 2) || (rank !== 3 && rank !== 4)) return undefined;
  const size = shape
    .slice(2)
    .map((extent, index) => sizes.find(({ axis }) => axis === index + 2)?.output ?? Number(extent));
  return agree(sizes, rows, resizedRows(shape, size)) ? { size } : undefined;
}

/** Whether an operator's rows, by spatial axis, are those that are asked for. */
function agree(sizes: readonly AxisSize[], rows: readonly Rows[], own: readonly Rows[]): boolean {
  return sizes.every(({ axis, input, output }, index) => {
    const [theirs, ours] = [weightsOf(rows[index] ?? [], input), weightsOf(own[axis - 2] ?? [], input)];
    const isWhole = theirs.length === output * input && ours.length === theirs.length;
    return isWhole && theirs.every((weight, at) => Math.abs(weight - (ours[at] ?? 0)) < 1e-6);
  });
}

/** Each element of the result along an axis is a weighted sum of that axis, which stands in as the channels. */
function weighted(context: Context, x: Flow, axis: number, weights: Float32Array): Flow {
  const shape = context.shape(x);
  const rank = shape.length;
  if (axis === 0 || (rank !== 3 && rank !== 4))
    return unsupported(`interpolation of a tensor of rank ${rank}`);
  const order = Array.from({ length: rank }, (_, index) => (index === 1 ? axis : index === axis ? 1 : index));
  const input = Number(shape[axis]);
  const weight: Flow = { kind: "known", tensor: floats(weights, [weights.length / input, input]) };
  return transpose(context, byPoint(context, transpose(context, x, order), weight), order);
}
