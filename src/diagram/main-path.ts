import type { DiagramEdge } from "./diagram.js";

/**
 * Edges of the ways that lead to outputs, one way wherever several meet: the middle one of those that do not pass
 * layers by. A picture that keeps them straight does not drift to a side.
 */
export function mainPath(edges: readonly DiagramEdge[]): ReadonlySet<DiagramEdge> {
  const entering = gathered(edges, ({ to }) => to);
  const leaving = gathered(edges, ({ from }) => from);
  const chosen = new Set<DiagramEdge>();
  for (const all of entering.values()) {
    const straight = all.filter(({ skip }) => !skip);
    const ways = straight.length > 0 ? straight : all;
    for (const edge of ways.slice((ways.length - 1) >> 1).slice(0, 1)) chosen.add(edge);
  }
  const found = new Map<string, boolean>();
  const leadsOut = (box: string): boolean => {
    const known = found.get(box);
    if (known !== undefined) return known;
    // A block that is folded may feed itself through others.
    found.set(box, false);
    const next = leaving.get(box) ?? [];
    const leads =
      next.length === 0 || next.some((edge) => chosen.has(edge) && !edge.training && leadsOut(edge.to));
    found.set(box, leads);
    return leads;
  };
  return new Set(edges.filter((edge) => chosen.has(edge) && !edge.training && leadsOut(edge.to)));
}

function gathered(
  edges: readonly DiagramEdge[],
  key: (edge: DiagramEdge) => string,
): ReadonlyMap<string, readonly DiagramEdge[]> {
  const groups = new Map<string, DiagramEdge[]>();
  for (const edge of edges) {
    const group = groups.get(key(edge));
    if (group) group.push(edge);
    else groups.set(key(edge), [edge]);
  }
  return groups;
}
