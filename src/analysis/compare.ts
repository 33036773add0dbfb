import type { NetworkAnalysis } from "./layers.js";
import { outputSizes } from "./output-sizes.js";
import type { Sums } from "./sums.js";
import { blockTree, costOf, pathOf, type TreeEntry } from "./tree.js";

/** One thing of two networks; absent where a network does not have it. */
export interface ComparedCost {
  readonly name: string;
  /** Levels of blocks around it. */
  readonly level: number;
  readonly left: Sums | undefined;
  readonly right: Sums | undefined;
}

/**
 * Blocks and layers of two networks that have equal paths, beside each other; blocks that both have are unfolded to
 * `depth`, where they have more in common. Empty where no path is in both.
 */
export function compareLayers(
  left: NetworkAnalysis,
  right: NetworkAnalysis,
  depth: number,
): readonly ComparedCost[] {
  return alignedEntries(blockTree(left.rows), blockTree(right.rows), depth, 0);
}

/** Sums of two networks by the size of what layers make, the largest first. */
export function compareSizes(left: NetworkAnalysis, right: NetworkAnalysis): readonly ComparedCost[] {
  const [ours, theirs] = [outputSizes(left.rows), outputSizes(right.rows)];
  const sizes = new Map([...ours, ...theirs].map(({ name, elements }) => [name, elements]));
  return [...sizes.entries()]
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => ({
      ...{ name, level: 0 },
      left: ours.find((size) => size.name === name),
      right: theirs.find((size) => size.name === name),
    }));
}

/** In the order of both; between what both have, what only `left` has comes first. Empty where they share no path. */
function alignedEntries(
  left: readonly TreeEntry[],
  right: readonly TreeEntry[],
  depth: number,
  level: number,
): readonly ComparedCost[] {
  const known = new Set(left.map(pathOf));
  if (!right.some((entry) => known.has(pathOf(entry)))) return [];
  const partners = new Map(right.map((entry) => [pathOf(entry), entry]));
  /** What only `right` has, by the path of what both have before it. */
  const extra = new Map<string, TreeEntry[]>();
  let before = "";
  for (const entry of right) {
    if (known.has(pathOf(entry))) before = pathOf(entry);
    else extra.set(before, [...(extra.get(before) ?? []), entry]);
  }
  const added = (path: string): readonly ComparedCost[] =>
    (extra.get(path) ?? []).map((entry) => compared(undefined, entry, level));
  before = "";
  const costs = left.flatMap((entry) => {
    const partner = partners.get(pathOf(entry));
    const earlier = partner === undefined ? [] : added(before);
    if (partner !== undefined) before = pathOf(entry);
    const inner =
      level < depth && entry.kind === "block" && partner?.kind === "block"
        ? alignedEntries(entry.entries, partner.entries, depth, level + 1)
        : [];
    return [...earlier, compared(entry, partner, level), ...inner];
  });
  return [...costs, ...added(before)];
}

function compared(left: TreeEntry | undefined, right: TreeEntry | undefined, level: number): ComparedCost {
  const entry = left ?? right;
  return {
    ...{ name: entry === undefined ? "" : pathOf(entry), level },
    left: left && costOf(left),
    right: right && costOf(right),
  };
}
