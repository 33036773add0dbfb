import type { LayerRow } from "./layers.js";
import { sumOf, type Sums } from "./sums.js";

interface LayerEntry {
  readonly kind: "layer";
  readonly row: LayerRow;
}

/** An instance of a block, with the sums of all layers in it. */
interface BlockEntry {
  readonly kind: "block";
  readonly block: string;
  readonly path: string;
  readonly doc: string;
  /** Results of its last layer. */
  readonly outputs: LayerRow["outputs"];
  readonly sums: Sums;
  /** In the order of the rows. */
  readonly entries: readonly TreeEntry[];
}

export type TreeEntry = LayerEntry | BlockEntry;

/** Rows as a tree of block instances; an instance stands where its first layer does. */
export function blockTree(rows: readonly LayerRow[], depth = 0): readonly TreeEntry[] {
  const groups = new Map<string | LayerRow, LayerRow[]>();
  for (const row of rows) {
    const key = row.blocks[depth]?.path ?? row;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].flatMap((group) => entryOf(group, depth));
}

/** The rows of one block instance, or a row that is in no block at this depth. */
function entryOf(group: readonly LayerRow[], depth: number): readonly TreeEntry[] {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return [];
  const instance = first.blocks[depth];
  if (instance === undefined) return [{ kind: "layer", row: first }];
  const { block, path, doc = "" } = instance;
  const entries = blockTree(group, depth + 1);
  return [{ kind: "block", block, path, doc, outputs: last.outputs, sums: sumOf(group), entries }];
}

/** The entries of the outermost level that has several: those inside, where one block is around everything. */
export function outermost(tree: readonly TreeEntry[]): readonly TreeEntry[] {
  const [only, ...others] = tree;
  return only?.kind === "block" && others.length === 0 ? outermost(only.entries) : tree;
}

/** Path of a layer or block. */
export function pathOf(entry: TreeEntry): string {
  return entry.kind === "block" ? entry.path : entry.row.path;
}

/** A layer, or those in a block. */
export function layersOf(entry: TreeEntry): readonly LayerRow[] {
  return entry.kind === "block" ? entry.entries.flatMap(layersOf) : [entry.row];
}

/** What a layer or block costs. */
export function costOf(entry: TreeEntry): Sums {
  return entry.kind === "block" ? entry.sums : entry.row;
}

/** A block that is used in a network. */
export interface UsedBlock {
  readonly name: string;
  readonly doc: string;
  readonly instances: number;
}

/** The blocks around rows, in the order of their first use; equal names of two files are told apart by their docs. */
export function blocksOf(rows: readonly LayerRow[]): readonly UsedBlock[] {
  const uses = new Map<
    string,
    { readonly name: string; readonly doc: string; readonly paths: Set<string> }
  >();
  for (const { block: name, doc = "", path } of rows.flatMap(({ blocks }) => blocks)) {
    const key = JSON.stringify([name, doc]);
    const used = uses.get(key);
    if (used) used.paths.add(path);
    else uses.set(key, { name, doc, paths: new Set([path]) });
  }
  return [...uses.values()].map(({ name, doc, paths }) => ({ name, doc, instances: paths.size }));
}
