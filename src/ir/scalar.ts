import { erf as erfOf } from "./erf.js";

/**
 * Scalar expressions: what an elementwise operator computes for one element. Every target prints them; nothing else
 * describes elementwise work.
 */
export type Scalar =
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "unary"; readonly op: UnaryOp; readonly x: Scalar }
  | { readonly kind: "binary"; readonly op: BinaryOp; readonly a: Scalar; readonly b: Scalar }
  /** `a > b ? then : otherwise`; a comparison with NaN takes `otherwise`. */
  | {
      readonly kind: "select";
      readonly a: Scalar;
      readonly b: Scalar;
      readonly then: Scalar;
      readonly otherwise: Scalar;
    };

export type UnaryOp = "neg" | "abs" | "sqrt" | Transcendental | Primitive;

/** Evaluated exactly by the reference; `program/transcendental.ts` has the polynomials that targets print for them. */
export type Transcendental = "exp" | "log" | "tanh" | "erf";

/**
 * The building blocks of those polynomials. `round` is to the nearest integer, `pow2` is 2 to an integer power,
 * `exponent` and `mantissa` split a positive number into mantissa · 2^exponent with the mantissa in [1, 2).
 */
export type Primitive = "round" | "pow2" | "exponent" | "mantissa";

export type BinaryOp = "add" | "sub" | "mul" | "div" | "max" | "min";

export const input = (index: number): Scalar => ({ kind: "input", index });
export const constant = (value: number): Scalar => ({ kind: "constant", value });

const unary =
  (op: UnaryOp) =>
  (x: Scalar): Scalar => ({ kind: "unary", op, x });
const binary =
  (op: BinaryOp) =>
  (a: Scalar, b: Scalar): Scalar => ({ kind: "binary", op, a, b });

export const neg = unary("neg");
export const abs = unary("abs");
export const sqrt = unary("sqrt");
export const exp = unary("exp");
export const log = unary("log");
export const tanh = unary("tanh");
export const erf = unary("erf");
export const round = unary("round");
export const pow2 = unary("pow2");
export const exponent = unary("exponent");
export const mantissa = unary("mantissa");
export const add = binary("add");
export const sub = binary("sub");
export const mul = binary("mul");
export const div = binary("div");
export const max = binary("max");
export const min = binary("min");

export const select = (a: Scalar, b: Scalar, then: Scalar, otherwise: Scalar): Scalar => ({
  kind: "select",
  a,
  b,
  then,
  otherwise,
});

/** `x` to a constant power, for `x > 0`. */
export function power(x: Scalar, exponent: number): Scalar {
  if (exponent === 1) return x;
  if (exponent === -1) return div(constant(1), x);
  if (exponent === 2) return mul(x, x);
  if (exponent === 0.5) return sqrt(x);
  return exp(mul(constant(exponent), log(x)));
}

const unaryFunctions: Readonly<Record<UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  erf: erfOf,
  round: Math.round,
  pow2: (x) => 2 ** x,
  exponent: (x) => Math.floor(Math.log2(x)),
  mantissa: (x) => x / 2 ** Math.floor(Math.log2(x)),
};

const binaryFunctions: Readonly<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  max: Math.max,
  min: Math.min,
};

/** The value in float64. */
export function evaluateScalar(expression: Scalar, inputs: readonly number[]): number {
  switch (expression.kind) {
    case "input": {
      const value = inputs[expression.index];
      if (value === undefined) throw new Error(`scalar input ${expression.index} is missing`);
      return value;
    }
    case "constant":
      return expression.value;
    case "unary":
      return unaryFunctions[expression.op](evaluateScalar(expression.x, inputs));
    case "binary":
      return binaryFunctions[expression.op](
        evaluateScalar(expression.a, inputs),
        evaluateScalar(expression.b, inputs),
      );
    case "select":
      return evaluateScalar(expression.a, inputs) > evaluateScalar(expression.b, inputs)
        ? evaluateScalar(expression.then, inputs)
        : evaluateScalar(expression.otherwise, inputs);
  }
}

