import { broadcastShape } from "../../../ir/broadcast.js";
import { elements, type Attributes } from "../../../ir/graph.js";
import { broadcastTo, knownLimit, type Known } from "./known.js";
import { malformed, unsupported } from "./refusal.js";

/** A node whose inputs are all known; `undefined` is an input that is left out. */
export interface KnownNode {
  readonly opset: number;
  readonly attributes: Attributes;
  readonly inputs: readonly (Known | undefined)[];
}

/** What a node computes at once: shape arithmetic, as exporters leave it. */
export type Fold = (node: KnownNode) => Known;

const power = binary({ of: (a, b) => a ** b, neutral: [undefined, 1] });
const add: Arithmetic = { of: (a, b) => a + b, neutral: [0, 0] };
const comparison = (of: (a: number, b: number) => boolean): Arithmetic => ({
  of: (a, b) => Number(of(a, b)),
  compares: true,
});

/** By ONNX operator. */
export const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ["Identity", ({ inputs }) => required(inputs, 0)],
  ["Add", binary(add)],
  ["Sub", binary({ of: (a, b) => a - b, neutral: [undefined, 0] })],
  ["Mul", binary({ of: (a, b) => a * b, neutral: [1, 1] })],
  ["Div", binary({ of: (a, b) => a / b, neutral: [undefined, 1], truncates: true })],
  ["Mod", (node) => binary({ of: node.attributes.fmod === 1 ? remainder : modulo })(node)],
  ["Min", binary({ of: Math.min })],
  ["Max", binary({ of: Math.max })],
  // The result is of the type of the base.
  ["Pow", (node) => converted(power(node), required(node.inputs, 0).kind)],
  ["Equal", binary(comparison((a, b) => a === b))],
  ["Less", binary(comparison((a, b) => a < b))],
  ["LessOrEqual", binary(comparison((a, b) => a <= b))],
  ["Greater", binary(comparison((a, b) => a > b))],
  ["GreaterOrEqual", binary(comparison((a, b) => a >= b))],
  ["And", binary(comparison((a, b) => a !== 0 && b !== 0))],
  ["Or", binary(comparison((a, b) => a !== 0 || b !== 0))],
  ["Not", unary((x) => Number(x === 0))],
  ["Neg", unary((x) => -x)],
  ["Abs", unary(Math.abs)],
  ["Floor", unary(Math.floor)],
  ["Ceil", unary(Math.ceil)],
  ["Round", unary(roundToEven)],
  ["Sqrt", unary(Math.sqrt)],
  ["Reciprocal", unary((x) => 1 / x)],
  ["Where", where],
  ["Range", range],
  ["Cast", cast],
  ["CastLike", ({ inputs }) => converted(required(inputs, 0), required(inputs, 1).kind)],
]);

interface Arithmetic {
  readonly of: (a: number, b: number) => number;
  /** Operands on either side that leave the other as it is, the batch too. */
  readonly neutral?: readonly [number | undefined, number | undefined];
  readonly compares?: boolean;
  /** Whole numbers are divided towards zero. */
  readonly truncates?: boolean;
}

function binary(arithmetic: Arithmetic): Fold {
  return ({ inputs }) => {
    const operands = inputs.map((_, index) => required(inputs, index));
    return operands.slice(1).reduce((a, b) => combined(arithmetic, a, b), required(operands, 0));
  };
}

function combined(
  { of, neutral = [undefined, undefined], compares, truncates }: Arithmetic,
  a: Known,
  b: Known,
): Known {
  const shape = broadcastShape([a.shape, b.shape])?.map(Number);
  if (shape === undefined) malformed(`[${a.shape.join(", ")}] and [${b.shape.join(", ")}] do not broadcast`);
  limited(shape, a, b);
  const isWhole = a.kind === "integer" && b.kind === "integer";
  const [left, right] = [broadcastTo(a, shape), broadcastTo(b, shape)];
  const data = left.map((x, index) => {
    const y = right[index] ?? NaN;
    if (!isWhole) return of(x, y);
    if (compares === true) return batchAside(x) || batchAside(y) ? comparedToBatch(of, x, y) : of(x, y);
    if (y === neutral[1]) return x;
    if (x === neutral[0]) return y;
    if (batchAside(x) || batchAside(y)) return Infinity;
    if (truncates === true && y === 0) malformed("a whole number is divided by 0");
    return truncates === true ? Math.trunc(of(x, y)) : of(x, y);
  });
  return result(shape, isWhole || compares === true ? "integer" : "float", data);
}

