import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";
import { keyOf } from "../rewrite.js";
import { blockName, calledAt } from "./block-names.js";
import { filledIn, type Drafts, type Replacement } from "./draft.js";
import { knowsChannels, occurrencesOf, type Occurrence } from "./occurrences.js";
import { channels, mentions, solve } from "./parameters.js";
import { innerElements } from "./skeleton.js";
import { valuesOf } from "./steps.js";
import { formOf, Unification } from "./unify.js";

/** A block that can be cut out, and what it is called with instead of each of its occurrences. */
interface Extraction {
  readonly block: Ast.Definition;
  readonly entering: Ast.ShapeExpression | undefined;
  readonly calls: readonly { readonly occurrence: Occurrence; readonly element: Ast.Element }[];
  readonly gain: number;
}

/** Weights of what a reader reads, in elements: a definition, a parameter of it, an argument of a call. */
const cost = { definition: 2.5, parameter: 0.5, argument: 0.25 };
/** A block must spare its reader this many elements. */
const leastGain = 2;
/** How many of the most promising stretches are written as blocks, to see what they spare. */
const tried = 12;

/** Cuts out blocks, always the one that spares most, until none spares enough. */
export function extractBlocks(drafts: Drafts): void {
  for (;;) {
    const best = bestOf(drafts);
    if (best === undefined) return;
    const replacements = new Map<Ast.Body, Replacement[]>();
    for (const { occurrence, element } of best.calls) {
      const { body, from, to } = occurrence;
      replacements.set(body, [...(replacements.get(body) ?? []), { from, to, element }]);
    }
    drafts.replace(replacements);
    const model = drafts.all.slice(-1);
    drafts.all = [...drafts.all.slice(0, -1), { definition: best.block, entering: best.entering }, ...model];
  }
}

function bestOf(drafts: Drafts): Extraction | undefined {
  const fine = [...occurrencesOf(drafts, "fine").values()];
  // A block of one layer may be of several sorts of convolution; where several follow each other, their sorts say what
  // the block is.
  const coarse = [...occurrencesOf(drafts, "coarse")].flatMap(([key, found]) =>
    key.includes(";") ? [] : [found],
  );
  const candidates = [...fine, ...coarse]
    .map((found) => ({ found: unwrapped(found), bound: boundOf(found) }))
    .filter(({ bound }) => bound >= leastGain)
    .sort((a, b) => b.bound - a.bound)
    .slice(0, tried);
  let best: Extraction | undefined;
  for (const { found, bound } of candidates) {
    if (best && bound <= best.gain) break;
    const extraction = extractionOf(drafts, found);
    if (extraction && extraction.gain >= leastGain && extraction.gain > (best?.gain ?? 0)) best = extraction;
  }
  return best;
}

/** Where all are in residuals, the residual itself is what is alike. */
function unwrapped(found: readonly Occurrence[]): readonly Occurrence[] {
  return found.every(({ wrapped }) => wrapped) ? [] : found;
}

function boundOf(found: readonly Occurrence[]): number {
  const [first] = found;
  return first ? (found.length - 1) * sizeOf(first) - cost.definition - found.length : 0;
}

function sizeOf({ steps }: Pick<Occurrence, "steps">): number {
  return steps.flatMap((one) => (one.kind === "element" ? innerElements(one.element) : [])).length;
}

function extractionOf(drafts: Drafts, found: readonly Occurrence[]): Extraction | undefined {
  const [first] = found;
  return first && formOf(() => extracted(drafts, found, first));
}

function extracted(drafts: Drafts, found: readonly Occurrence[], first: Occurrence): Extraction {
  const values = new Set(found.flatMap(({ draft }) => [...valuesOf(draft.definition)]));
  const assemble = drafts.assembler(values);
  const unification = new Unification(found.length, values, drafts.nextMark, drafts.typeOf, assemble);
  const steps = unification.steps(found.map((occurrence) => occurrence.steps));
  const isMixed = found.some(({ wrapped }) => wrapped);
  const when = unification.presence(
    "adds",
    found.map(({ wrapped }) => wrapped === isMixed),
  );
  const plain = assemble(steps);
  const body = isMixed
    ? assemble([{ kind: "element", element: { ...make.residual(plain, undefined, "residual1"), when } }])
    : plain;
  const entering = found.map((one) => (knowsChannels(one) ? one.entering?.extents[0] : undefined));
  const solution = solve(unification.columns, entering, (name) => drafts.isTaken(name));
  const name = blockName(found, drafts);
  const filled = filledIn(body, solution.meanings);
  const parameters = solution.slots.map((slot): Ast.Parameter => {
    return {
      kind: "parameter",
      name: make.name(slot.name),
      type: slot.type,
      default: undefined,
      span: make.name("").span,
    };
  });
  const block = make.definition({ kind: "block", name, parameters, body: filled, doc: "" });
  const calls = found.map((occurrence, index) => {
    const given = solution.slots.map((slot) =>
      make.argument(slot.values[index] ?? make.number(0), slot.name),
    );
    const last = occurrence.steps.findLast((one) => one.kind === "element");
    const shape = last?.kind === "element" ? last.element.shape : undefined;
    const element: Ast.Element = { ...make.layer(name, given, calledAt(occurrence)), shape };
    return { occurrence, element };
  });
  const size = sizeOf(first);
  const perCall = 1 + cost.argument * parameters.length;
  const after = size + cost.definition + cost.parameter * parameters.length + found.length * perCall;
  return { block, entering: enteringOf(found), calls, gain: found.length * size - after };
}

/** What enters the block: its channels by name where they differ. */
function enteringOf(found: readonly Occurrence[]): Ast.ShapeExpression | undefined {
  const [first, ...others] = found.map((one) => (knowsChannels(one) ? one.entering : undefined));
  const [extent, ...rest] = first?.extents ?? [];
  if (first === undefined || extent === undefined) return undefined;
  const isAlike = others.every((other) => other && keyOf(other.extents[0]) === keyOf(extent));
  const isOfOneRank = others.every((other) => other?.extents.length === first.extents.length);
  if (!isOfOneRank) return undefined;
  const said = isAlike && !mentions(extent, channels) ? extent : make.reference(channels);
  return { ...first, extents: [said, ...rest.map(() => make.reference("_"))] };
}
