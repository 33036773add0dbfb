import {
  countUses,
  type BinaryOp,
  type Scalar,
  type Transcendental,
  type UnaryOp,
} from "../../../ir/scalar.js";
import { isTranscendental, transcendentals } from "../../../program/transcendental.js";
import { numberLiteral, type Language } from "../../../emit/language.js";

/** What an expression calls: functions of the runtime, and the polynomials that the module itself holds. */
export interface ScalarNeeds {
  readonly runtime: Set<string>;
  readonly polynomials: Set<Transcendental>;
}

const infix: Readonly<Partial<Record<BinaryOp, string>>> = { add: "+", sub: "-", mul: "*", div: "/" };

const functions: Readonly<
  Record<Exclude<UnaryOp, "neg" | Transcendental>, { name: string; runtime: boolean }>
> = {
  abs: { name: "Math.abs", runtime: false },
  sqrt: { name: "Math.sqrt", runtime: false },
  round: { name: "Math.round", runtime: false },
  pow2: { name: "pow2", runtime: true },
  exponent: { name: "exponent", runtime: true },
  mantissa: { name: "mantissa", runtime: true },
};

export interface PrintedScalar {
  /** Constants for subexpressions that occur more than once, in order. */
  readonly statements: readonly string[];
  readonly value: string;
}

/** Prints an expression over the given names; a shared subexpression is computed once. */
export function printScalarCode(
  expression: Scalar,
  names: readonly string[],
  needs: ScalarNeeds,
): PrintedScalar {
  const uses = countUses(expression);
  const held = new Map<Scalar, string>();
  const statements: string[] = [];
  const print = (e: Scalar): string => {
    const known = held.get(e);
    if (known !== undefined) return known;
    const text = printOne(e);
    if ((uses.get(e) ?? 0) < 2 || e.kind === "input" || e.kind === "constant") return text;
    const name = `t${held.size}`;
    statements.push(`const ${name} = ${text};`);
    held.set(e, name);
    return name;
  };
  const printOne = (e: Scalar): string => {
    switch (e.kind) {
      case "input":
        return names[e.index] ?? "NaN";
      case "constant":
        return numberLiteral(e.value);
      case "unary":
        return printUnary(e.op, print(e.x));
      case "binary": {
        const [a, b] = [print(e.a), print(e.b)];
        const sign = infix[e.op];
        return sign === undefined ? `Math.${e.op}(${a}, ${b})` : `(${a} ${sign} ${b})`;
      }
      case "select":
        return `(${print(e.a)} > ${print(e.b)} ? ${print(e.then)} : ${print(e.otherwise)})`;
    }
  };
  const printUnary = (op: UnaryOp, x: string): string => {
    if (op === "neg") return `(-${x})`;
    if (isTranscendental(op)) {
      needs.polynomials.add(op);
      return `${op}(${x})`;
    }
    const { name, runtime } = functions[op];
    if (runtime) needs.runtime.add(name);
    return `${name}(${x})`;
  };
  return { value: print(expression), statements };
}

/** The functions for the polynomials that `needs` names; one may ask for another. */
export function printPolynomials(needs: ScalarNeeds, language: Language): string[] {
  const printed: string[] = [];
  // A set that grows while it is walked is walked to its end.
  for (const name of needs.polynomials) {
    const { statements, value } = printScalarCode(transcendentals[name], ["x"], needs);
    printed.push(
      `function ${name}(${language.typed("x", "number")})${language.returns("number")} {`,
      ...statements,
      `return ${value};`,
      "}",
      "",
    );
  }
  return printed;
}
