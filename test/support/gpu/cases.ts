import type { Graph } from "../../../src/ir/graph.js";
import type { Feeds } from "../../../src/reference/run.js";
import { caseGraph, cases, type ReferenceCase } from "../../ops/cases.js";
import { feedsSideBySide, sideBySide } from "../side-by-side.js";

/** Cases as one graph. */
export interface CaseGroup {
  readonly title: string;
  readonly graph: Graph;
  readonly feeds: Feeds;
  readonly batch: number;
}

/** How many cases share a module: more of them share more kernels, but a module is compiled again for each kernel. */
const together = 16;

/** Cases of as many samples, a few at a time: all, or the first of each operator. */
export function caseGroups(which: "all" | "one an operator"): readonly CaseGroup[] {
  const seen = new Set<string>();
  const byBatch = new Map<number, [name: string, stored: ReferenceCase][]>();
  cases.forEach((stored, index) => {
    if (which === "one an operator" && seen.has(stored.op)) return;
    seen.add(stored.op);
    const batch = stored.inputs[0]?.shape[0] ?? 1;
    byBatch.set(batch, [...(byBatch.get(batch) ?? []), [`${stored.op}${index}`, stored]]);
  });
  return [...byBatch].flatMap(([batch, group]) =>
    Array.from({ length: Math.ceil(group.length / together) }, (_, part) =>
      caseGroup(group.slice(together * part, together * (part + 1)), batch),
    ),
  );
}

function caseGroup(group: readonly (readonly [string, ReferenceCase])[], batch: number): CaseGroup {
  const built = group.map(([name, stored]) => [name, caseGraph(stored)] as const);
  return {
    title: built.map(([name]) => name).join(", "),
    graph: sideBySide(new Map(built.map(([name, { graph }]) => [name, graph]))),
    feeds: feedsSideBySide(new Map(built.map(([name, { feeds }]) => [name, feeds]))),
    batch,
  };
}
