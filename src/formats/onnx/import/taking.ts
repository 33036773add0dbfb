import { elements, type Shape } from "../../../ir/graph.js";
import { axesIn, axisIn, constantFlow, type Context } from "./context.js";
import type { Flow } from "./draft.js";
import { floats } from "./known.js";
import { shortest } from "./nodes.js";
import { malformed, unsupported } from "./refusal.js";
import { reshape, transpose } from "./shaping.js";
import type { Translation } from "./translation.js";

/** Operators that take elements from places along axes, and put them side by side. */
export const taking: Readonly<Record<string, Translation>> = {
  Concat: (context) => {
    const parts = context.inputs.map((_, index) => context.input(index));
    const rank = context.shape(context.input(0)).length;
    return [concat(context, parts, axisIn(context.number("axis", 1), rank))];
  },
  Split: (context) => {
    const x = context.input(0);
    const shape = context.shape(x);
    const axis = axisIn(context.number("axis", 0), shape.length);
    const extent = fixedExtent(shape, axis);
    const sizes = context.wholes(1, "split") ?? equalParts(extent, context.node.outputs.length);
    if (
      sizes.length !== context.node.outputs.length ||
      sizes.reduce((sum, size) => sum + size, 0) !== extent
    ) {
      malformed(`parts of (${sizes.join(", ")}) do not make ${extent}`);
    }
    if (sizes.some((size) => !(size > 0))) unsupported("a part without elements");
    let start = 0;
    return sizes.map((size) => {
      const part = range(context, x, axis, start, start + size);
      start += size;
      return part;
    });
  },
  Slice: (context) => {
    const x = context.input(0);
    const rank = context.shape(x).length;
    const starts = context.wholes(1, "starts") ?? malformed("it has no starts");
    const ends = context.wholes(2, "ends") ?? malformed("it has no ends");
    const axes = axesIn(context.wholes(3, "axes") ?? starts.map((_, index) => index), rank);
    const steps = context.inputs[4] === undefined ? [] : [...context.known(4, "steps").data];
    return [
      axes.reduce((value, axis, index) => {
        const step = steps[index] ?? 1;
        const [start = 0, end = 0] = [starts[index], ends[index]];
        // From the batch only all of it can be taken.
        if (context.shape(value)[axis] === "N") {
          return start === 0 && end >= 2 ** 31 - 1 && step === 1 ? value : unsupported("a part of the batch");
        }
        return take(context, value, axis, places(fixedExtent(context.shape(value), axis), start, end, step));
      }, x),
    ];
  },
  Gather: (context) => {
    const x = context.input(0);
    const shape = context.shape(x);
    const indices = context.known(1, "indices");
    const axis = axisIn(context.number("axis", 0), shape.length);
    const extent = fixedExtent(shape, axis);
    const taken = take(
      context,
      x,
      axis,
      Array.from(indices.data, (index) => (index < 0 ? index + extent : index)),
    );
    return [reshape(context, taken, shape.toSpliced(axis, 1, ...indices.shape))];
  },
  Pad: (context) => [pad(context)],
  Tile: (context) => {
    const repeats = [...context.known(1, "repeats").data];
    return [
      repeats.reduce((value, count, axis) => {
        if (!(count >= 1 && count <= pieceLimit)) unsupported(`${count} repetitions`);
        return count === 1 ? value : concat(context, new Array<Flow>(count).fill(value), axis);
      }, context.input(0)),
    ];
  },
  DepthToSpace: (context) => {
    const block = blockSize(context);
    if (context.word("mode", "DCR") === "CRD") {
      return [context.apply("pixel_shuffle", { factor: block }, [context.input(0)])];
    }
    const [n, depth, height, width] = imageShape(context);
    const split = reshape(context, context.input(0), [n, block, block, depth / block ** 2, height, width]);
    const mixed = transpose(context, split, [0, 3, 4, 1, 5, 2]);
    return [reshape(context, mixed, [n, depth / block ** 2, height * block, width * block])];
  },
  SpaceToDepth: (context) => {
    const block = blockSize(context);
    const [n, depth, height, width] = imageShape(context);
    const split = reshape(context, context.input(0), [n, depth, height / block, block, width / block, block]);
    const order = context.word("mode", "DCR") === "CRD" ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
    const mixed = transpose(context, split, order);
    return [reshape(context, mixed, [n, depth * block ** 2, height / block, width / block])];
  },
};

/** Pieces that elements may be taken in. */
const pieceLimit = 512;

function fixedExtent(shape: Shape, axis: number): number {
  const dim = shape[axis];
  return typeof dim === "number" ? dim : unsupported("it takes the batch apart");
}

export function range(context: Context, x: Flow, axis: number, start: number, end: number): Flow {
  const isAll = start === 0 && end === context.shape(x)[axis];
  return isAll ? x : context.apply("slice", { axis, start, end }, [x]);
}

export function concat(context: Context, parts: readonly Flow[], axis: number): Flow {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const present = parts.filter((part) => context.shape(part)[axis] !== 0);
  return present.length === 1 && present[0] !== undefined
    ? present[0]
    : context.apply("concat", { axis }, present);
}

/** Elements of an axis in any order, as the longest ranges that follow each other. */
export function take(context: Context, x: Flow, axis: number, indices: readonly number[]): Flow {
  const extent = fixedExtent(context.shape(x), axis);
  if (indices.length === 0) unsupported("a result without elements");
  if (!indices.every((index) => Number.isInteger(index) && index >= 0 && index < extent)) {
    malformed(`an index is outside an axis of ${extent}`);
  }
  const ranges: { readonly start: number; end: number }[] = [];
  for (const index of indices) {
    const last = ranges.at(-1);
    if (last?.end === index) last.end += 1;
    else ranges.push({ start: index, end: index + 1 });
    if (ranges.length > pieceLimit) unsupported(`it takes elements from more than ${pieceLimit} places`);
  }
  const parts = ranges.map(({ start, end }) => range(context, x, axis, start, end));
  return concat(context, parts, axis);
}

