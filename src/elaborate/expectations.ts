import type { Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "../syntax/ast.js";
import type { Evaluator } from "./expressions.js";
import type { Scope } from "./scope.js";

/** Numbers that an `expect` may speak of: counts of the inference network, and bytes of the planned arena. */
export const metrics = ["params", "buffers", "macs", "peak_memory"] as const;

export type Metric = (typeof metrics)[number];

/** What the source says a count must be; whoever has counted compares. */
export interface Expectation {
  readonly metric: Metric;
  readonly relation: Ast.Comparison;
  readonly value: number;
  readonly span: Span;
}

const comparisons = ["==", "!=", "<", "<=", ">", ">="] as const;

/** `undefined` where the condition does not hold, or an error has been reported. */
export function expectation(
  { relation, when, span }: Ast.Expect,
  scope: Scope,
  evaluator: Evaluator,
): Expectation | undefined {
  if (when && evaluator.bool(when, scope, "`when`") !== true) return undefined;
  if (relation.kind !== "binary" || relation.left.kind !== "reference") return undefined;
  const { left, operator, right } = relation;
  const metric = metrics.find((name) => name === left.name.text);
  const comparison = comparisons.find((sign) => sign === operator);
  const value = evaluator.number(right, scope, `\`${left.name.text}\``);
  if (metric === undefined || comparison === undefined || value === undefined) return undefined;
  return { metric, relation: comparison, value, span };
}
