import type * as Ast from "./ast.js";

/** How tightly an infix operator binds. */
export const precedence: Readonly<Record<Ast.BinaryOperator, number>> = {
  ...{ or: 1, and: 2 },
  ...{ "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4 },
  ...{ "+": 5, "-": 5, "*": 6, "/": 6, "%": 6 },
};

/** `not` takes a whole comparison, `-` a single operand. */
export const prefixPrecedence = { not: 3, "-": 7 } as const;
