import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";
import { keyOf } from "../rewrite.js";

/** What has a value an instance; it is absent where an instance has no such part. */
export type Values = readonly (Ast.Expression | undefined)[];

/** A value that a form can name: a parameter, or an extent of what enters. */
export interface Known {
  readonly expression: Ast.Expression;
  readonly values: Values;
}

const largestFactor = 16;

/** What is known to have these values. */
export function equalTo(values: Values, known: readonly Known[]): Ast.Expression | undefined {
  const isEqual = (value: Ast.Expression | undefined, other: Ast.Expression | undefined): boolean =>
    value === undefined || keyOf(value) === keyOf(other);
  return known.find((one) => values.every((value, index) => isEqual(value, one.values[index])))?.expression;
}

/** Values in terms of one that is known: it, or a multiple or a part of it. */
export function relation(values: Values, known: readonly Known[]): Ast.Expression | undefined {
  const same = equalTo(values, known);
  if (same) return same;
  for (const { expression, values: base } of known) {
    const times = factor(values, base);
    if (times !== undefined && times <= largestFactor)
      return make.binary(make.number(times), "*", expression);
    const part = factor(base, values);
    if (part !== undefined && part <= largestFactor) return make.binary(expression, "/", make.number(part));
  }
  return undefined;
}

/** Half of what is known above 1, as the padding is of a window that keeps the size. */
export function half(values: Values, known: readonly Known[]): Ast.Expression | undefined {
  const halfOf = (value: Ast.Expression): Ast.Expression =>
    make.binary(make.binary(value, "-", make.number(1)), "/", make.number(2));
  const isHalf = (value: Ast.Expression | undefined, of: Ast.Expression | undefined): boolean => {
    if (value?.kind === "number" && of?.kind === "number") return of.value === 2 * value.value + 1;
    return value === undefined || (of !== undefined && keyOf(value) === keyOf(halfOf(of)));
  };
  const found = known.find((one) => values.every((value, index) => isHalf(value, one.values[index])));
  return found && halfOf(found.expression);
}

/** The whole number by which all values are multiples of others. */
function factor(values: Values, of: Values): number | undefined {
  const factors = values.flatMap((value, index) => {
    const base = of[index];
    return value === undefined ? [] : [base === undefined ? undefined : ratio(value, base)];
  });
  const [first] = factors;
  const isOne = first !== undefined && factors.every((one) => one === first);
  return isOne && Number.isInteger(first) && first > 0 ? first : undefined;
}

/** Each value as a whole multiple of another, where these multiples are fewer than the values. */
export function multiples(values: Values, of: Values): Values | undefined {
  const found = values.map((value, index) => {
    const base = of[index];
    return value && base ? ratio(value, base) : undefined;
  });
  const isWhole = found.every((one, index) => {
    return values[index] === undefined || (one !== undefined && Number.isInteger(one) && one > 0);
  });
  if (!isWhole || distinct(found) >= distinct(values.map((value) => keyOf(value)))) return undefined;
  return found.map((one) => (one === undefined ? undefined : make.number(one)));
}

function ratio(value: Ast.Expression, of: Ast.Expression): number | undefined {
  if (keyOf(value) === keyOf(of)) return 1;
  if (value.kind === "number" && of.kind === "number") return value.value / of.value;
  const isMultiple = value.kind === "binary" && value.operator === "*" && keyOf(value.right) === keyOf(of);
  return isMultiple && value.left.kind === "number" ? value.left.value : undefined;
}

function distinct(values: readonly unknown[]): number {
  return new Set(values).size;
}

/** A condition that holds for the instances where `presence` is true and for no others. */
export function condition(
  presence: Values,
  strides: readonly Known[],
  entering: Known | undefined,
  others: readonly Known[],
): Ast.Expression | undefined {
  const wanted = presence.map((value) => value?.kind === "boolean" && value.value);
  const one = make.number(1);
  const simple = strides.flatMap(({ expression, values }) =>
    (["==", "!="] as const).map((operator) =>
      compared(
        expression,
        values,
        operator,
        one,
        values.map(() => one),
      ),
    ),
  );
  const against = others.flatMap(({ expression, values }) => {
    if (entering === undefined) return [];
    return (["==", "!="] as const).map((operator) =>
      compared(entering.expression, entering.values, operator, expression, values),
    );
  });
  const both = simple.flatMap((a, index) =>
    against
      .filter((_, other) => other % 2 === index % 2)
      .map((b): Compared => {
        const operator = index % 2 === 0 ? "and" : "or";
        return {
          expression: make.binary(a.expression, operator, b.expression),
          holds: a.holds.map((holds, instance) => {
            const other = b.holds[instance] ?? false;
            return operator === "and" ? holds && other : holds || other;
          }),
        };
      }),
  );
  const fits = ({ holds }: Compared): boolean => holds.every((is, index) => is === wanted[index]);
  return [...both, ...simple, ...against].find(fits)?.expression;
}

interface Compared {
  readonly expression: Ast.Expression;
  readonly holds: readonly boolean[];
}

function compared(
  left: Ast.Expression,
  leftValues: Values,
  operator: "==" | "!=",
  right: Ast.Expression,
  rightValues: Values,
): Compared {
  const holds = leftValues.map((value, index) => {
    const isEqual = keyOf(value) === keyOf(rightValues[index]);
    return operator === "==" ? isEqual : !isEqual;
  });
  return { expression: make.binary(left, operator, right), holds };
}
