import type * as Ast from "../syntax/ast.js";
import { paddingWords } from "./types.js";
import { isCollection, isNumber, type NumberValue, type Value } from "./values.js";

/** Why an operation has no result. */
export class Fault {
  constructor(
    readonly code: "CNN0204" | "CNN0207",
    readonly message: string,
    readonly help?: string,
  ) {}
}

const operations: Readonly<Record<Ast.Arithmetic, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

const relations: Readonly<Record<Ast.Comparison, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function isComparison(operator: Ast.BinaryOperator): operator is Ast.Comparison {
  return Object.hasOwn(relations, operator);
}

/** An operation on two evaluated operands. With `real`, ints divide into floats where they must. */
export function applyBinary(
  operator: Exclude<Ast.BinaryOperator, "and" | "or">,
  left: Value,
  right: Value,
  real: boolean,
): Value | Fault {
  if (isComparison(operator)) return compare(operator, left, right);
  if (!isNumber(left) || !isNumber(right)) {
    return new Fault("CNN0204", `\`${operator}\` works on numbers`);
  }
  return arithmetic(operator, left, right, real);
}

/** The number as an int or float of the language, all of whose numbers are exact or finite. */
export function checkedNumber(kind: NumberValue["kind"], value: number): Value | Fault {
  if (kind === "int" && !Number.isSafeInteger(value)) {
    return new Fault("CNN0207", "the result is beyond 2^53 - 1, where ints are no longer exact");
  }
  if (!Number.isFinite(value)) return new Fault("CNN0207", "the result is too large for a float");
  return { kind, value: value + 0 };
}

function arithmetic(
  operator: Ast.Arithmetic,
  left: NumberValue,
  right: NumberValue,
  real: boolean,
): Value | Fault {
  const divides = operator === "/" || operator === "%";
  if (divides && right.value === 0) return new Fault("CNN0207", "division by zero");
  const ints = left.kind === "int" && right.kind === "int";
  const value = operations[operator](left.value, right.value);
  if (ints && operator === "/" && left.value % right.value !== 0) {
    if (real) return checkedNumber("float", value);
    const help = "say how to round: floor(a / b), ceil(a / b) or round(a / b)";
    return new Fault("CNN0207", `${left.value} / ${right.value} is not a whole number`, help);
  }
  return checkedNumber(ints ? "int" : "float", value);
}

function compare(operator: Ast.Comparison, left: Value, right: Value): Value | Fault {
  if (isNumber(left) && isNumber(right)) {
    return { kind: "bool", value: relations[operator](left.value, right.value) };
  }
  const equal = sameValue(left, right);
  if (equal === undefined || (operator !== "==" && operator !== "!=")) {
    return new Fault("CNN0204", `\`${operator}\` cannot compare these`);
  }
  return { kind: "bool", value: equal === (operator === "==") };
}

/** `undefined` for values of kinds that have nothing to do with each other. */
function sameValue(left: Value, right: Value): boolean | undefined {
  if (left.kind === "bool" && right.kind === "bool") return left.value === right.value;
  if (left.kind === "word" && right.kind === "word") return left.word === right.word;
  if (isPaddingWord(left) || isPaddingWord(right))
    return isNumeric(left) || isNumeric(right) ? false : undefined;
  const [a, b] = [extents(left), extents(right)];
  if (a === undefined || b === undefined) return undefined;
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

function isPaddingWord(value: Value): boolean {
  return value.kind === "word" && value.words === paddingWords;
}

/** Whether a value may be a padding in numbers. */
function isNumeric(value: Value): boolean {
  return value.kind === "int" || (isCollection(value) && value.items.every(isNumber));
}

function extents(value: Value): readonly number[] | undefined {
  if (value.kind === "kernel") return value.extents;
  return value.kind === "int" ? [value.value] : undefined;
}
