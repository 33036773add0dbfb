import type * as Ast from "../../syntax/ast.js";
import type { Draft, Drafts } from "./draft.js";
import { mentions } from "./parameters.js";
import { runsOf, type Phrase } from "./phrases.js";
import type { Detail } from "./skeleton.js";
import { isStart, stepsOf, valuesOf, withBodies, type Step } from "./steps.js";

/** A stretch of a body that a call may stand for. */
export interface Occurrence {
  readonly draft: Draft;
  readonly body: Ast.Body;
  readonly from: number;
  readonly to: number;
  /** What a block would hold: the stretch, or the body of a residual that is the stretch. */
  readonly steps: readonly Step[];
  readonly entering: Ast.ShapeExpression | undefined;
  /** Whether it stands in a residual, which the block is to make. */
  readonly wrapped: boolean;
}

const longest = 16;

/** Stretches by their skeletons. Those of one skeleton do not overlap. */
export function occurrencesOf(drafts: Drafts, detail: Detail): ReadonlyMap<string, readonly Occurrence[]> {
  const found = new Map<string, Occurrence[]>();
  for (const draft of drafts.all)
    new Scan(drafts, draft, detail, found).body(draft.definition.body, draft.entering);
  return found;
}

class Scan {
  private readonly values: ReadonlySet<string>;
  private readonly callables: ReadonlySet<string>;
  private readonly text: string;

  constructor(
    private readonly drafts: Drafts,
    private readonly draft: Draft,
    private readonly detail: Detail,
    private readonly found: Map<string, Occurrence[]>,
  ) {
    this.values = valuesOf(draft.definition);
    this.callables = drafts.callables;
    this.text = JSON.stringify(draft.definition);
  }

  private runsOf(
    steps: readonly Step[],
    entering: Ast.ShapeExpression | undefined,
  ): readonly (readonly Phrase[])[] {
    const { values, callables, detail } = this;
    return runsOf(steps, entering, { values, callables, detail, operators: this.drafts.operators });
  }

  body(body: Ast.Body, entering: Ast.ShapeExpression | undefined, isResidual = false): void {
    const steps = stepsOf(body);
    const runs = this.runsOf(steps, entering);
    for (const run of runs) {
      const isWhole = (length: number): boolean => isResidual && run.length === length && runs.length === 1;
      run.forEach((_, start) => {
        for (let length = 1; length <= longest && start + length <= run.length; length += 1) {
          if (isWhole(length) || cutsRun(run, start, length)) continue;
          this.stretch(body, steps, run.slice(start, start + length));
        }
      });
    }
    let shape = entering;
    steps.forEach((one, index) => {
      if (one.kind === "mark") {
        if (one.statement.kind === "input") shape = one.statement.shape;
        return;
      }
      const { element } = one;
      const before = shape;
      shape = element.shape;
      const isPlain = element.kind === "residual" && !element.shortcut && !element.when;
      if (isPlain) this.residual(body, index, element, before);
      withBodies(element, (inner) => {
        this.body(inner, before, isPlain);
        return inner;
      });
    });
  }

  private stretch(body: Ast.Body, steps: readonly Step[], phrases: readonly Phrase[]): void {
    const [first] = phrases;
    const last = phrases.at(-1);
    const head = first && steps[first.from];
    if (!first || !last || head?.kind !== "element" || isStart(head.element, this.values)) return;
    const inside = steps.slice(first.from, last.to);
    if (!this.isClosed(inside)) return;
    const key = keyOfPhrases(phrases);
    if (key === undefined) return;
    const { from, entering } = first;
    this.add(key, { draft: this.draft, body, from, to: last.to, steps: inside, entering, wrapped: false });
  }

  /** The whole body of a residual, which may be a residual or not. */
  private residual(
    body: Ast.Body,
    index: number,
    residual: Ast.Residual,
    entering: Ast.ShapeExpression | undefined,
  ): void {
    const steps = stepsOf(residual.body);
    const [run = [], ...others] = this.runsOf(steps, entering);
    const last = run.at(-1);
    const [head] = steps;
    if (others.length > 0 || last?.to !== steps.length || run[0]?.from !== 0 || run.length > longest) return;
    if (head?.kind !== "element" || isStart(head.element, this.values)) return;
    const key = keyOfPhrases(run);
    if (key === undefined) return;
    this.add(key, { draft: this.draft, body, from: index, to: index + 1, steps, entering, wrapped: true });
  }

  private add(key: string, occurrence: Occurrence): void {
    const known = this.found.get(key) ?? [];
    const { body, from, to } = occurrence;
    if (known.some((other) => other.body === body && other.from < to && from < other.to)) return;
    known.push(occurrence);
    this.found.set(key, known);
  }

  /** Whether names that are bound inside are not used outside. */
  private isClosed(steps: readonly Step[]): boolean {
    const names = steps.flatMap((one) =>
      one.kind === "mark" && one.statement.kind === "binding" ? one.statement.names : [],
    );
    if (names.length === 0) return true;
    const inside = JSON.stringify(steps);
    return names.every(({ text }) => timesIn(this.text, text) === timesIn(inside, text));
  }
}

function timesIn(text: string, name: string): number {
  return text.split(`"text":"${name}"`).length - 1;
}

/** Whether a stretch of several phrases begins or ends among phrases that are alike, which become a loop. */
function cutsRun(run: readonly Phrase[], start: number, length: number): boolean {
  const isAlike = (index: number): boolean =>
    run[index] !== undefined && run[index].key === run[index + 1]?.key;
  return length > 1 && (isAlike(start - 1) || isAlike(start + length - 1));
}

/** What follows itself is a loop, and no block. */
function keyOfPhrases(phrases: readonly Phrase[]): string | undefined {
  const repeats = phrases.some(({ key }, index) => index > 0 && key === phrases[index - 1]?.key);
  if (repeats) return undefined;
  return phrases
    .map(({ key, to, end }, index) => (index < phrases.length - 1 && end > to ? `${key}=` : key))
    .join(";");
}

/** Whether what a call would be given is known where it stands. */
export function knowsChannels({ entering }: Occurrence): boolean {
  return entering !== undefined && !mentions(entering.extents[0], "_");
}
