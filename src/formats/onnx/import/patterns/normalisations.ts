import type { ValueId } from "../../../../ir/graph.js";
import { numberIn, numbersIn } from "../../../../ops/read.js";
import { shortest } from "../nodes.js";
import type { Pattern, Site } from "./site.js";

/** A tensor less its mean over axes, over the square root of its variance and epsilon. */
interface Standardised {
  readonly x: ValueId;
  readonly axes: readonly number[];
  readonly epsilon: number;
}

function standardised(site: Site, value: ValueId): Standardised | undefined {
  const [centred, deviation] = site.maker(value, "div")?.inputs ?? [];
  const difference = site.maker(centred, "sub");
  const [x, subtracted] = difference?.inputs ?? [];
  const mean = site.maker(subtracted, "reduce_mean");
  const sum = site.maker(site.maker(deviation, "sqrt")?.inputs[0], "add");
  if (x === undefined || mean?.inputs[0] !== x || mean.attributes.keepdims !== true || sum === undefined)
    return undefined;
  const axes = numbersIn(mean.attributes, "axes");
  for (const [variance, epsilon] of site.orders(sum)) {
    const average = site.maker(variance, "reduce_mean");
    const square = site.maker(average?.inputs[0], "mul");
    const number = site.number(epsilon);
    const isSquare = square?.inputs.every((factor) => factor === centred) === true;
    const isSame = average !== undefined && numbersIn(average.attributes, "axes").join() === axes.join();
    if (number !== undefined && isSquare && isSame && average.attributes.keepdims === true) {
      return { x, axes, epsilon: shortest(number) };
    }
  }
  return undefined;
}

/** What a sum of a product is: value * weight + bias, where both are known. */
function scaledAndShifted(site: Site): readonly { value: ValueId; weight: ValueId; bias: ValueId }[] {
  if (site.node.op !== "add") return [];
  return site.orders().flatMap(([product, bias]) => {
    const mul = site.maker(product, "mul");
    if (mul === undefined || site.known(bias) === undefined) return [];
    return site
      .orders(mul)
      .filter(([, weight]) => site.known(weight) !== undefined)
      .map(([value, weight]) => ({ value, weight, bias }));
  });
}

const layernorm: Pattern = (site) => {
  for (const { value, weight, bias } of scaledAndShifted(site)) {
    const found = standardised(site, value);
    if (found === undefined) continue;
    const { x, axes, epsilon } = found;
    const shape = site.shape(x);
    const [rank, channels] = [shape.length, Number(shape[1])];
    const isRest = axes.length === rank - 1 && axes.every((axis, index) => axis === index + 1);
    const own = shape.slice(1).map(Number);
    if (isRest && rank > 2 && site.known(weight)?.shape.join() === own.join()) {
      return site.apply("layernorm", { over: "all", epsilon }, [x, weight, bias])?.value;
    }
    if (axes.join() === "1") {
      const vectors = [weight, bias].map((vector) => site.channelVector(vector, channels, rank));
      const [scale, shift] = vectors;
      if (scale === undefined || shift === undefined) continue;
      return site.apply("layernorm", { over: "channels", epsilon }, [x, scale, shift])?.value;
    }
    if (axes.join() !== String(rank - 1) || site.known(weight)?.shape.join() !== String(shape.at(-1)))
      continue;
    // Over the last axis: the channels of the tensor whose last axis goes first.
    const between = Array.from({ length: rank - 2 }, (_, index) => index + 1);
    const turned = site.apply("transpose", { order: [0, rank - 1, ...between] }, [x]);
    const normal = turned && site.apply("layernorm", { over: "channels", epsilon }, [turned, weight, bias]);
    const back = [0, ...between.map((axis) => axis + 1), 1];
    return normal && site.apply("transpose", { order: back }, [normal])?.value;
  }
  return undefined;
};

/** An instance norm of the groups, whose own weight and bias do nothing, scaled and shifted by channel. */
const groupnorm: Pattern = (site) => {
  for (const { value, weight, bias } of scaledAndShifted(site)) {
    const normal = site.maker(reshapedFrom(site, value), "instancenorm");
    const [grouped, one, zero] = normal?.inputs ?? [];
    if (normal === undefined || grouped === undefined) continue;
    const shape = site.shape(value);
    const channels = Number(shape[1]);
    const isSame = (from: ValueId): boolean => site.shape(from).join() === shape.join();
    const x = [grouped, reshapedFrom(site, grouped)].find(isSame);
    if (x === undefined || !site.isAll(one, 1) || !site.isAll(zero, 0)) continue;
    const vectors = [weight, bias].map((vector) => site.channelVector(vector, channels, shape.length));
    const [scale, shift] = vectors;
    if (scale === undefined || shift === undefined) continue;
    const attributes = {
      groups: Number(site.shape(grouped)[1]),
      epsilon: numberIn(normal.attributes, "epsilon"),
    };
    return site.apply("groupnorm", attributes, [x, scale, shift])?.value;
  }
  return undefined;
};

