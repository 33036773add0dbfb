import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";
import { filledIn, type Drafts } from "./draft.js";
import { solve, type Slot } from "./parameters.js";
import { runsOf, type Phrase } from "./phrases.js";
import { Run, sayOf, sizeOf, stretchesOf } from "./run.js";
import { sizeOfRows, stageOf, stagesAt } from "./stages.js";
import { step, stepsOf, valuesOf, withBodies, type Step } from "./steps.js";
import { formOf, Unification } from "./unify.js";

/** A loop over layers that stand one after the other, and how many elements it spares. */
interface Loop {
  readonly from: number;
  readonly to: number;
  readonly element: Ast.Element;
  readonly gain: number;
}

type Find = (run: Run) => readonly Loop[];

/** In phrases. */
const longestPeriod = 8;
/** A table of fewer rows is no table. */
const leastRows = 3;
/** What a table takes to read, in elements. */
const cost = { table: 2, row: 0.5, item: 0.25 };
const leastGain = 1;

/** Writes layers that come again and again as loops: `repeat` where they are equal, else `for` over a table. */
export function foldLoops(drafts: Drafts): void {
  drafts.all = drafts.all.map((draft) => {
    const folding = new Folding(drafts, draft.definition);
    return { ...draft, definition: { ...draft.definition, body: folding.body(draft.definition.body) } };
  });
}

class Folding {
  private readonly values: ReadonlySet<string>;
  private readonly parameters: ReadonlySet<string>;
  private readonly assemble: (steps: readonly Step[]) => Ast.Body;

  constructor(
    private readonly drafts: Drafts,
    definition: Ast.Definition,
  ) {
    this.values = valuesOf(definition);
    this.parameters = new Set(definition.parameters.map(({ name }) => name.text));
    this.assemble = drafts.assembler(this.values);
  }

  body(body: Ast.Body): Ast.Body {
    let steps: readonly Step[] = stepsOf(body).map((one) =>
      one.kind === "mark" ? one : step(withBodies(one.element, (inner) => this.body(inner))),
    );
    for (const find of [this.stages, this.phrases, this.alike, this.equal]) {
      for (let loop = this.best(steps, find); loop; loop = this.best(steps, find)) {
        steps = [...steps.slice(0, loop.from), step(loop.element), ...steps.slice(loop.to)];
      }
    }
    return this.assemble(steps);
  }

  private best(steps: readonly Step[], find: Find): Loop | undefined {
    const { values, drafts } = this;
    const language = {
      values,
      callables: drafts.callables,
      operators: drafts.operators,
      detail: "fine",
    } as const;
    const runs = runsOf(steps, undefined, language).flatMap(withoutNamed);
    let best: Loop | undefined;
    for (const loop of runs.flatMap((phrases) => find(new Run(steps, phrases)))) {
      if (loop.gain >= leastGain && loop.gain > (best?.gain ?? 0)) best = loop;
    }
    return best;
  }

  /** Calls of one block in stages: the first of each differs, as by its stride, from those that follow. */
  private readonly stages: Find = (run) => {
    const loops: Loop[] = [];
    const isBlock = (callee: string): boolean => !this.drafts.operators.has(callee);
    for (let start = 0; start < run.phrases.length;) {
      const { rows, length } = stagesAt(run, start, isBlock);
      if (rows.length > 1 && rows.some(({ rest }) => rest)) {
        const found = this.table(rows.length, (unification) => stageOf(rows, unification, this.assemble));
        const element = found && { ...found.loop, shape: run.shape(start, length) };
        if (element)
          loops.push({ ...run.range(start, length), element, gain: sizeOfRows(rows) - found.size });
      }
      start += Math.max(1, length);
    }
    return loops;
  };

  /** A phrase that comes several times. */
  private readonly phrases: Find = (run) => this.repeats(run, 1);

  /** Several phrases that come several times. */
  private readonly equal: Find = (run) => this.repeats(run, longestPeriod);

