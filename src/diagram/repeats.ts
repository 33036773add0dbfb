import { typeOf, type ValueId } from "../ir/graph.js";
import { nodesOf, type Item } from "./tree.js";
import type { Reader, Wiring } from "./wiring.js";

/** The longest sequence of boxes and frames that is looked for as what repeats. */
const longestPeriod = 8;
/** How often a box, or a few, follow each other before they are drawn as one: VGG's three convolutions are not. */
const leastBoxes = 4;

/**
 * Draws equal pieces that follow each other as one: the same layers with the same attributes, wired alike, each taking
 * nothing but what the piece before it gives. Channels may differ, as they do in DenseNet.
 */
export function collapseRepeats(wiring: Wiring, items: readonly Item[]): readonly Item[] {
  const inner = items.map((item): Item =>
    item.kind === "frame" ? { ...item, items: collapseRepeats(wiring, item.items) } : item,
  );
  const keys = inner.map((item) => structure(wiring, item));
  const result: Item[] = [];
  for (let start = 0; start < inner.length;) {
    const run = runAt(wiring, inner, keys, start);
    result.push(...(run ? [{ kind: "run", instances: run } as const] : inner.slice(start, start + 1)));
    start += run?.flat().length ?? 1;
  }
  return result;
}

/** The repetition of the shortest piece that begins at `start`. */
function runAt(
  wiring: Wiring,
  items: readonly Item[],
  keys: readonly string[],
  start: number,
): readonly (readonly Item[])[] | undefined {
  for (let period = 1; period <= longestPeriod && start + 2 * period <= items.length; period += 1) {
    const instances = [items.slice(start, start + period)];
    const least = instances.flat().some(({ kind }) => kind !== "box") ? 2 : leastBoxes;
    for (let next = start + period; repeats(keys, start, next, period); next += period) {
      instances.push(items.slice(next, next + period));
    }
    const count = chained(wiring, instances);
    if (count >= least) return instances.slice(0, count);
  }
  return undefined;
}

function repeats(keys: readonly string[], start: number, next: number, period: number): boolean {
  if (next + period > keys.length) return false;
  return keys.slice(next, next + period).every((key, index) => key === keys[start + index]);
}

/** Operators, attributes, extents but channels, and nesting of an item. */
function structure(wiring: Wiring, item: Item): string {
  const inside = (items: readonly Item[]): string => items.map((each) => structure(wiring, each)).join();
  switch (item.kind) {
    case "box":
      return nodesOf(item)
        .map((node) => {
          const places = node.results.map((value) => typeOf(wiring.graph, value).shape.slice(2));
          return JSON.stringify([node.op, node.attributes, places, wiring.training.has(node)]);
        })
        .join();
    case "frame":
      return `${item.instance.block}{${inside(item.items)}}`;
    case "run":
      return `${item.instances.length}*{${inside(item.instances[0] ?? [])}}`;
  }
}

/** How a piece is wired: where its layers take their operands from, and where it meets the rest of the network. */
interface Piece {
  /** Equal for pieces that are wired alike. */
  readonly inside: string;
  /** The values that enter. */
  readonly taken: readonly ValueId[];
  /** The values that leave, and their places. */
  readonly given: readonly ValueId[];
  readonly exits: string;
}

function pieceOf(wiring: Wiring, items: readonly Item[]): Piece {
  const nodes = items.flatMap(nodesOf);
  const own = new Set<Reader>(nodes);
  const places = new Map(nodes.flatMap(({ results }) => results).map((value, place) => [value, place]));
  const taken: ValueId[] = [];
  const wires = nodes.map((node) =>
    wiring.data(node).map((value) => {
      const place = places.get(value);
      if (place !== undefined) return place;
      if (!taken.includes(value)) taken.push(value);
      return `in${taken.indexOf(value)}`;
    }),
  );
  const given = [...places.keys()].filter((value) =>
    wiring.readersOf(value).some((reader) => !own.has(reader)),
  );
  return {
    inside: wires.map((list) => list.join(" ")).join(),
    taken,
    given,
    exits: given.map((value) => places.get(value)).join(),
  };
}

/** How many of the pieces, from the first on, are wired alike and pass one value on, each to the next alone. */
function chained(wiring: Wiring, instances: readonly (readonly Item[])[]): number {
  if (instances.length < 2) return instances.length;
  const pieces = instances.map((items) => pieceOf(wiring, items));
  const end = pieces.findIndex((piece, index) => {
    const [before, items] = [pieces[index - 1], instances.slice(Math.max(0, index - 1), index + 1)];
    if (piece.taken.length !== 1 || piece.given.length !== 1) return true;
    if (before === undefined) return false;
    const alike = piece.inside === before.inside && piece.exits === before.exits;
    return !alike || piece.taken[0] !== before.given[0] || !staysWithin(wiring, before, items.flat());
  });
  return end < 0 ? pieces.length : end;
}

/** Whether nobody but `items` reads what a piece gives. */
function staysWithin(wiring: Wiring, { given }: Piece, items: readonly Item[]): boolean {
  const inside = new Set<Reader>(items.flatMap(nodesOf));
  return given.every((value) => wiring.readersOf(value).every((reader) => inside.has(reader)));
}
