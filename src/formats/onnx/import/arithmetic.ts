import type { Shape } from "../../../ir/graph.js";
import { sameShape } from "../../../ir/graph.js";
import { scalar, type Context, axesIn } from "./context.js";
import type { Flow } from "./draft.js";
import { converted } from "./fold.js";
import { floats, uniform } from "./known.js";
import { malformed, unsupported } from "./refusal.js";
import { reshape } from "./shaping.js";
import type { Translation } from "./translation.js";

const operation =
  (op: string): Translation =>
  (context) => {
    const operands = context.inputs.map((_, index) => context.input(index));
    const [first = context.input(0), ...others] = operands;
    const aligned = others.map((other) => alignedBefore7(context, first, other));
    return [aligned.reduce((a, b) => context.combine(op, a, b), first)];
  };

/** Arithmetic on elements, and activations that operators of the graph make together. */
export const arithmetic: Readonly<Record<string, Translation>> = {
  Add: operation("add"),
  Sub: operation("sub"),
  Mul: operation("mul"),
  Div: operation("div"),
  Max: operation("maximum"),
  Min: operation("minimum"),
  Sum: operation("add"),
  Mean: (context) => {
    const [sum = context.input(0)] = operation("add")(context);
    return [context.combine("mul", sum, scalar(1 / context.inputs.length))];
  },
  Identity: (context) => [context.input(0)],
  Neg: (context) => [context.combine("neg", context.input(0))],
  Sqrt: (context) => [context.combine("sqrt", context.input(0))],
  Reciprocal: (context) => [context.combine("div", scalar(1), context.input(0))],
  Abs: (context) => [absolute(context, context.input(0))],
  Sign: (context) => {
    const x = context.input(0);
    const [above, below] = [context.combine("step", x), context.combine("step", context.combine("neg", x))];
    return [context.combine("sub", above, below)];
  },
  Pow: (context) => [power(context, context.input(0), context.input(1))],
  Clip: (context) => [clip(context)],
  Cast: (context) => {
    const to = context.number("to");
    // Every value of the graph is float32.
    return to === 1 ? [context.input(0)] : unsupported(`a cast to type ${to} while the network runs`);
  },
  CastLike: (context) => {
    const [x, like] = [context.input(0), context.input(1)];
    // A value of the graph is float32; of what type a constant is has been forgotten.
    if (like.kind === "known") return unsupported("a cast to the type of a constant while the network runs");
    return [x.kind === "known" ? { kind: "known", tensor: converted(x.tensor, "float") } : x];
  },
  HardSigmoid: (context) => {
    const [alpha, beta] = [context.number("alpha", 0.2), context.number("beta", 0.5)];
    const x = context.input(0);
    if (Math.abs(alpha - 1 / 6) < 1e-6 && beta === 0.5) return [context.combine("hard_sigmoid", x)];
    const line = context.combine("add", context.combine("mul", x, scalar(alpha)), scalar(beta));
    return [bounded(context, line, scalar(0), scalar(1))];
  },
  Celu: (context) => {
    const alpha = context.number("alpha", 1);
    const x = context.input(0);
    if (alpha === 1) return [context.apply("elu", { alpha }, [x])];
    const scaled = context.apply("elu", { alpha: 1 }, [context.combine("mul", x, scalar(1 / alpha))]);
    return [context.combine("mul", scaled, scalar(alpha))];
  },
  Selu: (context) => {
    const [alpha, gamma] = [context.number("alpha", 1.67326319), context.number("gamma", 1.05070102)];
    const x = context.input(0);
    if (Math.abs(alpha - 1.67326324) < 1e-6 && Math.abs(gamma - 1.05070099) < 1e-6) {
      return [context.combine("selu", x)];
    }
    return [context.combine("mul", context.apply("elu", { alpha }, [x]), scalar(gamma))];
  },
  Swish: (context) => {
    const alpha = context.number("alpha", 1);
    const x = context.input(0);
    if (alpha === 1) return [context.combine("silu", x)];
    const gate = context.combine("sigmoid", context.combine("mul", x, scalar(alpha)));
    return [context.combine("mul", x, gate)];
  },
  ThresholdedRelu: (context) => {
    const alpha = context.number("alpha", 1);
    const x = context.input(0);
    return [context.combine("mul", x, context.combine("step", context.combine("sub", x, scalar(alpha))))];
  },
  Shrink: (context) => {
    const [lambd, bias] = [context.number("lambd", 0.5), context.number("bias", 0)];
    const x = context.input(0);
    const part = (sign: number): Flow => {
      const beyond = context.combine("sub", context.combine("mul", x, scalar(sign)), scalar(lambd));
      const moved = context.combine("sub", x, scalar(sign * bias));
      return context.combine("mul", moved, context.combine("step", beyond));
    };
    return [context.combine("add", part(1), part(-1))];
  },
  PRelu: (context) => [prelu(context)],
};

