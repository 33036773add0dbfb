import type { ValueId } from "../../../../ir/graph.js";
import { numbersIn } from "../../../../ops/read.js";
import { shortest } from "../nodes.js";
import { affine } from "./constants.js";
import type { Pattern } from "./site.js";

/** A known vector that is added to what a layer without a bias gives is its bias. */
const bias: Pattern = (site) => {
  if (site.node.op !== "add") return undefined;
  for (const [value, added] of site.orders()) {
    const layer =
      site.maker(value, "conv") ?? site.maker(value, "dense") ?? site.maker(value, "conv_transpose");
    if (layer?.attributes.bias !== false) continue;
    const shape = site.shape(value);
    const vector = site.channelVector(added, Number(shape[1]), shape.length);
    if (vector === undefined) continue;
    return site.apply(layer.op, { ...layer.attributes, bias: true }, [...layer.inputs, vector])?.value;
  }
  return undefined;
};

/** A product with a known number for each channel. */
const layerScale: Pattern = (site) => {
  if (site.node.op !== "mul") return undefined;
  for (const [value, scale] of site.orders()) {
    const shape = site.shape(value);
    const channels = Number(shape[1]);
    if (site.known(value) !== undefined || site.known(scale)?.shape.length !== shape.length - 1) continue;
    const vector = site.channelVector(scale, channels, shape.length);
    if (vector !== undefined) return site.apply("layer_scale", { init: 1e-6 }, [value, vector])?.value;
  }
  return undefined;
};

/** A product with one known number, or a quotient by it. */
const times: Pattern = (site) => {
  const { node } = site;
  if (node.op !== "mul" && node.op !== "div") return undefined;
  const [own = -1] = node.results;
  for (const [value, factor] of node.op === "mul" ? site.orders() : site.orders().slice(0, 1)) {
    const number = site.number(factor);
    if (number === undefined || site.shape(value).join() !== site.shape(own).join()) continue;
    const product = node.op === "mul" ? number : 1 / number;
    if (Math.abs(product) <= 1e6) return site.apply("times", { factor: shortest(product) }, [value])?.value;
  }
  return undefined;
};

/** A mean or maximum over all places, of which nothing is kept. */
const globalPool: Pattern = (site) => {
  const { node } = site;
  const [own = -1] = node.results;
  const isShape = node.op === "flatten" || node.op === "reshape";
  const pool = isShape ? site.makerOf(node.inputs[0]) : node;
  const op = pool && pools.get(pool.op);
  const [x] = pool?.inputs ?? [];
  if (op === undefined || pool === undefined || x === undefined) return undefined;
  const shape = site.shape(x);
  const places = shape.flatMap((_, axis) => (axis < 2 ? [] : [axis]));
  const isAll = places.length > 0 && numbersIn(pool.attributes, "axes").join() === places.join();
  const isFlat = site.shape(own).join() === shape.slice(0, 2).join();
  return isAll && isFlat ? site.apply(op, {}, [x])?.value : undefined;
};

const pools: ReadonlyMap<string, string> = new Map([
  ["reduce_mean", "global_avgpool"],
  ["reduce_max", "global_maxpool"],
]);

/** The larger of x and a depthwise convolution of x. */
const frelu: Pattern = (site) => {
  if (site.node.op !== "maximum") return undefined;
  for (const [x, context] of site.orders()) {
    const conv = site.maker(context, "conv");
    const [from, ...weights] = conv?.inputs ?? [];
    if (conv === undefined || from !== x || weights.length !== 1) continue;
    const kernel = numbersIn(conv.attributes, "kernel");
    const found = site.apply("frelu", { kernel }, [x, ...weights]);
    const channels = site.shape(x)[1];
    const isSame = conv.attributes.groups === channels && conv.attributes.filters === channels;
    const half = kernel.map((extent) => (extent - 1) / 2);
    const isCentred = numbersIn(conv.attributes, "padding").join() === [...half, ...half].join();
    const isDense = [
      ...numbersIn(conv.attributes, "stride"),
      ...numbersIn(conv.attributes, "dilation"),
    ].every((step) => step === 1);
    if (found !== undefined && isSame && isCentred && isDense) return found.value;
  }
  return undefined;
};

/** A border of zeros around what a convolution sees is its padding. */
const padding: Pattern = (site) => {
  const { node } = site;
  const border = node.op === "conv" ? site.maker(node.inputs[0], "constant_pad") : undefined;
  const [x] = border?.inputs ?? [];
  if (border?.attributes.value !== 0 || x === undefined) return undefined;
  const outer = numbersIn(border.attributes, "padding");
  const widths = numbersIn(node.attributes, "padding").map((width, side) => width + (outer[side] ?? 0));
  const inputs: readonly ValueId[] = [x, ...node.inputs.slice(1)];
  return site.apply("conv", { ...node.attributes, padding: widths }, inputs)?.value;
};

/** A pool of single elements passes them through. */
const unitPool: Pattern = (site) => {
  const { op, attributes, inputs } = site.node;
  const [x] = inputs;
  if ((op !== "avgpool" && op !== "maxpool") || x === undefined) return undefined;
  const isUnit = [...numbersIn(attributes, "kernel"), ...numbersIn(attributes, "stride")].every(
    (one) => one === 1,
  );
  return isUnit && numbersIn(attributes, "padding").every((width) => width === 0) ? site.same(x) : undefined;
};

/** Layers whose parts exporters write as nodes of their own. */
export const layerPatterns: readonly Pattern[] = [bias, globalPool, frelu, padding, unitPool];

/** Arithmetic with known numbers that is no part of another layer. */
export const scalings: readonly Pattern[] = [layerScale, times, affine];
