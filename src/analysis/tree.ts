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
  const { block, path } = instance;
  const entries = blockTree(group, depth + 1);
  return [{ kind: "block", block, path, outputs: last.outputs, sums: sumOf(group), entries }];
}