function equalParts(extent: number, count: number): readonly number[] {
  const size = Math.ceil(extent / Math.max(count, 1));
  return Array.from({ length: count }, (_, index) => Math.min(size, extent - index * size));
}

/** The indices of ONNX's slice, whose bounds are clamped. */
function places(extent: number, start: number, end: number, step: number): readonly number[] {
  if (!Number.isInteger(step) || step === 0) malformed(`a slice has step ${step}`);
  const from = (bound: number): number => (bound < 0 ? bound + extent : bound);
  const [lowest, highest] = step > 0 ? [0, extent] : [-1, extent - 1];
  const clamp = (bound: number): number => Math.min(Math.max(from(bound), lowest), highest);
  const first = step > 0 ? clamp(start) : Math.min(Math.max(from(start), 0), extent - 1);
  const last = clamp(end);
  const count = Math.max(Math.ceil((last - first) / step), 0);
  if (!(count <= extent)) malformed(`a slice goes from ${start} to ${end}`);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function blockSize(context: Context): number {
  const block = context.number("blocksize");
  return Number.isInteger(block) && block >= 1 ? block : malformed(`its blocks are of size ${block}`);
}

function imageShape(context: Context): readonly ["N" | number, number, number, number] {
  const [n = 1, ...rest] = context.shape(context.input(0));
  const [depth = 0, height = 0, width = 0] = rest.map(Number);
  return rest.length === 3 ? [n, depth, height, width] : malformed("its input is no image [C, H, W]");
}

function pad(context: Context): Flow {
  const x = context.input(0);
  const rank = context.shape(x).length;
  const given = context.wholes(1, context.opset < 2 ? "paddings" : "pads") ?? malformed("it has no pads");
  const axes = axesIn(context.wholes(3, "axes") ?? [...Array(rank).keys()], rank);
  if (given.length !== 2 * axes.length) malformed(`${given.length} pads for ${axes.length} axes`);
  const mode = context.word("mode", "constant");
  const value = context.inputs[2] ?? constantFlow(floats([context.number("value", 0)], []));
  const widths = axes.map((axis, index) => {
    return { axis, begin: given[index] ?? 0, end: given[index + axes.length] ?? 0 };
  });
  if (widths.some(({ begin, end }) => !(Math.abs(begin) < 2 ** 31 && Math.abs(end) < 2 ** 31))) {
    malformed(`it pads by (${given.join(", ")})`);
  }
  const isBorder = rank === 3 || rank === 4;
  const isSpatial = widths.every(
    ({ axis, begin, end }) => (axis >= 2 && begin >= 0 && end >= 0) || (begin === 0 && end === 0),
  );
  const number = value.kind === "known" ? (value.tensor.data[0] ?? 0) : NaN;
  // Maximum pools are padded with -Infinity, which no layer of the language writes.
  if (mode === "constant" && isBorder && isSpatial && Number.isFinite(number)) {
    const spatial = Array.from({ length: rank - 2 }, (_, index) =>
      widths.find(({ axis }) => axis === index + 2),
    );
    const padding = [...spatial.map((one) => one?.begin ?? 0), ...spatial.map((one) => one?.end ?? 0)];
    if (padding.every((width) => width === 0)) return x;
    return context.apply("constant_pad", { padding, value: shortest(number) }, [x]);
  }
  return widths.reduce((padded, { axis, begin, end }) => {
    if (begin === 0 && end === 0) return padded;
    const extent = fixedExtent(context.shape(padded), axis);
    const inner = range(context, padded, axis, Math.max(-begin, 0), extent - Math.max(-end, 0));
    const [before, after] = [Math.max(begin, 0), Math.max(end, 0)];
    if (mode !== "constant") return take(context, inner, axis, mirrored(mode, extent, before, after));
    const border = (width: number): readonly Flow[] => {
      if (width === 0) return [];
      const shape = context
        .shape(inner)
        .with(axis, width)
        .map((dim) => (dim === "N" ? -1 : dim));
      return [
        context.apply("expand", { shape }, [value.kind === "known" ? oneNumber(context, value) : value]),
      ];
    };
    return concat(context, [...border(before), inner, ...border(after)], axis);
  }, x);
}

/** A value of the graph, since what it is repeated to has the batch, which is not known. */
function oneNumber(context: Context, { tensor }: Extract<Flow, { kind: "known" }>): Flow {
  if (elements(tensor.shape) !== 1) malformed("its value is not one number");
  return context.apply("constant", { shape: [], data: [...tensor.data] }, []);
}

function mirrored(mode: string, extent: number, before: number, after: number): readonly number[] {
  if (before + after > pieceLimit) unsupported(`a border of ${before + after} elements that is not constant`);
  const all = Array.from({ length: before + extent + after }, (_, index) => index - before);
  switch (mode) {
    case "edge":
      return all.map((index) => Math.min(Math.max(index, 0), extent - 1));
    case "reflect":
      if (before >= extent || after >= extent) malformed("it reflects more than there is");
      return all.map((index) => {
        const from = Math.abs(index);
        return from < extent ? from : 2 * (extent - 1) - from;
      });
    case "wrap":
      return all.map((index) => ((index % extent) + extent) % extent);
    default:
      return malformed(`there is no mode ${mode}`);
  }
}