function batchAside(value: number): boolean {
  return !Number.isFinite(value);
}

/** The batch is at least 1, so it differs from what is not positive; more is not known of it. */
function comparedToBatch(of: Arithmetic["of"], x: number, y: number): number {
  if (Number.isNaN(x) && y <= 0) return of(Number.MAX_SAFE_INTEGER, y);
  if (Number.isNaN(y) && x <= 0) return of(x, Number.MAX_SAFE_INTEGER);
  return unsupported("it compares the batch with a number");
}

function unary(of: (x: number) => number): Fold {
  return ({ inputs }) => {
    const { shape, kind, data } = required(inputs, 0);
    return result(
      shape,
      kind,
      Float64Array.from(data, (x) => (kind === "integer" && batchAside(x) ? Infinity : of(x))),
    );
  };
}

function where({ inputs }: KnownNode): Known {
  const [condition, a, b] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const shape = broadcastShape([condition.shape, a.shape, b.shape])?.map(Number);
  if (shape === undefined) malformed("the operands of Where do not broadcast");
  limited(shape, condition, a, b);
  const [then, otherwise] = [broadcastTo(a, shape), broadcastTo(b, shape)];
  const data = broadcastTo(condition, shape).map((x, index) => (x === 0 ? otherwise : then)[index] ?? NaN);
  return result(shape, a.kind, data);
}

function range({ inputs }: KnownNode): Known {
  const [start = 0, limit = 0, delta = 1] = inputs.map((known) => known?.data[0]);
  const count = Math.max(Math.ceil((limit - start) / delta), 0);
  if (!Number.isFinite(count)) unsupported("a range over the batch");
  limited([count]);
  const kind = required(inputs, 0).kind;
  return result(
    [count],
    kind,
    Float64Array.from({ length: count }, (_, index) => start + index * delta),
  );
}

/** Numbers of types in ONNX's enumeration; those of 16 bits would round. */
const [floatTypes, integerTypes] = [new Set([1, 11]), new Set([2, 3, 4, 5, 6, 7, 9, 12, 13])];

function cast({ inputs, attributes: { to } }: KnownNode): Known {
  const known = required(inputs, 0);
  if (typeof to !== "number" || !(floatTypes.has(to) || integerTypes.has(to))) {
    return unsupported(`a cast to type ${String(to)}`);
  }
  // To bool: whatever is not 0.
  if (to === 9)
    return result(
      known.shape,
      "integer",
      Float64Array.from(known.data, (x) => Number(x !== 0)),
    );
  return converted(known, floatTypes.has(to) ? "float" : "integer");
}

export function converted(known: Known, kind: Known["kind"]): Known {
  if (known.kind === kind) return known;
  if (known.kind === "integer" && known.data.some(batchAside)) unsupported("the batch becomes a number");
  return result(
    known.shape,
    kind,
    Float64Array.from(known.data, (x) => (kind === "integer" ? Math.trunc(x) : x)),
  );
}

function result(shape: readonly number[], kind: Known["kind"], data: Float64Array): Known {
  return { shape, kind, data: kind === "float" ? Float32Array.from(data) : data };
}

/** What is computed is small, or no larger than an operand. */
export function limited(shape: readonly number[], ...operands: readonly Known[]): void {
  const size = elements(shape);
  if (!(size <= Math.max(knownLimit, ...operands.map(({ data }) => data.length))))
    unsupported(`it computes ${size} numbers that do not depend on an input`);
}

export function required<T>(inputs: readonly (T | undefined)[], index: number): T {
  return inputs[index] ?? malformed(`its input ${index + 1} is missing`);
}

/** Of the sign of the divisor, as Python has it. */
function modulo(a: number, b: number): number {
  return a - b * Math.floor(a / b);
}

/** Of the sign of the dividend, as C has it. */
function remainder(a: number, b: number): number {
  return a % b;
}

function roundToEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
