import { expect } from "vitest";
import type { Graph } from "../../src/ir/graph.js";
import { printGraph } from "../../src/ir/print.js";
import { rewrite } from "../../src/ir/rewrite.js";
import { verify } from "../../src/ir/verify.js";
import { operators } from "../../src/ops/index.js";
import type { Pass } from "../../src/passes/pass.js";

/** Runs one pass; its result is sound, and a second run changes nothing. */
export function apply(pass: Pass, graph: Graph): Graph {
  expect(verify(graph, operators)).toEqual([]);
  const result = pass.run(graph, { operators });
  expect(result.diagnostics).toEqual([]);
  expect(verify(result.graph, operators)).toEqual([]);
  const again = pass.run(result.graph, { operators }).graph;
  expect(printGraph(again)).toBe(printGraph(result.graph));
  return result.graph;
}

/** The graph before and after a pass. */
export function change(pass: Pass, graph: Graph): string {
  return `${printGraph(renumbered(graph))}--> ${pass.name}\n${printGraph(apply(pass, graph))}`;
}

export function expectUnchanged(pass: Pass, graph: Graph): void {
  expect(printGraph(renumbered(apply(pass, graph)))).toBe(printGraph(renumbered(graph)));
}

/** A copy whose values are numbered as a pass numbers them: inputs, weights, results. */
function renumbered(graph: Graph): Graph {
  return rewrite(graph, operators, () => "keep");
}
