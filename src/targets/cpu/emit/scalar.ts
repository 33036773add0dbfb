import { numberLiteral, type Language } from "../../../emit/language.js";
import { printShared, type PrintedScalar } from "../../../emit/scalar.js";
import type { Scalar, Transcendental, UnaryOp } from "../../../ir/scalar.js";
import { isTranscendental, transcendentals } from "../../../program/transcendental.js";

/** What an expression calls: functions of the runtime, and the polynomials that the module itself holds. */
export interface ScalarNeeds {
  readonly runtime: Set<string>;
  readonly polynomials: Set<Transcendental>;
}

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

/** Prints an expression over the given names; a shared subexpression is computed once. */
export function printScalarCode(
  expression: Scalar,
  names: readonly string[],
  needs: ScalarNeeds,
): PrintedScalar {
  return printShared(expression, {
    constant: "const",
    input: (index) => names[index] ?? "NaN",
    number: (value) => numberLiteral(value),
    unary: (op, x) => {
      if (isTranscendental(op)) {
        needs.polynomials.add(op);
        return `${op}(${x})`;
      }
      const { name, runtime } = functions[op];
      if (runtime) needs.runtime.add(name);
      return `${name}(${x})`;
    },
    binary: (op, a, b) => `Math.${op}(${a}, ${b})`,
    select: (a, b, then, otherwise) => `(${a} > ${b} ? ${then} : ${otherwise})`,
  });
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
