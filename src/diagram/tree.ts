import type { BlockInstance, Node } from "../ir/graph.js";
import type { Reader, Wiring } from "./wiring.js";

/** Layers that are drawn as one box: an operator, with what is light before and after it. */
export interface Box {
  readonly kind: "box";
  readonly leading: readonly Node[];
  /** None where all is light; several for the parts of a split and for a sum of several. */
  readonly main: readonly Node[];
  readonly following: readonly Node[];
}

/** An instance of a block. */
export interface Frame {
  readonly kind: "frame";
  readonly instance: BlockInstance;
  readonly items: readonly Item[];
}

/** Equal pieces of a network, each of which takes what the one before it gives. */
export interface Run {
  readonly kind: "run";
  readonly instances: readonly (readonly Item[])[];
}

export type Item = Box | Frame | Run;

export function nodesOf(item: Item): readonly Node[] {
  switch (item.kind) {
    case "box":
      return [...item.leading, ...item.main, ...item.following];
    case "frame":
      return item.items.flatMap(nodesOf);
    case "run":
      return item.instances.flat().flatMap(nodesOf);
  }
}

/** The drawn layers as boxes in frames. A block of which one box is left has no frame. */
export function layerTree(wiring: Wiring): readonly Item[] {
  return level(wiring, wiring.nodes, 0);
}

/** What `nodes`, which agree in their first `depth` blocks, make. A block stands where its first layer does. */
function level(wiring: Wiring, nodes: readonly Node[], depth: number): readonly Item[] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const instance = node.origin.blocks[depth];
    // The parts of one split, and the additions of one sum, have one path.
    const key = instance ? `block ${instance.path}` : `${node.op} ${node.origin.path}`;
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  const items = [...groups.values()].map((group): Item => {
    const instance = group[0]?.origin.blocks[depth];
    if (instance === undefined) return boxOf(wiring, group);
    const inner = level(wiring, group, depth + 1);
    const [only] = inner;
    return only?.kind === "box" && inner.length === 1 ? only : { kind: "frame", instance, items: inner };
  });
  return fused(wiring, items);
}

function boxOf(wiring: Wiring, nodes: readonly Node[]): Box {
  const light = nodes.length === 1 && nodes.every((node) => wiring.isLight(node));
  return { kind: "box", leading: light ? nodes : [], main: light ? [] : nodes, following: [] };
}

/** Joins each box to the one before it where they can be drawn as one. */
function fused(wiring: Wiring, items: readonly Item[]): readonly Item[] {
  const result: Item[] = [];
  const places = new Map<Node, number>();
  for (const item of items) {
    const entered = item.kind === "box" ? entry(wiring, item) : undefined;
    const place = entered && places.get(entered);
    const before = place === undefined ? undefined : result[place];
    const joint = item.kind === "box" && before?.kind === "box" ? joined(wiring, before, item) : undefined;
    const index = joint !== undefined && place !== undefined ? place : result.length;
    result[index] = joint ?? item;
    for (const node of nodesOf(item)) places.set(node, index);
  }
  return result;
}

/** The node whose value is all that a box takes from others. */
function entry(wiring: Wiring, box: Box): Node | undefined {
  const nodes = nodesOf(box);
  const own = new Set(nodes.flatMap(({ results }) => results));
  const taken = new Set(nodes.flatMap((node) => wiring.data(node)).filter((value) => !own.has(value)));
  const [value] = taken;
  return value === undefined || taken.size > 1 ? undefined : wiring.producers.get(value);
}

/** Both as one box, if nothing else reads what `before` gives and there would be one operator that is not light. */
function joined(wiring: Wiring, before: Box, after: Box): Box | undefined {
  const [first, second] = [nodesOf(before), nodesOf(after)];
  const both = new Set<Reader>([...first, ...second]);
  const isPrivate = first.every(({ results }) =>
    results.every((value) => wiring.readersOf(value).every((reader) => both.has(reader))),
  );
  const isTraining = (nodes: readonly Node[]): boolean => nodes.some((node) => wiring.training.has(node));
  if (!isPrivate || isTraining(first) !== isTraining(second)) return undefined;
  if (after.main.length === 0) {
    const [start] = second;
    if (before.main.length === 0) return { ...before, leading: [...first, ...second] };
    // What only gives another shape goes with what needs that shape.
    if (start === undefined || wiring.definition(start).traits.layoutOnly) return undefined;
    return { ...before, following: [...before.following, ...second] };
  }
  const isJoin = after.main.some((node) => wiring.data(node).length > 1);
  if (before.main.length > 0 || isJoin) return undefined;
  return { ...after, leading: [...first, ...after.leading] };
}
