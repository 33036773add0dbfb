interface Edge<Vertex, Site> {
  readonly target: Vertex;
  readonly site: Site;
}

interface Cycle<Vertex, Site> {
  /** In order; the last one leads back to the first. */
  readonly members: readonly Vertex[];
  /** Where each member but the last leads to the next one. */
  readonly way: readonly Site[];
  /** Where the cycle closes. Without these sites the graph has no cycle. */
  readonly site: Site;
}

/** What a walk along all edges finds, depth first. */
interface Walk<Vertex, Site> {
  readonly cycles: readonly Cycle<Vertex, Site>[];
  /** All vertices, each after those that it leads to (but for cycles). */
  readonly order: readonly Vertex[];
}

/** Works without recursion: the graph may be as deep as a program is long. */
export function walk<Vertex, Site>(
  vertices: readonly Vertex[],
  edgesOf: (vertex: Vertex) => readonly Edge<Vertex, Site>[],
): Walk<Vertex, Site> {
  const cycles: Cycle<Vertex, Site>[] = [];
  const done = new Set<Vertex>();
  for (const root of vertices) {
    const path = new Map<Vertex, { edges: readonly Edge<Vertex, Site>[]; next: number }>();
    const stack: Vertex[] = [];
    const enter = (vertex: Vertex): void => {
      path.set(vertex, { edges: edgesOf(vertex), next: 0 });
      stack.push(vertex);
    };
    /** The site of the edge that the walk has taken from a vertex. */
    const leaving = (vertex: Vertex): Site[] => {
      const state = path.get(vertex);
      const edge = state?.edges[state.next - 1];
      return edge ? [edge.site] : [];
    };
    if (!done.has(root)) enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const state = path.get(top);
      const edge = state?.edges[state.next];
      if (state === undefined || edge === undefined) {
        done.add(top);
        path.delete(top);
        stack.pop();
        continue;
      }
      state.next += 1;
      if (path.has(edge.target)) {
        const members = stack.slice(stack.indexOf(edge.target));
        cycles.push({ members, way: members.slice(0, -1).flatMap(leaving), site: edge.site });
      } else if (!done.has(edge.target)) {
        enter(edge.target);
      }
    }
  }
  return { cycles, order: [...done] };
}
