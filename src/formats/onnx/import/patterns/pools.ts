import type { Node, ValueId } from "../../../../ir/graph.js";
import { windowsOf } from "../../../../ops/adaptive.js";
import { numbersIn } from "../../../../ops/read.js";
import { spatialExtents } from "../../../../ops/window.js";
import type { Pattern, Site } from "./site.js";

const adaptivePools: ReadonlyMap<string, string> = new Map([
  ["reduce_mean", "adaptive_avgpool"],
  ["reduce_max", "adaptive_maxpool"],
]);

/** Means or maxima of ranges of one spatial axis, side by side, where the ranges are those of adaptive pooling. */
const adaptive: Pattern = (site) => {
  const { op, attributes, inputs } = site.node;
  const axis = Number(attributes.axis);
  if (op !== "concat" || axis < 2) return undefined;
  const reductions = inputs.map((part) => site.makerOf(part));
  const [first] = reductions;
  const pool = first && adaptivePools.get(first.op);
  if (pool === undefined || !reductions.every((one) => one?.op === first?.op && keepsOnly(one, axis))) {
    return undefined;
  }
  const parts = reductions.flatMap((one) => one?.inputs ?? []);
  // Windows that are all that there is are the value itself.
  const isWhole = parts.every((part) => part === parts[0]);
  const ranges = parts.map((part) => rangeOf(site, part, axis, isWhole));
  const x = ranges[0]?.x ?? -1;
  const size = spatialExtents(site.shape(x));
  const [windows = []] = windowsOf([size[axis - 2] ?? 1], [ranges.length]);
  const isPool = windows.every((window, index) => {
    const range = ranges[index];
    return range?.x === x && range.start === window[0] && range.end === range.start + window.length;
  });
  return isPool ? site.apply(pool, { size: size.with(axis - 2, ranges.length) }, [x])?.value : undefined;
};

function rangeOf(site: Site, part: ValueId, axis: number, isWhole: boolean) {
  const slice = isWhole ? undefined : site.maker(part, "slice");
  const [x] = slice?.inputs ?? [];
  if (slice?.attributes.axis !== axis || x === undefined) {
    return { x: part, start: 0, end: Number(site.shape(part)[axis]) };
  }
  return { x, start: Number(slice.attributes.start), end: Number(slice.attributes.end) };
}

function keepsOnly(node: Node | undefined, axis: number): boolean {
  const { attributes } = node ?? {};
  return attributes?.keepdims === true && String(attributes.axes) === String(axis);
}

/** Adaptive pooling of one axis and then of another is one of both. */
const adaptiveAxes: Pattern = (site) => {
  const outer = site.node;
  const inner = site.makerOf(outer.inputs[0]);
  const [x] = inner?.inputs ?? [];
  const [own = -1] = outer.results;
  if (inner === undefined || x === undefined) return undefined;
  const [op, innerOp] = [outer, inner].map((node) => adaptiveOperator(node));
  if (op === undefined || op !== innerOp || (outer.op !== op && inner.op !== op)) return undefined;
  const [from, between, to] = [x, inner.results[0] ?? -1, own].map((value) =>
    spatialExtents(site.shape(value)),
  );
  if (from === undefined || between?.length !== from.length || to?.length !== from.length) return undefined;
  const isOnce = from.every((extent, axis) => extent === between[axis] || between[axis] === to[axis]);
  return isOnce ? site.apply(op, { size: to }, [x])?.value : undefined;
};

/** The adaptive pooling that a node is, or that a reduction of spatial axes, which stay, can be seen as. */
function adaptiveOperator({ op, attributes }: Node): string | undefined {
  if ([...adaptivePools.values()].includes(op)) return op;
  const isSpatial =
    attributes.keepdims === true && numbersIn(attributes, "axes", []).every((axis) => axis >= 2);
  return isSpatial ? adaptivePools.get(op) : undefined;
}

/** A border below all numbers along an axis of what a maximum is taken of is its padding. */
const bordered: Pattern = (site) => {
  const { node } = site;
  const border = node.op === "maxpool" ? site.maker(node.inputs[0], "concat") : undefined;
  const axis = Number(border?.attributes.axis) - 2;
  const parts = border?.inputs ?? [];
  const inner = parts.filter((part) => !site.isRepeated(part, -Infinity));
  const [x] = inner;
  if (x === undefined || inner.length !== 1 || !(axis >= 0)) return undefined;
  const at = parts.indexOf(x);
  const padding = numbersIn(node.attributes, "padding");
  const width = (some: readonly number[]): number =>
    some.reduce((sum, part) => sum + Number(site.shape(part)[axis + 2]), 0);
  const wider = padding
    .with(axis, (padding[axis] ?? 0) + width(parts.slice(0, at)))
    .with(axis + padding.length / 2, (padding[axis + padding.length / 2] ?? 0) + width(parts.slice(at + 1)));
  return site.apply("maxpool", { ...node.attributes, padding: wider }, [x])?.value;
};

/** A border of zeros around what a mean is taken of is padding that counts, where it is narrower than the window. */
const zeroBorder: Pattern = (site) => {
  const { op, attributes, inputs } = site.node;
  const border = op === "avgpool" ? site.maker(inputs[0], "constant_pad") : undefined;
  const [x] = border?.inputs ?? [];
  const isBare =
    attributes.ceil === false && numbersIn(attributes, "padding", []).every((width) => width === 0);
  if (border?.attributes.value !== 0 || x === undefined || !isBare) return undefined;
  const padding = numbersIn(border.attributes, "padding");
  const kernel = numbersIn(attributes, "kernel");
  if (padding.some((width, side) => width >= (kernel[side % kernel.length] ?? 0))) return undefined;
  return site.apply("avgpool", { ...attributes, padding, count_include_pad: true }, [x])?.value;
};

/** Pools that ONNX or its exporters write as several nodes. */
export const pools: readonly Pattern[] = [adaptive, adaptiveAxes, bordered, zeroBorder];