export function absolute(context: Context, x: Flow): Flow {
  return context.combine("maximum", x, context.combine("neg", x));
}

/** Before operator set 7 the second operand broadcast from a given axis on, where it was told to. */
function alignedBefore7(context: Context, first: Flow, other: Flow): Flow {
  const { axis } = context.attributes;
  if (context.opset >= 7 || typeof axis !== "number") return other;
  const [rank, own] = [context.shape(first).length, context.shape(other)];
  const start = axis < 0 ? axis + rank : axis;
  const trailing = rank - start - own.length;
  if (!(trailing >= 0 && start >= 0)) malformed(`axis ${axis} does not fit its operands`);
  return reshape(context, other, [...own, ...new Array<number>(trailing).fill(1)]);
}

function power(context: Context, x: Flow, exponent: Flow): Flow {
  const number = exponent.kind === "known" ? uniform(exponent.tensor) : undefined;
  const isScalar = exponent.kind === "known" && exponent.tensor.data.length === 1;
  if (number === undefined || !(isScalar || sameShape(context.shape(x), context.shape(exponent)))) {
    return unsupported("an exponent that is not one number, known before the network runs");
  }
  if (number === 0.5) return context.combine("sqrt", x);
  const times = Math.abs(number);
  if (!Number.isInteger(number) || times > 64) return context.apply("power", { exponent: number }, [x]);
  if (times === 0) return context.combine("add", context.combine("mul", x, scalar(0)), scalar(1));
  let product = x;
  for (let count = 1; count < times; count += 1) product = context.combine("mul", product, x);
  return number < 0 ? context.combine("div", scalar(1), product) : product;
}

function clip(context: Context): Flow {
  const bound = (index: number, name: string): Flow | undefined => {
    if (context.inputs[index] !== undefined) return context.inputs[index];
    return context.attributes[name] === undefined ? undefined : scalar(context.number(name));
  };
  return bounded(context, context.input(0), bound(1, "min"), bound(2, "max"));
}

/** Bounds beyond float32 are none. */
function bounded(context: Context, x: Flow, low: Flow | undefined, high: Flow | undefined): Flow {
  const number = (flow: Flow | undefined): number | undefined =>
    flow?.kind === "known" ? uniform(flow.tensor) : undefined;
  const [from, to] = [number(low), number(high)];
  const isOpen = (value: number | undefined): boolean => value !== undefined && Math.abs(value) >= 3.4e38;
  const hasHigh = high !== undefined && !isOpen(to);
  if (from === 0 && to === 6) return context.combine("relu6", x);
  if (from === 0 && !hasHigh) return context.combine("relu", x);
  const above = low === undefined || isOpen(from) ? x : context.combine("maximum", x, low);
  return hasHigh ? context.combine("minimum", above, high) : above;
}

function prelu(context: Context): Flow {
  const [x, slope] = [context.input(0), context.input(1)];
  const shape = context.shape(x);
  const [, channels] = shape;
  const given = channelSlope(context, shape, slope);
  if (given !== undefined && typeof channels === "number") return context.apply("prelu", {}, [x, given]);
  const negative = context.combine("minimum", x, scalar(0));
  return context.combine("add", context.combine("relu", x), context.combine("mul", negative, slope));
}

/** A slope a channel as a vector, if that is what it is; one slope for all of them too. */
function channelSlope(context: Context, shape: Shape, slope: Flow): Flow | undefined {
  const own = context.shape(slope);
  const [, channels = 1] = shape;
  if (own.every((dim) => dim === 1)) {
    if (slope.kind !== "known") return undefined;
    const data = new Float32Array(Number(channels)).fill(slope.tensor.data[0] ?? 0);
    return { kind: "known", tensor: floats(data, [data.length]) };
  }
  const isVector = context.opset < 7 && own.length === 1 && own[0] === channels;
  const lead = shape.length - own.length;
  const isAligned = lead >= 0 && own.every((dim, axis) => dim === (axis + lead === 1 ? channels : 1));
  if (!isVector && !isAligned) return undefined;
  return reshape(context, slope, [channels]);
}

/** The axes of a reduction, which are an input of newer operator sets; `undefined` where it reduces nothing. */
export function reducedAxes(context: Context, rank: number): readonly number[] | undefined {
  const given = context.wholes(1, "axes") ?? [];
  const isNothing = context.flag("noop_with_empty_axes", false);
  if (given.length > 0) return axesIn(given, rank);
  return isNothing ? undefined : [...Array(rank).keys()];
}
