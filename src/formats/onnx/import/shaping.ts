import { elements, type Dim, type Shape } from "../../../ir/graph.js";
import { shapeAttribute } from "../../../ops/shapes.js";
import { sameShape } from "../../../ir/graph.js";
import { axesIn, axisIn, type Context } from "./context.js";
import type { Flow } from "./draft.js";
import { limited } from "./fold.js";
import { floats, integers, type Known } from "./known.js";
import { malformed, unsupported } from "./refusal.js";
import type { Translation } from "./translation.js";

/** Operators that give elements another shape or order. */
export const shaping: Readonly<Record<string, Translation>> = {
  Shape: (context) => {
    const shape = context.shape(context.input(0)).map((dim) => (dim === "N" ? NaN : dim));
    const end = context.number("end", shape.length);
    return [known(integers(shape.slice(context.number("start", 0), end)))];
  },
  Size: (context) => {
    const shape = context.shape(context.input(0));
    return [known(integers([shape.includes("N") ? Infinity : elements(shape)], []))];
  },
  Constant: ({ node, attributes, inputs: [value] }) => {
    if (value !== undefined) return [value];
    const { value_float, value_int, value_floats, value_ints } = attributes;
    if (typeof value_float === "number") return [known(floats([value_float], []))];
    if (typeof value_int === "number") return [known(integers([value_int], []))];
    if (typeof value_floats === "object") return [known(floats(value_floats, [value_floats.length]))];
    if (typeof value_ints === "object") return [known(integers(value_ints))];
    return unsupported(`a constant that is ${node.others.join(", ") || "text"}`);
  },
  ConstantOfShape: (context) => {
    const shape = [...context.known(0, "shape").data];
    const value = context.inputs[1]?.kind === "known" ? context.inputs[1].tensor : floats([0], [1]);
    if (shape.some((extent) => !Number.isFinite(extent))) unsupported("a constant as large as the batch");
    if (shape.some((extent) => extent < 0)) malformed(`its shape is [${shape.join(", ")}]`);
    limited(shape);
    const data = new Float64Array(elements(shape)).fill(value.data[0] ?? 0);
    return [known(value.kind === "float" ? floats(data, shape) : { shape, kind: "integer", data })];
  },
  Reshape: (context) => {
    const asked = context.wholes(1, "shape") ?? malformed("it has no shape");
    const x = context.input(0);
    const from = context.shape(x);
    const zeroIsKept = !context.flag("allowzero", false);
    const to = asked.map((extent, axis): number => {
      if (extent !== 0 || !zeroIsKept) return extent;
      const dim = from[axis] ?? malformed(`there is no axis ${axis} to keep`);
      return dim === "N" ? NaN : dim;
    });
    return [reshape(context, x, resolved(from, to, context.fixedBatch))];
  },
  Flatten: (context) => {
    const x = context.input(0);
    const shape = context.shape(x);
    const given = context.number("axis", 1);
    const axis = given === shape.length ? given : axisIn(given, shape.length);
    const joined = (dims: Shape): Dim => {
      if (!dims.includes("N")) return elements(dims);
      return elements(dims) === 1 ? "N" : unsupported("it joins the batch with another axis");
    };
    return [reshape(context, x, [joined(shape.slice(0, axis)), joined(shape.slice(axis))])];
  },
  Squeeze: (context) => {
    const x = context.input(0);
    const shape = context.shape(x);
    const given = context.wholes(1, "axes");
    const axes = given
      ? axesIn(given, shape.length)
      : shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
    if (
      axes.some((axis) => shape[axis] !== 1 && !(axis === 0 && shape[0] === "N" && context.fixedBatch === 1))
    ) {
      malformed(`axes (${axes.join(", ")}) of [${shape.join(", ")}] have not extent 1`);
    }
    if (axes.some((axis) => shape[axis] === "N")) unsupported("it takes the batch away");
    return [
      reshape(
        context,
        x,
        shape.filter((_, axis) => !axes.includes(axis)),
      ),
    ];
  },
  Unsqueeze: (context) => {
    const x = context.input(0);
    const shape = context.shape(x);
    const given = context.wholes(1, "axes") ?? malformed("it has no axes");
    const rank = shape.length + given.length;
    if (rank > 16) unsupported(`a tensor of ${rank} axes`);
    const axes = axesIn(given, rank);
    const rest = [...shape];
    const to = Array.from({ length: rank }, (_, axis): Dim =>
      axes.includes(axis) ? 1 : (rest.shift() ?? 1),
    );
    return [reshape(context, x, to)];
  },
  Expand: (context) => {
    const x = context.input(0);
    const asked = [...context.known(1, "shape").data];
    const from = context.shape(x);
    const rank = Math.max(asked.length, from.length);
    const to = Array.from({ length: rank }, (_, axis): Dim => {
      const own = from[axis - rank + from.length] ?? 1;
      const wanted = asked[axis - rank + asked.length] ?? 1;
      if (own === "N") {
        const fits = wanted === 1 || Number.isNaN(wanted) || wanted === context.fixedBatch;
        return fits ? "N" : unsupported("it repeats the batch");
      }
      if (Number.isNaN(wanted)) return "N";
      return wanted === 1 ? own : wanted;
    });
    if (to.some((dim) => dim !== "N" && (!Number.isInteger(dim) || dim < 1))) {
      malformed(`it expands to [${to.join(", ")}]`);
    }
    if (sameShape(from, to)) return [x];
    if (x.kind === "known") limited(to.map(Number));
    return [context.apply("expand", { shape: shapeAttribute(to) }, [x])];
  },
  Transpose: (context) => {
    const x = context.input(0);
    const rank = context.shape(x).length;
    const order = axesIn(context.numbers("perm", [...Array(rank).keys()].reverse()), rank);
    return [transpose(context, x, order)];
  },
};

