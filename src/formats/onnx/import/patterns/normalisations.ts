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
    const normal = site.maker(site.maker(value, "reshape")?.inputs[0], "instancenorm");
    const [grouped, one, zero] = normal?.inputs ?? [];
    const [x] = site.maker(grouped, "reshape")?.inputs ?? [];
    if (normal === undefined || grouped === undefined || x === undefined) continue;
    const shape = site.shape(x);
    const channels = Number(shape[1]);
    if (site.shape(value).join() !== shape.join() || !site.isAll(one, 1) || !site.isAll(zero, 0)) continue;
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

/** Normalisations that exporters write as arithmetic. */
export const normalisations: readonly Pattern[] = [layernorm, groupnorm];
