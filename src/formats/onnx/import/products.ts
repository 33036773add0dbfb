import { elements, type Dim, type Shape } from "../../../ir/graph.js";
import { defaultInitialiser } from "../../../ops/initialisers.js";
import { scalar, type Context } from "./context.js";
import type { Flow } from "./draft.js";
import { floats, turned } from "./known.js";
import { malformed, unsupported } from "./refusal.js";
import { reshape, transpose } from "./shaping.js";
import { concat, range } from "./taking.js";
import type { Translation } from "./translation.js";

/** Products of matrices. One with a known second operand is a dense layer. */
export const products: Readonly<Record<string, Translation>> = {
  Gemm: (context) => {
    const [x, weight, bias] = [context.input(0), context.input(1), context.inputs[2]];
    const [alpha, beta] = [context.number("alpha", 1), context.number("beta", 1)];
    const [transposeA, transposeB] = [context.flag("transA", false), context.flag("transB", false)];
    if (context.shape(x).length !== 2 || context.shape(weight).length !== 2)
      malformed("it multiplies no matrices");
    const layer = asDense(context, transposeA, transposeB, { alpha, beta });
    if (layer !== undefined) return [layer];
    const product = context.apply("matmul", { transposeA, transposeB }, [x, weight]);
    const scaled = alpha === 1 ? product : context.combine("mul", product, scalar(alpha));
    if (bias === undefined || beta === 0) return [scaled];
    return [context.combine("add", scaled, beta === 1 ? bias : context.combine("mul", bias, scalar(beta)))];
  },
  MatMul: (context) => {
    const [a, b] = [context.input(0), context.input(1)];
    const [left, right] = [context.shape(a), context.shape(b)];
    if (left.length === 0 || right.length === 0) malformed("it multiplies a number");
    // A vector is a matrix of one row or one column, which is taken away again.
    const [rows, columns] = [left.length === 1, right.length === 1];
    const matrixA = rows ? reshape(context, a, [1, ...left]) : a;
    const matrixB = columns ? reshape(context, b, [...right, 1]) : b;
    const product = matrixProduct(context, matrixA, matrixB);
    const shape = context.shape(product);
    const kept = shape.filter(
      (_, axis) => !(columns && axis === shape.length - 1) && !(rows && axis === shape.length - 2),
    );
    return [reshape(context, product, kept)];
  },
};

/** Products of single matrices that one node may become. */
const productLimit = 256;

function asDense(
  context: Context,
  transposeA: boolean,
  transposeB: boolean,
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): Flow | undefined {
  const [x, weight, bias] = [context.input(0), context.input(1), context.inputs[2]];
  if (transposeA || x.kind === "known" || weight.kind !== "known" || bias?.kind === "value") return undefined;
  const stored = transposeB ? weight : { kind: "known" as const, tensor: turned(weight.tensor) };
  const units = Number(context.shape(stored)[0]);
  const scaled = alpha === 1 ? stored : context.combine("mul", stored, scalar(alpha));
  if (bias === undefined || beta === 0) return dense(context, x, scaled, undefined);
  const { data } = bias.tensor;
  const own = context.shape(bias);
  const isVector = data.length === 1 || (data.length === units && own.at(-1) === units);
  if (!isVector) return undefined;
  // One operand stays what it is, so that equal initialisers are shared.
  const isPlain = beta === 1 && own.length === 1 && data.length === units;
  const vector = floats(
    Float32Array.from({ length: units }, (_, unit) => beta * (data[data.length === 1 ? 0 : unit] ?? 0)),
    [units],
  );
  return dense(context, x, scaled, isPlain ? bias : { kind: "known", tensor: vector });
}

function dense(context: Context, x: Flow, weight: Flow, bias: Flow | undefined): Flow {
  const [units] = context.shape(weight);
  const attributes = { units: Number(units), bias: bias !== undefined, init: defaultInitialiser };
  return context.apply("dense", attributes, bias === undefined ? [x, weight] : [x, weight, bias]);
}

function matrixProduct(context: Context, a: Flow, b: Flow): Flow {
  const [left, right] = [context.shape(a), context.shape(b)];
  if (b.kind === "known" && a.kind === "value" && right.length === 2) {
    const weight: Flow = { kind: "known", tensor: turned(b.tensor) };
    if (left.length === 2) return dense(context, a, weight, undefined);
    if (left.length === 3 || left.length === 4) return alongLastAxis(context, a, weight);
  }
  const plain = { transposeA: false, transposeB: false };
  if (left.length === 2 && right.length === 2) return context.apply("matmul", plain, [a, b]);
  const [m = 1, k = 1] = left.slice(-2);
  const n = right.at(-1) ?? 1;
  if (left.includes("N") || right.includes("N")) return unsupported("a product of matrices of each sample");
  if (right.length === 2) {
    const rows = reshape(context, a, [elements(left.slice(0, -1)), k]);
    return reshape(context, context.apply("matmul", plain, [rows, b]), [...left.slice(0, -1), n]);
  }
  const batch = broadcastBatch(left.slice(0, -2), right.slice(0, -2));
  const count = elements(batch);
  if (count > productLimit) return unsupported(`${count} products of matrices`);
  const matrices = (x: Flow, rows: Dim, columns: Dim): Flow => {
    const shape = [...batch, rows, columns];
    const wide = context.apply("expand", { shape: shape.map(Number) }, [x]);
    return reshape(context, wide, [count, rows, columns]);
  };
  const [lefts, rights] = [matrices(a, m, k), matrices(b, right.at(-2) ?? 1, n)];
  const parts = Array.from({ length: count }, (_, index) => {
    const one = (x: Flow, rows: Dim, columns: Dim): Flow =>
      reshape(context, range(context, x, 0, index, index + 1), [rows, columns]);
    const product = context.apply("matmul", plain, [one(lefts, m, k), one(rights, right.at(-2) ?? 1, n)]);
    return reshape(context, product, [1, m, n]);
  });
  return reshape(context, concat(context, parts, 0), [...batch, m, n]);
}

/** What multiplies the last axis is a convolution of one element, once that axis is the channels. */
function alongLastAxis(context: Context, x: Flow, weight: Flow): Flow {
  const rank = context.shape(x).length;
  const last = [0, ...Array.from({ length: rank - 2 }, (_, index) => index + 2), 1];
  const first = [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, index) => index + 1)];
  return transpose(context, byPoint(context, transpose(context, x, first), weight), last);
}

/** A convolution of one element with a weight `[filters, channels]`. */
export function byPoint(context: Context, x: Flow, weight: Flow): Flow {
  const axes = context.shape(x).length - 2;
  const ones = new Array<number>(axes).fill(1);
  const [filters = 1, channels = 1] = context.shape(weight);
  const attributes = {
    ...{ kernel: ones, stride: ones, dilation: ones, padding: [...ones, ...ones].map(() => 0) },
    ...{ groups: 1, filters: Number(filters), bias: false, init: defaultInitialiser },
  };
  return context.apply("conv", attributes, [x, reshape(context, weight, [filters, channels, ...ones])]);
}

function broadcastBatch(a: Shape, b: Shape): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(Number(a[axis - rank + a.length] ?? 1), Number(b[axis - rank + b.length] ?? 1)),
  );
}
