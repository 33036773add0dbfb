import { countUses, substitute, type BinaryOp, type Scalar, type UnaryOp } from "../../../ir/scalar.js";
import { isTranscendental, transcendentals } from "../../../program/transcendental.js";
import { f32x4, get, set, splat, type WatFunction } from "./wat.js";

/**
 * Prints an expression over four elements at once; `inputs` are vectors. Shared subexpressions go to locals, and functions
 * are polynomials in place: calls of one vector at a time take twice as long.
 */
export function vectorCode(into: WatFunction, expression: Scalar, inputs: readonly string[]): string {
  const code = withPolynomials(expression);
  const uses = countUses(code);
  const held = new Map<Scalar, string>();
  const print = (e: Scalar): string => {
    const known = held.get(e);
    if (known !== undefined) return get(known);
    const text = printOne(e);
    if ((uses.get(e) ?? 0) < 2 || e.kind === "input" || e.kind === "constant") return text;
    const name = into.local(`t${held.size}`, "v128");
    into.push(set(name, text));
    held.set(e, name);
    return get(name);
  };
  const printOne = (e: Scalar): string => {
    switch (e.kind) {
      case "input": {
        const input = inputs[e.index];
        if (input === undefined) throw new Error(`vector input ${e.index} is missing`);
        return input;
      }
      case "constant":
        return splat(e.value);
      case "unary":
        return unary(e.op, print(e.x));
      case "binary":
        return binary(e.op, e.a, e.b, print);
      case "select": {
        const [a, b, then, otherwise] = [print(e.a), print(e.b), print(e.then), print(e.otherwise)];
        return `(v128.bitselect ${then} ${otherwise} ${f32x4("gt", a, b)})`;
      }
    }
  };
  return print(code);
}

/** The expression with polynomials in place of functions. */
function withPolynomials(expression: Scalar): Scalar {
  const done = new Map<Scalar, Scalar>();
  const visit = (e: Scalar): Scalar => {
    const known = done.get(e);
    if (known !== undefined) return known;
    const result = rebuild(e);
    done.set(e, result);
    return result;
  };
  const rebuild = (e: Scalar): Scalar => {
    switch (e.kind) {
      case "input":
      case "constant":
        return e;
      case "unary":
        return isTranscendental(e.op)
          ? substitute(transcendentals[e.op], [visit(e.x)])
          : { ...e, x: visit(e.x) };
      case "binary":
        return { ...e, a: visit(e.a), b: visit(e.b) };
      case "select":
        return { ...e, a: visit(e.a), b: visit(e.b), then: visit(e.then), otherwise: visit(e.otherwise) };
    }
  };
  return visit(expression);
}

function binary(op: BinaryOp, a: Scalar, b: Scalar, print: (e: Scalar) => string): string {
  if (op !== "max" && op !== "min") return f32x4(op, print(a), print(b));
  // `pmax(x, c)` is x where x is no number, as max is, and takes one instruction.
  if (b.kind === "constant") return f32x4(`p${op}`, print(a), print(b));
  if (a.kind === "constant") return f32x4(`p${op}`, print(b), print(a));
  return f32x4(op, print(a), print(b));
}

const fractionBits = "(v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff)";
const bias = "(v128.const i32x4 127 127 127 127)";
/** Added to a whole number, it brings that number, as it stands in the exponent of a float32, into the lowest bits. */
const wholeAndBias = 1.5 * 2 ** 23 + 127;

function unary(op: UnaryOp, x: string): string {
  if (isTranscendental(op)) throw new Error(`${op} is no instruction`);
  switch (op) {
    case "neg":
    case "abs":
    case "sqrt":
      return f32x4(op, x);
    case "round":
      return f32x4("nearest", x);
    case "pow2":
      return `(i32x4.shl ${f32x4("add", f32x4("pmax", x, splat(-127)), splat(wholeAndBias))} (i32.const 23))`;
    case "exponent": {
      const bits = `(v128.and (i32x4.shr_u ${x} (i32.const 23)) (v128.const i32x4 255 255 255 255))`;
      return f32x4("convert_i32x4_s", `(i32x4.sub ${bits} ${bias})`);
    }
    case "mantissa":
      return `(v128.or (v128.and ${x} ${fractionBits}) ${splat(1)})`;
  }
}
