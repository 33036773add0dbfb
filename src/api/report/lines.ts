import type { LayerRow, Section } from "../../analysis/layers.js";
import { sumOf, type Sums } from "../../analysis/sums.js";
import { blockTree, layersOf, pathOf, type TreeEntry } from "../../analysis/tree.js";
import { operatorLabel } from "./operator-label.js";

/** A row of a report's table: a layer, a block, equal folded blocks that follow each other, or the sums. */
export interface Line {
  readonly role: "layer" | "block" | "total";
  /** Levels of blocks around it. */
  readonly level: number;
  /** Whether it is the last of the block around it, and whether that is, from outside in. */
  readonly last: readonly boolean[];
  /** The path, relative to the block around it. */
  readonly name: string;
  /** The operator, or the block and how many there are; `label` has the operator's window too. */
  readonly operator: string;
  readonly label: string;
  readonly outputs: readonly (readonly number[])[];
  readonly field: LayerRow["receptiveField"];
  readonly algorithm: LayerRow["algorithm"];
  readonly sums: Sums;
  /** What it stands for. */
  readonly layers: readonly LayerRow[];
  /** False for a block whose layers follow, so that shares of the rest add up. */
  readonly isLeaf: boolean;
}

/** Rows up to which a table is taken in at a glance. */
const comfortable = 48;

/** The deepest folding of a section's blocks that leaves a table of modest length. */
export function comfortableDepth({ rows }: Section): number {
  const nesting = rows.reduce((most, { blocks }) => Math.max(most, blocks.length), 0);
  const depths = Array.from({ length: nesting + 1 }, (_, depth) => depth);
  const tree = blockTree(rows);
  return depths.findLast((depth) => linesOf(tree, depth).length <= comfortable) ?? 0;
}

/** The rows of a section, blocks deeper than `depth` folded, and its sums under `title`. */
export function sectionLines({ rows, totals }: Section, title: string, depth: number): readonly Line[] {
  const total: Line = {
    ...{ role: "total", level: 0, last: [], name: title, operator: "", outputs: [] },
    ...{ field: undefined, algorithm: undefined },
    label: rows.length === 1 ? "1 layer" : `${rows.length} layers`,
    sums: totals,
    layers: rows,
    isLeaf: false,
  };
  return [...linesOf(blockTree(rows), depth), total];
}

function linesOf(tree: readonly TreeEntry[], depth: number): readonly Line[] {
  const visit = (
    entries: readonly TreeEntry[],
    around: string,
    place: readonly boolean[],
  ): readonly Line[] => {
    const runs = place.length < depth ? entries.map((entry) => [entry]) : runsOf(entries);
    return runs.flatMap((run, index) => {
      const last = [...place, index === runs.length - 1];
      const line = lineOf(run, around, last, depth);
      const [entry] = run;
      if (entry?.kind !== "block" || line.isLeaf) return [line];
      return [line, ...visit(entry.entries, entry.path, last)];
    });
  };
  return visit(tree, "", []);
}

function lineOf(run: readonly TreeEntry[], around: string, last: readonly boolean[], depth: number): Line {
  const level = last.length - 1;
  const names = run.map((entry) => relative(pathOf(entry), around));
  const place = { level, last, name: spanOf(names) };
  const [entry] = run;
  if (entry?.kind === "block") {
    const { block, outputs, sums } = entry;
    const label = run.length === 1 ? block : `${run.length} × ${block}`;
    return {
      ...{ role: "block", ...place, operator: label, label, outputs },
      field: fieldAfter(run.at(-1)),
      algorithm: undefined,
      sums:
        run.length === 1 ? sums : sumOf(run.flatMap((each) => (each.kind === "block" ? [each.sums] : []))),
      layers: run.flatMap(layersOf),
      isLeaf: level >= depth,
    };
  }
  if (entry === undefined) throw new Error("a run has an entry");
  const { row } = entry;
  return {
    ...{ role: "layer", ...place, operator: row.op, label: operatorLabel(row), outputs: row.outputs },
    ...{ field: row.receptiveField, algorithm: row.algorithm, sums: row, layers: [row], isLeaf: true },
  };
}

/** The field of the last layer. */
function fieldAfter(entry: TreeEntry | undefined): Line["field"] {
  return entry?.kind === "block" ? fieldAfter(entry.entries.at(-1)) : entry?.row.receptiveField;
}

/** Blocks that follow each other and are equal in all but their paths, together; anything else alone. */
function runsOf(entries: readonly TreeEntry[]): readonly (readonly TreeEntry[])[] {
  const runs: TreeEntry[][] = [];
  let previous: string | undefined;
  for (const entry of entries) {
    const key = entry.kind === "block" ? contentOf(entry) : undefined;
    if (key !== undefined && key === previous) runs.at(-1)?.push(entry);
    else runs.push([entry]);
    previous = key;
  }
  return runs;
}

/** All that a report shows of an entry but its path. */
function contentOf(entry: TreeEntry): string {
  if (entry.kind === "block") return `${entry.block}(${entry.entries.map(contentOf).join()})`;
  const { op, attributes, outputs, params, buffers, macs } = entry.row;
  return JSON.stringify([op, attributes, outputs, params, buffers, macs]);
}

/** `0…4.bottleneck1` for names that differ in a number at one place; else the first and the last. */
function spanOf(names: readonly string[]): string {
  const [first = "", last = first] = [names[0], names.at(-1)];
  if (first === last) return first;
  const parts = (name: string): readonly string[] => name.split(/(\d+)/);
  const [from, to] = [parts(first), parts(last)];
  const different = from.flatMap((part, index) => (part === to[index] ? [] : [index]));
  const [only = 0] = different;
  if (from.length !== to.length || different.length > 1 || only % 2 === 0) return `${first} … ${last}`;
  return from.map((part, index) => (index === only ? `${part}…${to[index] ?? ""}` : part)).join("");
}

/** A path without that of the block around it. */
export function relative(path: string, around: string): string {
  return around !== "" && path.startsWith(`${around}.`) ? path.slice(around.length + 1) : path;
}