/** Replaces each input by an expression. A shared subexpression stays one object. */
export function substitute(expression: Scalar, inputs: readonly Scalar[]): Scalar {
  const done = new Map<Scalar, Scalar>();
  const visit = (e: Scalar): Scalar => {
    const known = done.get(e);
    if (known) return known;
    const result = rebuild(e);
    done.set(e, result);
    return result;
  };
  const rebuild = (e: Scalar): Scalar => {
    switch (e.kind) {
      case "input": {
        const replacement = inputs[e.index];
        if (replacement === undefined) throw new Error(`scalar input ${e.index} has no replacement`);
        return replacement;
      }
      case "constant":
        return e;
      case "unary":
        return { ...e, x: visit(e.x) };
      case "binary":
        return { ...e, a: visit(e.a), b: visit(e.b) };
      case "select":
        return { ...e, a: visit(e.a), b: visit(e.b), then: visit(e.then), otherwise: visit(e.otherwise) };
    }
  };
  return visit(expression);
}

/** Terms of an expression as it is printed: a shared subexpression counts wherever it stands. */
export function termsIn(expression: Scalar): number {
  switch (expression.kind) {
    case "input":
    case "constant":
      return 1;
    case "unary":
      return 1 + termsIn(expression.x);
    case "binary":
      return 1 + termsIn(expression.a) + termsIn(expression.b);
    case "select": {
      const { a, b, then, otherwise } = expression;
      return 1 + termsIn(a) + termsIn(b) + termsIn(then) + termsIn(otherwise);
    }
  }
}

/** How often each subexpression is used, by identity: what is used twice is worth holding. */
export function countUses(expression: Scalar): ReadonlyMap<Scalar, number> {
  const uses = new Map<Scalar, number>();
  const visit = (e: Scalar): void => {
    const before = uses.get(e) ?? 0;
    uses.set(e, before + 1);
    if (before > 0) return;
    if (e.kind === "unary") visit(e.x);
    if (e.kind === "binary") [e.a, e.b].forEach(visit);
    if (e.kind === "select") [e.a, e.b, e.then, e.otherwise].forEach(visit);
  };
  visit(expression);
  return uses;
}

/** The indices of the inputs that an expression reads. */
export function inputsIn(expression: Scalar): ReadonlySet<number> {
  const inputs = new Set<number>();
  const visit = (e: Scalar): void => {
    if (e.kind === "input") inputs.add(e.index);
    if (e.kind === "unary") visit(e.x);
    if (e.kind === "binary") [e.a, e.b].forEach(visit);
    if (e.kind === "select") [e.a, e.b, e.then, e.otherwise].forEach(visit);
  };
  visit(expression);
  return inputs;
}

const infix: Readonly<Partial<Record<BinaryOp, string>>> = { add: "+", sub: "-", mul: "*", div: "/" };

/** For people and for comparing: equal text means equal expressions. `names` are the inputs' names. */
export function printScalar(expression: Scalar, names: readonly string[]): string {
  const print = (e: Scalar): string => {
    switch (e.kind) {
      case "input":
        return names[e.index] ?? `$${e.index}`;
      case "constant":
        return String(e.value);
      case "unary":
        return e.op === "neg" ? `-${print(e.x)}` : `${e.op}(${print(e.x)})`;
      case "binary": {
        const sign = infix[e.op];
        return sign ? `(${print(e.a)} ${sign} ${print(e.b)})` : `${e.op}(${print(e.a)}, ${print(e.b)})`;
      }
      case "select":
        return `(${print(e.a)} > ${print(e.b)} ? ${print(e.then)} : ${print(e.otherwise)})`;
    }
  };
  const text = print(expression);
  return text.startsWith("(") && expression.kind !== "unary" ? text.slice(1, -1) : text;
}
