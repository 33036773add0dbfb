import { compareLayers, compareSizes, type ComparedCost } from "../../analysis/compare.js";
import type { NetworkAnalysis } from "../../analysis/layers.js";
import { grouped, showBytes } from "../text.js";

/** A number of two networks. */
export interface ComparedFact {
  readonly title: string;
  readonly left: number;
  readonly right: number;
  readonly show: (value: number) => string;
}

/** Two networks side by side. */
export interface Comparison {
  readonly left: NetworkAnalysis;
  readonly right: NetworkAnalysis;
  /** What the networks are called: their names, told apart where they are equal. */
  readonly names: readonly [left: string, right: string];
  readonly facts: readonly ComparedFact[];
  readonly tables: readonly ComparedTable[];
}

export interface ComparedTable {
  /** What a row is. */
  readonly title: string;
  readonly about: string;
  readonly rows: readonly ComparedCost[];
}

/** Rows up to which layers are taken in at a glance. */
const comfortable = 48;

/** `depth` levels of blocks that both have are unfolded; where absent, as many as leave a table of modest length. */
export function comparisonOf(left: NetworkAnalysis, right: NetworkAnalysis, depth?: number): Comparison {
  const isSame = left.name === right.name;
  const layers = compareLayers(left, right, depth ?? comfortableDepth(left, right));
  const bySize = {
    title: "Output size",
    about: "Sums by the size of what layers make",
    rows: compareSizes(left, right),
  };
  const byPath = { title: "Layer", about: "Blocks and layers of equal path", rows: layers };
  return {
    ...{ left, right },
    names: isSame ? [`${left.name} (1)`, `${right.name} (2)`] : [left.name, right.name],
    facts: factsOf(left, right),
    tables: layers.length === 0 ? [bySize] : [bySize, byPath],
  };
}

function comfortableDepth(left: NetworkAnalysis, right: NetworkAnalysis): number {
  const nesting = left.rows.reduce((most, { blocks }) => Math.max(most, blocks.length), 0);
  const depths = Array.from({ length: nesting + 1 }, (_, depth) => depth);
  return depths.findLast((depth) => compareLayers(left, right, depth).length <= comfortable) ?? 0;
}

function factsOf(left: NetworkAnalysis, right: NetworkAnalysis): readonly ComparedFact[] {
  const fact = (title: string, of: (analysis: NetworkAnalysis) => number, show = grouped): ComparedFact => ({
    ...{ title, show },
    left: of(left),
    right: of(right),
  });
  return [
    fact("Parameters", ({ totals }) => totals.params),
    fact("Buffers", ({ totals }) => totals.buffers),
    fact("Weights", ({ totals }) => totals.weightBytes, showBytes),
    fact("MACs", ({ totals }) => totals.macs),
    fact("Elementwise", ({ totals }) => totals.elementwise),
    fact("Activations", ({ totals }) => totals.activations),
    fact("Peak memory", ({ memory }) => memory?.arenaBytes ?? 0, showBytes),
    fact("Layers", ({ rows }) => rows.length),
    fact("Training only", ({ training }) => training.totals.params),
  ].filter((each) => each.left + each.right > 0);
}

/** By how much `right` is more than `left`, in percent of `left`; empty where that says nothing. */
export function changeText(left: number | undefined, right: number | undefined): string {
  if (left === undefined || right === undefined || left === 0) return "";
  if (left === right) return "=";
  const percent = (100 * (right - left)) / left;
  const size = Math.abs(percent);
  const digits = size >= 1000 ? grouped(Math.round(size)) : size < 0.05 ? "<0.1" : size.toFixed(1);
  return `${percent > 0 ? "+" : "−"}${digits}%`;
}
