import { axisIn, type Context } from "./context.js";
import { elements, type Shape } from "../../../ir/graph.js";
import { absolute, reducedAxes } from "./arithmetic.js";
import type { Flow } from "./draft.js";
import { integers } from "./known.js";
import { unsupported } from "./refusal.js";
import { reshape } from "./shaping.js";
import type { Translation } from "./translation.js";

type Step = (context: Context, x: Flow) => Flow;

const square: Step = (context, x) => context.combine("mul", x, x);
const root: Step = (context, x) => context.combine("sqrt", x);
const negative: Step = (context, x) => context.combine("neg", x);
const same: Step = (_, x) => x;

const reduction =
  (op: string, before: Step = same, after: Step = same): Translation =>
  (context) => {
    const x = before(context, context.input(0));
    const axes = reducedAxes(context, context.shape(x).length);
    const keepdims = context.flag("keepdims", true);
    return [after(context, axes === undefined ? x : reduce(context, op, x, axes, keepdims))];
  };

/** Operators that make one number of many, and those that compare a number with its neighbours along an axis. */
export const reducing: Readonly<Record<string, Translation>> = {
  ReduceMean: reduction("reduce_mean"),
  ReduceSum: reduction("reduce_sum"),
  ReduceMax: reduction("reduce_max"),
  ReduceMin: reduction("reduce_max", negative, negative),
  ReduceSumSquare: reduction("reduce_sum", square),
  ReduceL1: reduction("reduce_sum", absolute),
  ReduceL2: reduction("reduce_sum", square, root),
  ReduceProd: (context) => {
    const x = context.input(0);
    const isList = x.kind === "known" && x.tensor.kind === "integer" && x.tensor.shape.length === 1;
    if (!isList || reducedAxes(context, 1) === undefined) return unsupported("a product over axes");
    const product = [...x.tensor.data].reduce(
      (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Infinity : a * b),
      1,
    );
    const shape = context.flag("keepdims", true) ? x.tensor.shape.map(() => 1) : [];
    return [{ kind: "known", tensor: integers([product], shape) }];
  },
  Softmax: (context) => [overAxis(context, "softmax")],
  LogSoftmax: (context) => [overAxis(context, "log_softmax")],
  GlobalAveragePool: (context) => [reduce(context, "reduce_mean", context.input(0), places(context), true)],
  GlobalMaxPool: (context) => [reduce(context, "reduce_max", context.input(0), places(context), true)],
};

export function reduce(
  context: Context,
  op: string,
  x: Flow,
  axes: readonly number[],
  keepdims: boolean,
): Flow {
  const shape = context.shape(x);
  if (op !== "reduce_max" || shape[0] === "N" || axes.length === 0) {
    return context.apply(op, { axes, keepdims }, [x]);
  }
  // The largest is taken along one axis after the other, none of which is the first.
  const lifted = reshape(context, x, [1, ...shape]);
  const largest = axes.reduce(
    (value, axis) => context.apply(op, { axes: [axis + 1], keepdims: true }, [value]),
    lifted,
  );
  const kept = shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [dim]));
  return reshape(context, largest, kept);
}

function places(context: Context): readonly number[] {
  return context.shape(context.input(0)).flatMap((_, axis) => (axis < 2 ? [] : [axis]));
}

/** Before operator set 13 it was over all axes from the given one on. */
function overAxis(context: Context, op: string): Flow {
  const x = context.input(0);
  const shape = context.shape(x);
  const axis = axisIn(context.number("axis", context.opset < 13 ? 1 : -1), shape.length);
  if (context.opset >= 13 || axis === shape.length - 1) return context.apply(op, { axis }, [x]);
  const rest: Shape = shape.slice(axis);
  if (rest.every((dim, index) => index === 0 || dim === 1)) return context.apply(op, { axis }, [x]);
  const joined = reshape(context, x, [...shape.slice(0, axis), elements(rest)]);
  return reshape(context, context.apply(op, { axis }, [joined]), shape);
}