/** What was given another shape, or the value itself. */
function reshapedFrom(site: Site, value: ValueId): ValueId {
  const reshape = site.maker(value, "reshape") ?? site.maker(value, "flatten");
  return reshape?.inputs[0] ?? value;
}

/** x (k + alpha / size · the sum of the squares of neighbouring channels)^-beta, where windows are shifted ranges. */
const lrn: Pattern = (site) => {
  if (site.node.op !== "mul") return undefined;
  for (const [x, scale] of site.orders()) {
    const { base, beta } = reciprocalPower(site, scale) ?? {};
    const sum = site.maker(base, "add");
    if (beta === undefined || sum === undefined) continue;
    for (const [scaled, added] of site.orders(sum)) {
      const product = site.maker(scaled, "mul");
      const k = site.number(added);
      if (product === undefined || k === undefined) continue;
      for (const [window, factor] of site.orders(product)) {
        const number = site.number(factor);
        const size = windowOfSquares(site, window, x);
        if (number === undefined || size === undefined) continue;
        const attributes = { size, alpha: quotientOf(number, size), beta: shortest(beta), k: shortest(k) };
        return site.apply("lrn", attributes, [x])?.value;
      }
    }
  }
  return undefined;
};

/** The number of fewest digits of which the quotient by a whole number is the same in float32. */
function quotientOf(quotient: number, divisor: number): number {
  const digits = Array.from({ length: 9 }, (_, index) => Number((quotient * divisor).toPrecision(index + 1)));
  return (
    digits.find((number) => Math.fround(number / divisor) === Math.fround(quotient)) ?? quotient * divisor
  );
}

/** What a value is a power of, whose exponent is -beta. */
function reciprocalPower(site: Site, value: ValueId) {
  const power = site.maker(value, "power");
  const [base] = power?.inputs ?? [];
  if (power !== undefined && base !== undefined)
    return { base, beta: -numberIn(power.attributes, "exponent") };
  const [one, product] = site.maker(value, "div")?.inputs ?? [];
  if (product === undefined || site.number(one) !== 1) return undefined;
  const factors = leaves(site, product, "mul");
  const [first] = factors;
  const isPower = first !== undefined && factors.every((factor) => factor === first);
  return isPower ? { base: first, beta: factors.length } : undefined;
}

/** How many neighbouring channels of x a value is the sum of the squares of, the larger half of them behind. */
function windowOfSquares(site: Site, value: ValueId, x: ValueId): number | undefined {
  const isSquare = (square: ValueId | undefined): boolean =>
    site.maker(square, "mul")?.inputs.every((factor) => factor === x) === true;
  if (isSquare(value)) return 1;
  const ranges = leaves(site, value, "add").map((leaf) => site.maker(leaf, "slice"));
  const size = ranges.length;
  const border = site.maker(ranges[0]?.inputs[0], "concat");
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const channels = Number(site.shape(x)[1]);
  const isShifted = ranges.every((range, start) => {
    const { axis, start: from, end } = range?.attributes ?? {};
    return (
      axis === 1 && from === start && end === start + channels && range?.inputs[0] === border?.results[0]
    );
  });
  const parts = border?.inputs ?? [];
  const isZero = parts.every((part) => isSquare(part) || site.isRepeated(part, 0));
  const at = parts.findIndex(isSquare);
  const width = parts.slice(0, at).reduce((sum, part) => sum + Number(site.shape(part)[1]), 0);
  const isWhole =
    border !== undefined && Number(site.shape(border.results[0] ?? -1)[1]) === before + channels + after;
  return border?.attributes.axis === 1 && isShifted && isZero && at >= 0 && width === before && isWhole
    ? size
    : undefined;
}

/** The operands of a chain of one operator. */
function leaves(site: Site, value: ValueId, op: string): readonly ValueId[] {
  const { inputs = [] } = site.maker(value, op) ?? {};
  return inputs.length === 0 ? [value] : inputs.flatMap((input) => leaves(site, input, op));
}

/** Normalisations that exporters write as arithmetic. */
export const normalisations: readonly Pattern[] = [layernorm, groupnorm, lrn];
