import type * as Ast from "../syntax/ast.js";
import * as make from "./make.js";
import { keyOf } from "./rewrite.js";

/** Iterations that say the same, one after the other. */
interface Run {
  readonly first: number;
  readonly last: number;
  readonly body: Ast.Body;
}

/** A `repeat` of bodies, given by index: just one where all are equal, else a choice by the counter. */
export function repeated(bodies: ReadonlyMap<number, Ast.Body>, counter: string): readonly Ast.Element[] {
  const runs: Run[] = [];
  for (const [index, body] of bodies) {
    const previous = runs.at(-1);
    const goesOn = previous?.last === index - 1 && keyOf(previous.body) === keyOf(body);
    if (previous && goesOn) runs.splice(-1, 1, { ...previous, last: index });
    else runs.push({ first: index, last: index, body });
  }
  const [only] = runs;
  const count = (runs.at(-1)?.last ?? -1) + 1;
  if (only === undefined) return [];
  if (runs.length === 1 && only.first === 0) return [make.repeat(count, undefined, only.body)];
  return [make.repeat(count, counter, make.body([make.chain([choice(runs, counter)])]))];
}

function choice(runs: readonly Run[], counter: string): Ast.Conditional {
  const isComplete = runs.every(({ first }, index) => first === (runs[index - 1]?.last ?? -1) + 1);
  const last = runs.at(-1);
  const conditional = isComplete ? runs.slice(0, -1) : runs;
  const arms = conditional.map((run, index) => {
    const isNext = run.first === (conditional[index - 1]?.last ?? -1) + 1;
    return { condition: within(run, counter, isNext), body: run.body };
  });
  return make.conditional(arms, isComplete ? last?.body : undefined);
}

/** Whether the counter is in a run; `isNext` where everything before it is in a run before. */
function within({ first, last }: Run, counter: string, isNext: boolean): Ast.Expression {
  const compared = (operator: Ast.Comparison, value: number): Ast.Expression =>
    make.binary(make.reference(counter), operator, make.number(value));
  if (first === last) return compared("==", first);
  const below = compared("<=", last);
  return isNext ? below : make.binary(compared(">=", first), "and", below);
}
