import type { OperatorDefinition } from "../../ops/definition.js";
import type * as Ast from "../../syntax/ast.js";
import { skeletonOf, type Detail } from "./skeleton.js";
import { isNormalisation, isStart, isTail, type Step } from "./steps.js";

/** What names mean where phrases are read, and how much of them counts. */
export interface Language {
  readonly operators: ReadonlyMap<string, OperatorDefinition>;
  readonly values: ReadonlySet<string>;
  readonly callables: ReadonlySet<string>;
  readonly detail: Detail;
}

/** A layer with what belongs to it behind it: the smallest part that is cut out. */
export interface Phrase {
  readonly from: number;
  /** Behind its last layer. */
  readonly to: number;
  /** Behind the names that its result is given. */
  readonly end: number;
  readonly key: string;
  readonly entering: Ast.ShapeExpression | undefined;
}

/** Phrases that follow each other without anything that cannot be moved. */
export function runsOf(
  steps: readonly Step[],
  entering: Ast.ShapeExpression | undefined,
  language: Language,
): readonly (readonly Phrase[])[] {
  const { values, callables, detail } = language;
  const runs: Phrase[][] = [[]];
  let shape = entering;
  let last: Ast.Element | undefined;
  steps.forEach((one, index) => {
    const run = runs.at(-1) ?? [];
    const previous = run.at(-1);
    if (one.kind === "mark") {
      if (one.statement.kind === "input") shape = one.statement.shape;
      last = undefined;
      const isInner = one.statement.kind === "binding" && previous?.end === index;
      if (isInner) run.splice(-1, 1, { ...previous, end: index + 1 });
      else runs.push([]);
      return;
    }
    const { element } = one;
    const key = skeletonOf(element, values, callables, detail);
    const before = shape;
    shape = element.shape;
    const goesOn = previous && last && belongs(last, element, language);
    last = element;
    const end = index + 1;
    if (key === undefined) runs.push([]);
    else if (goesOn) run.splice(-1, 1, { ...previous, to: end, end, key: `${previous.key}->${key}` });
    else run.push({ from: index, to: end, end, key, entering: before });
  });
  return runs.filter((run) => run.length > 0);
}

/** Normalisation behind a join belongs to what comes after it, and so does all that is behind a block. A shuffle is part of what it shuffles. */
function belongs(last: Ast.Element, next: Ast.Element, { values, operators }: Language): boolean {
  if (last.kind === "join" && next.kind === "layer" && next.callee.text === "channel_shuffle") return true;
  if (isStart(last, values) || !isTail(next, operators)) return false;
  return last.kind === "layer" ? operators.has(last.callee.text) : !isNormalisation(next);
}
