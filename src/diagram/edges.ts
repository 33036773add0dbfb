import type { Node, ValueId } from "../ir/graph.js";
import type { DiagramEdge } from "./diagram.js";
import type { Item, Run } from "./tree.js";
import type { Wiring } from "./wiring.js";

/** An input, output or tap and the id of its box. */
interface Port {
  readonly value: ValueId;
  readonly box: string;
}

interface Ports {
  readonly inputs: readonly Port[];
  readonly results: readonly (Port & { readonly training: boolean })[];
}

/** In which piece of each run around it a node is, outermost first. */
type Rounds = readonly { readonly run: Run; readonly piece: number }[];

/** Edges between boxes, one at most from each to each; what one piece of a run passes to the next is not drawn. */
export function edgesOf(
  wiring: Wiring,
  items: readonly Item[],
  boxOf: ReadonlyMap<Node, string>,
  ports: Ports,
): readonly DiagramEdge[] {
  const rounds = new Map<Node, Rounds>();
  for (const item of items) noteRounds(item, [], rounds);
  const inputs = new Map(ports.inputs.map(({ value, box }) => [value, box]));
  const edges = new Map<string, DiagramEdge>();
  const add = (value: ValueId, to: string, training: boolean, reader?: Node): void => {
    const producer = wiring.producers.get(value);
    const from = producer === undefined ? inputs.get(value) : boxOf.get(producer);
    if (from === undefined || from === to) return;
    if (producer && reader && !sameRound(rounds.get(producer), rounds.get(reader))) return;
    // Between two folded blocks several values may go: the edge is of the kind that all of them are.
    const other = edges.get(`${from} ${to}`);
    const skip = (other?.skip ?? true) && (isAside(producer) || isAside(reader));
    edges.set(`${from} ${to}`, { from, to, skip, training: (other?.training ?? true) && training });
  };
  for (const node of wiring.nodes) {
    const to = boxOf.get(node);
    if (to === undefined) continue;
    for (const value of wiring.data(node)) add(value, to, wiring.training.has(node), node);
  }
  for (const { value, box, training } of ports.results) add(wiring.source(value), box, training);
  return withSkips([...edges.values()], [...new Set(boxOf.values())]);
}

/** Whether a layer stands in the shortcut of a residual. */
function isAside(node: Node | undefined): boolean {
  return node?.origin.path.split(".").includes("shortcut") ?? false;
}

function noteRounds(item: Item, around: Rounds, rounds: Map<Node, Rounds>): void {
  switch (item.kind) {
    case "box":
      for (const node of [...item.leading, ...item.main, ...item.following]) rounds.set(node, around);
      break;
    case "frame":
      for (const inner of item.items) noteRounds(inner, around, rounds);
      break;
    case "run":
      item.instances.forEach((items, piece) => {
        for (const inner of items) noteRounds(inner, [...around, { run: item, piece }], rounds);
      });
  }
}

/** False where two nodes are in different pieces of one run. */
function sameRound(a: Rounds = [], b: Rounds = []): boolean {
  return a.every((round, level) => {
    const other = b[level];
    return other?.run !== round.run || other.piece === round.piece;
  });
}

/** Marks also the edges that another way leads around; `order` is that of the boxes. */
function withSkips(edges: readonly DiagramEdge[], order: readonly string[]): readonly DiagramEdge[] {
  const places = new Map(order.map((box, place) => [box, place]));
  const next = new Map<string, string[]>();
  const entering = new Map<string, number>();
  for (const { from, to } of edges) {
    const targets = next.get(from);
    if (targets) targets.push(to);
    else next.set(from, [to]);
    entering.set(to, (entering.get(to) ?? 0) + 1);
  }
  const leadsAround = ({ from, to }: DiagramEdge): boolean => {
    if ((entering.get(to) ?? 0) < 2) return false;
    const last = places.get(to) ?? Infinity;
    const seen = new Set((next.get(from) ?? []).filter((target) => target !== to));
    for (const box of seen) {
      if (box === to) return true;
      // What stands behind the target does not lead to it.
      if ((places.get(box) ?? Infinity) > last) continue;
      for (const target of next.get(box) ?? []) seen.add(target);
    }
    return false;
  };
  return edges.map((edge) => ({ ...edge, skip: edge.skip || leadsAround(edge) }));
}
