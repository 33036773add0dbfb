import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";
import { keyOf } from "../rewrite.js";
import { sayOf, sizeOf, type Run } from "./run.js";
import { step, type Step } from "./steps.js";
import type { Unification } from "./unify.js";

/** The first call of a stage, and the equal calls that follow it. */
export interface Row {
  readonly head: Ast.Layer;
  readonly rest: Ast.Layer | undefined;
  /** How often the rest comes. */
  readonly count: number;
}

/** Stages of one block that follow each other from a phrase on, and how many phrases they are. */
export function stagesAt(
  run: Run,
  start: number,
  isBlock: (callee: string) => boolean,
): { readonly rows: readonly Row[]; readonly length: number } {
  const callAt = (index: number): Ast.Layer | undefined => {
    const [element, ...others] = run.elements(index);
    const isCall = element?.kind === "layer" && others.length === 0 && isBlock(element.callee.text);
    return isCall ? element : undefined;
  };
  const rows: Row[] = [];
  let at = start;
  for (let head = callAt(at); head; head = callAt(at)) {
    if (rows[0] && rows[0].head.callee.text !== head.callee.text) break;
    const next = callAt(at + 1);
    const rest = next && goesOn(head, next) ? next : undefined;
    let count = 0;
    while (rest && sayOf([callAt(at + count + 1)].flatMap((call) => call ?? [])) === sayOf([rest]))
      count += 1;
    rows.push({ head, rest, count });
    at += count + 1;
  }
  return { rows, length: at - start };
}

/**
 * Whether a call goes on with what another has begun: it is the same, or is given 1, or another truth, where it differs,
 * as a stride or a projection that only the first has.
 */
function goesOn(head: Ast.Layer, next: Ast.Layer): boolean {
  if (head.callee.text !== next.callee.text) return false;
  return (head.arguments ?? []).every(({ value }, index) => {
    const other = next.arguments?.[index]?.value;
    if (other === undefined || keyOf(value) === keyOf(other)) return true;
    return (other.kind === "number" && other.value === 1) || other.kind === "boolean";
  });
}

/** A stage for all: the first, and a repeat of those that follow it. */
export function stageOf(
  rows: readonly Row[],
  unification: Unification,
  assemble: (steps: readonly Step[]) => Ast.Body,
): readonly Step[] {
  const heads = unification.steps(rows.map(({ head }) => [step(head)]));
  const rests = unification.steps(rows.map(({ rest }) => (rest ? [step(rest)] : undefined)));
  const depth = unification.column(
    rows.map(({ count }) => make.number(count + 1)),
    { kind: "count" },
  );
  if (depth.kind === "number" && depth.value === 2) return [...heads, ...rests];
  const one = make.number(1);
  const count = depth.kind === "number" ? make.number(depth.value - 1) : make.binary(depth, "-", one);
  return [...heads, step({ ...make.repeat(1, undefined, assemble(rests)), count })];
}

export function sizeOfRows(rows: readonly Row[]): number {
  return rows.reduce((sum, { head, rest }) => sum + sizeOf([head]) + (rest ? sizeOf([rest]) + 1 : 0), 0);
}
