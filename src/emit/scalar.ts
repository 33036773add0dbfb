import { countUses, type BinaryOp, type Scalar, type UnaryOp } from "../ir/scalar.js";

const infix: Readonly<Partial<Record<BinaryOp, string>>> = { add: "+", sub: "-", mul: "*", div: "/" };

/** An expression in a language with statements. */
export interface PrintedScalar {
  /** Constants for subexpressions that occur more than once, in order. */
  readonly statements: readonly string[];
  readonly value: string;
}

/** How a language writes what expressions consist of, besides the four operations with signs. */
export interface ScalarSyntax {
  /** The keyword that declares a constant. */
  readonly constant: "const" | "let";
  readonly input: (index: number) => string;
  readonly number: (value: number) => string;
  readonly unary: (op: Exclude<UnaryOp, "neg">, x: string) => string;
  readonly binary: (op: BinaryOp, a: string, b: string) => string;
  /** `then` where `a` is above `b`, else `otherwise`. */
  readonly select: (a: string, b: string, then: string, otherwise: string) => string;
}

/** Prints an expression; a shared subexpression is computed once. */
export function printShared(expression: Scalar, syntax: ScalarSyntax): PrintedScalar {
  const uses = countUses(expression);
  const held = new Map<Scalar, string>();
  const statements: string[] = [];
  const print = (e: Scalar): string => {
    const known = held.get(e);
    if (known !== undefined) return known;
    const text = printOne(e);
    if ((uses.get(e) ?? 0) < 2 || e.kind === "input" || e.kind === "constant") return text;
    const name = `t${held.size}`;
    statements.push(`${syntax.constant} ${name} = ${text};`);
    held.set(e, name);
    return name;
  };
  const printOne = (e: Scalar): string => {
    switch (e.kind) {
      case "input":
        return syntax.input(e.index);
      case "constant":
        return syntax.number(e.value);
      case "unary":
        return e.op === "neg" ? `(-${print(e.x)})` : syntax.unary(e.op, print(e.x));
      case "binary": {
        const [a, b] = [print(e.a), print(e.b)];
        const sign = infix[e.op];
        return sign === undefined ? syntax.binary(e.op, a, b) : `(${a} ${sign} ${b})`;
      }
      case "select": {
        const [a, b] = [print(e.a), print(e.b)];
        return syntax.select(a, b, print(e.then), print(e.otherwise));
      }
    }
  };
  return { value: print(expression), statements };
}