  private repeats(run: Run, longest: number): readonly Loop[] {
    const said = run.phrases.map((_, index) => sayOf(run.elements(index)));
    return stretchesOf(said, longest).map(({ start, period, count }): Loop => {
      const elements = run.elements(start, period);
      const body = this.assemble(elements.map(step));
      const element = { ...make.repeat(count, undefined, body), shape: run.shape(start, period * count) };
      return { ...run.range(start, period * count), element, gain: (count - 1) * sizeOf(elements) };
    });
  }

  /** Phrases that differ in numbers only, be it in how often they come. */
  private readonly alike: Find = (run) => {
    const keys = run.phrases.map(({ key }) => key.replace(/^repeat\{(.*)\}$/, "$1"));
    const counted = run.phrases.map((_, index) => step(this.counted(run.elements(index))));
    return stretchesOf(keys, longestPeriod).flatMap(({ start, period, count }): readonly Loop[] => {
      if (count < leastRows) return [];
      const instances = Array.from({ length: count }, (_, instance) =>
        counted.slice(start + instance * period, start + (instance + 1) * period),
      );
      const found = this.table(count, (unification) => unification.steps(instances));
      if (found === undefined) return [];
      const element = { ...found.loop, shape: run.shape(start, period * count) };
      const gain = sizeOf(run.elements(start, period * count)) - found.size;
      return [{ ...run.range(start, period * count), element, gain }];
    });
  };

  /** A phrase as a repeat of it, be it once, so that its number can be said. */
  private counted(elements: readonly Ast.Element[]): Ast.Element {
    const [only] = elements;
    if (only?.kind === "repeat" && elements.length === 1) return only;
    return { ...make.repeat(1, undefined, this.assemble(elements.map(step))), shape: elements.at(-1)?.shape };
  }

  /** The loop over rows of what instances differ in, and how much it takes to read; none where they are not alike. */
  private table(
    count: number,
    unified: (unification: Unification) => readonly Step[],
  ): { readonly loop: Ast.Element; readonly size: number } | undefined {
    const { drafts, values, assemble } = this;
    const unification = new Unification(count, values, drafts.nextMark, drafts.typeOf, assemble);
    const form = formOf(() => unified(unification));
    if (form === undefined) return undefined;
    const isTaken = (name: string): boolean => this.parameters.has(name) || this.drafts.isTaken(name);
    const unknown = Array.from({ length: count }, () => undefined);
    const { slots, meanings } = solve(unification.columns, unknown, isTaken);
    // A table holds no tensors.
    if (slots.some(({ type }) => type.kind === "tensor")) return undefined;
    const steps = form.flatMap((one) => (one.kind === "element" ? unrolled(one.element) : [one]));
    const body = this.assemble(steps.map((one) => filledIn(one, meanings)));
    const inside = sizeOf(steps.flatMap((one) => (one.kind === "element" ? [one.element] : [])));
    const size = inside + cost.table + count * (cost.row + cost.item * slots.length);
    return { loop: loopOver(slots, count, body), size };
  }
}

/** Phrases between those whose result has a name, which are made once. */
function withoutNamed(run: readonly Phrase[]): readonly (readonly Phrase[])[] {
  const index = run.findIndex(({ to, end }) => end > to);
  return index < 0 ? [run] : [run.slice(0, index), ...withoutNamed(run.slice(index + 1))];
}

/** What is repeated once, without the loop. */
function unrolled(element: Ast.Element): readonly Step[] {
  const isOnce = element.kind === "repeat" && element.count.kind === "number" && element.count.value === 1;
  return isOnce ? stepsOf(element.body) : [step(element)];
}

function loopOver(slots: readonly Slot[], count: number, body: Ast.Body): Ast.Element {
  if (slots.length === 0) return make.repeat(count, undefined, body);
  const rows = Array.from({ length: count }, (_, row) => {
    const items = slots.map(({ values }) => values[row] ?? make.number(0));
    const [only] = items;
    return only && items.length === 1 ? only : make.collection("tuple", items);
  });
  const names = slots.map(({ name }) => name);
  return make.loop(names, make.collection("list", rows), body);
}
