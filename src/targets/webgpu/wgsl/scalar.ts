import { printShared, type PrintedScalar } from "../../../emit/scalar.js";
import { countUses, type Scalar, type Transcendental } from "../../../ir/scalar.js";
import { isTranscendental, transcendentals } from "../../../program/transcendental.js";

/** What kernels compute with: numbers, or vectors of four. */
export type Element = "f32" | "vec4f";

/** Functions that expressions call, by name and what they are of. */
export type FunctionNeeds = Set<`${Callee}:${Element}`>;

type Callee = Transcendental | Part | Rounding;

type Part = "pow2" | "exponent" | "mantissa";

/** How numbers become halves: as the device does it, or the nearest ones, those with an even last bit between two. */
type Rounding = "half" | "nearest_half";

/** Prints an expression over the given names; a shared subexpression is computed once. */
export function printScalar(
  expression: Scalar,
  names: readonly string[],
  element: Element,
  needs: FunctionNeeds,
): PrintedScalar {
  return printShared(expression, {
    constant: "let",
    input: (index) => names[index] ?? numberLiteral(0, element),
    number: (value) => numberLiteral(value, element),
    unary: (op, x) => {
      if (op === "abs" || op === "sqrt" || op === "round") return `${op}(${x})`;
      needs.add(`${op}:${element}`);
      return `${functionName(op, element)}(${x})`;
    },
    binary: (op, a, b) => `${op}(${a}, ${b})`,
    select: (a, b, then, otherwise) => `select(${otherwise}, ${then}, ${a} > ${b})`,
  });
}

/** Operations that the printed text takes for a number: those of the functions it calls, and a shared one once. */
export function operationsOf(expression: Scalar): number {
  return [...countUses(expression).keys()].reduce((sum, e) => {
    if (e.kind === "input" || e.kind === "constant") return sum;
    const isCall = e.kind === "unary" && isTranscendental(e.op);
    return sum + (isCall ? operationsOf(transcendentals[e.op]) : 1);
  }, 0);
}

/** The largest numbers stand for the infinities, which WGSL has no literals for. */
export function numberLiteral(value: number, element: Element): string {
  const largest = 3.4028234663852886e38;
  const finite = Math.fround(Math.min(Math.max(value, -largest), largest));
  const digits = Object.is(finite, -0) ? "-0" : String(finite);
  const text = /[.e]/.test(digits) ? digits : `${digits}.0`;
  if (element === "vec4f") return `vec4f(${text})`;
  return value < 0 || Object.is(value, -0) ? `(${text})` : text;
}

/** `exp` of vectors is `exp_vec4f`: WGSL's own `exp` may be less exact. */
function functionName(op: string, element: Element): string {
  return `${op}_${element}`;
}

/** The parts of a float32 that the polynomials work on (IEEE 754): of zero and subnormal numbers the exponent is -127. */
const parts: Readonly<Record<Part, (element: Element) => string>> = {
  pow2: (element) => {
    const integer = element === "f32" ? "i32" : "vec4i";
    const exponent = `clamp(${integer}(x) + ${integer}(127), ${integer}(0), ${integer}(255))`;
    return `bitcast<${element}>(${exponent} << ${unsigned(element)}(23))`;
  },
  exponent: (element) => {
    const bits = unsigned(element);
    return `${element}((bitcast<${bits}>(x) >> ${bits}(23)) & ${bits}(255)) - ${numberLiteral(127, element)}`;
  },
  mantissa: (element) => {
    const bits = unsigned(element);
    return `bitcast<${element}>((bitcast<${bits}>(x) & ${bits}(0x7fffff)) | ${bits}(0x3f800000))`;
  },
};

/** What keeps such numbers in half precision. */
export function halfOf(element: Element): "f16" | "vec4h" {
  return element === "f32" ? "f16" : "vec4h";
}

/** The largest half: numbers beyond it become that one, and no infinity, whose conversion WGSL leaves open. */
const largestHalf = 65_504;

function saturated(element: Element): string {
  const [least, most] = [-largestHalf, largestHalf].map((value) => numberLiteral(value, element));
  return `clamp(x, ${least}, ${most})`;
}

/**
 * WGSL leaves it to the device which of both neighbours a conversion takes: the nearest is the one that is left where the
 * number has as many bits as a half, which those below 2^-14 have fewer of.
 */
const roundings: Readonly<Record<Rounding, (element: Element) => PrintedScalar>> = {
  half: (element) => ({ statements: [], value: `${halfOf(element)}(${saturated(element)})` }),
  nearest_half: (element) => {
    const u = unsigned(element);
    return {
      statements: [
        `let bits = bitcast<${u}>(${saturated(element)});`,
        `let odd = (bits >> ${u}(13)) & ${u}(1);`,
        `let rounded = (bits + ${u}(0xfff) + odd) & ${u}(0xffffe000);`,
      ],
      value: `${halfOf(element)}(bitcast<${element}>(rounded))`,
    };
  },
};

function unsigned(element: Element): string {
  return element === "f32" ? "u32" : "vec4u";
}

function bodyOf(callee: Callee, element: Element, needs: FunctionNeeds): PrintedScalar {
  if (isTranscendental(callee)) return printScalar(transcendentals[callee], ["x"], element, needs);
  return callee === "half" || callee === "nearest_half"
    ? roundings[callee](element)
    : { statements: [], value: parts[callee](element) };
}

/** The functions that `needs` names; one may ask for another. */
export function printFunctions(needs: FunctionNeeds): readonly string[] {
  const printed: string[] = [];
  // A set that grows while it is walked is walked to its end.
  for (const need of needs) {
    const [op = "", of] = need.split(":");
    const element: Element = of === "f32" ? "f32" : "vec4f";
    const result = op in roundings ? halfOf(element) : element;
    const head = `fn ${functionName(op, element)}(x: ${element}) -> ${result} {`;
    const { statements, value } = bodyOf(op as Callee, element, needs);
    printed.push([head, ...statements.map((line) => `  ${line}`), `  return ${value};`, "}"].join("\n"));
  }
  return printed;
}
