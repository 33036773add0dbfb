import type { ValueId } from "../../../../ir/graph.js";
import { numbersIn } from "../../../../ops/read.js";
import { permuted } from "../../../../ops/transpose.js";
import type { New, Pattern, Site } from "./site.js";

/** Two transpositions are one; one that changes nothing is none. */
const transposes: Pattern = (site) => {
  const { node } = site;
  if (node.op !== "transpose") return undefined;
  const order = numbersIn(node.attributes, "order");
  const inner = site.maker(node.inputs[0], "transpose");
  const [x] = inner?.inputs ?? [];
  if (inner === undefined || x === undefined) return undefined;
  const both = permuted(numbersIn(inner.attributes, "order"), order);
  const isNothing = both.every((axis, index) => axis === index);
  return isNothing ? site.same(x) : site.apply("transpose", { order: both }, [x])?.value;
};

/** Two reshapes are the second. */
const reshapes: Pattern = (site) => {
  const { node } = site;
  const [x] = site.maker(node.inputs[0], "reshape")?.inputs ?? [];
  if ((node.op !== "reshape" && node.op !== "flatten") || x === undefined) return undefined;
  const [own = -1] = node.results;
  return site.shape(x).join() === site.shape(own).join()
    ? site.same(x)
    : site.apply(node.op, node.attributes, [x])?.value;
};

/** What acts on each element for itself acts before a transposition too, which then may meet another. */
const sinking: Pattern = (site) => {
  const { node } = site;
  if (!elementwise.has(node.op)) return undefined;
  const [first, second] = node.inputs;
  const operands = second === undefined ? [[first, second] as const] : site.orders();
  for (const [value, other] of operands) {
    const turned = site.maker(value, "transpose");
    const [x] = turned?.inputs ?? [];
    if (turned === undefined || x === undefined) continue;
    const order = numbersIn(turned.attributes, "order");
    const column = other === undefined ? undefined : columnOf(site, other, order);
    if (other !== undefined && column === undefined) continue;
    const result = site.apply(node.op, node.attributes, column === undefined ? [x] : [x, column]);
    return result && site.apply("transpose", { order }, [result])?.value;
  }
  return undefined;
};

/** A known vector along the last axis that the channels become in an order, along the channels. */
function columnOf(site: Site, value: ValueId, order: readonly number[]): New | undefined {
  const vector = site.known(value);
  const rank = order.length;
  if (vector?.shape.length !== 1 || order[rank - 1] !== 1) return undefined;
  return site.weight(value, [vector.data.length, ...new Array<number>(rank - 2).fill(1)]);
}

const elementwise: ReadonlySet<string> = new Set([
  ...["relu", "relu6", "gelu", "silu", "sigmoid", "tanh", "hard_swish", "hard_sigmoid", "elu", "leaky_relu"],
  ...["add", "mul", "erf", "dropout"],
]);

/** [N, g · c] as [N, g, c], the two exchanged, and joined again. */
const channelShuffle: Pattern = (site) => {
  const { node } = site;
  const isJoin = node.op === "reshape" || node.op === "flatten";
  const turned = isJoin ? site.maker(node.inputs[0], "transpose") : undefined;
  const split = site.maker(turned?.inputs[0], "reshape");
  const [x] = split?.inputs ?? [];
  if (turned === undefined || split === undefined || x === undefined) return undefined;
  const [own = -1] = node.results;
  const [before, middle] = [site.shape(x), site.shape(split.results[0] ?? -1)];
  const swap = [0, 2, 1, ...middle.slice(3).map((_, axis) => axis + 3)];
  const isSwap = numbersIn(turned.attributes, "order").join() === swap.join();
  if (!isSwap || before.join() !== site.shape(own).join() || middle.length !== before.length + 1)
    return undefined;
  const isSplit = middle.slice(3).join() === before.slice(2).join() && middle[0] === before[0];
  if (!isSplit) return undefined;
  // One group, or one channel in each.
  if (middle[1] === 1 || middle[2] === 1) return site.same(x);
  return site.apply("channel_shuffle", { groups: Number(middle[1]) }, [x])?.value;
};

/** [N, C · f · f, H, W] as [N, C, f, f, H, W], then [N, C, H, f, W, f], then joined. */
const pixelShuffle: Pattern = (site) => {
  const { node } = site;
  const turned = node.op === "reshape" ? site.maker(node.inputs[0], "transpose") : undefined;
  const split = site.maker(turned?.inputs[0], "reshape");
  const [x] = split?.inputs ?? [];
  if (turned === undefined || split === undefined || x === undefined) return undefined;
  const middle = site.shape(split.results[0] ?? -1);
  const [n, channels, factor, other, height, width] = middle.map((dim) => (dim === "N" ? -1 : dim));
  if (
    middle.length !== 6 ||
    factor !== other ||
    numbersIn(turned.attributes, "order").join() !== "0,1,4,2,5,3"
  ) {
    return undefined;
  }
  const fits = (a: readonly unknown[], b: readonly unknown[]): boolean => a.join() === b.join();
  const size = Number(factor);
  const given = site.shape(x).map((dim) => (dim === "N" ? -1 : dim));
  const [own = -1] = node.results;
  const made = site.shape(own).map((dim) => (dim === "N" ? -1 : dim));
  const isWhole =
    fits(given, [n, Number(channels) * size * size, height, width]) &&
    fits(made, [n, channels, Number(height) * size, Number(width) * size]);
  return isWhole ? site.apply("pixel_shuffle", { factor: size }, [x])?.value : undefined;
};

/** Those whose parts are found before they become parts of anything else. */
export const shuffles: readonly Pattern[] = [channelShuffle, pixelShuffle];

/** Elements in another order or under another shape. */
export const rearrangements: readonly Pattern[] = [transposes, reshapes, sinking, ...shuffles];