function known(tensor: Known): Flow {
  return { kind: "known", tensor };
}

export function transpose(context: Context, x: Flow, order: readonly number[]): Flow {
  return order.every((axis, index) => axis === index) ? x : context.apply("transpose", { order }, [x]);
}

/** The elements of `x` in their order under another shape; what keeps the first axis only is a flatten. */
export function reshape(context: Context, x: Flow, to: Shape): Flow {
  const from = context.shape(x);
  if (sameShape(from, to)) return x;
  const isFlat = to.length === 2 && from.length > 2 && from[0] === to[0] && to[0] === "N";
  return isFlat
    ? context.apply("flatten", {}, [x])
    : context.apply("reshape", { shape: shapeAttribute(to) }, [x]);
}

/** The shape that a reshape gives: one -1 is what is left over, NaN is the batch. */
function resolved(from: Shape, to: readonly number[], fixedBatch: number | undefined): Shape {
  if (to.some((extent) => extent === Infinity)) unsupported("it computes a shape from the batch");
  if (to.filter((extent) => extent === -1).length > 1 || to.some((extent) => extent < -1)) {
    malformed(`it reshapes to [${to.join(", ")}]`);
  }
  const hasBatch = from.includes("N");
  const sample = elements(from.filter((dim) => dim !== "N"));
  const numbers = to.filter((extent) => extent !== -1 && !Number.isNaN(extent));
  const left = sample / elements(numbers);
  const dims = to.map((extent): Dim => (Number.isNaN(extent) ? "N" : extent));
  if (!hasBatch || dims.includes("N")) return dims.map((dim) => (dim === -1 ? left : dim));
  // The batch is what is left over, or the number that it was.
  if (dims.includes(-1) && left === 1) return dims.map((dim) => (dim === -1 ? "N" : dim));
  if (dims[0] === fixedBatch && fixedBatch !== undefined) {
    return resolved(from, [NaN, ...to.slice(1)], undefined);
  }
  return unsupported(
    `[${from.join(", ")}] becomes [${to.join(", ")}], which joins the batch with another axis`,
  );
}
