import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/ir/graph.js";
import { printGraph } from "../../src/ir/print.js";
import { verify } from "../../src/ir/verify.js";
import { operators } from "../../src/ops/index.js";
import { pipeline, runPipeline } from "../../src/passes/pipeline.js";
import { compiledError, tolerance } from "../support/agreement.js";
import { networks } from "../support/networks.js";

const batch = 2;
const names = pipeline.map(({ name }) => name);

/** What is left out: all, nothing, all but one, one. */
const omissions: readonly ReadonlySet<string>[] = [
  new Set(names),
  new Set<string>(),
  ...names.map((name) => new Set(names.filter((other) => other !== name))),
  ...names.map((name) => new Set([name])),
];

async function expectSameValues(graph: Graph, subsets: readonly ReadonlySet<string>[]): Promise<void> {
  expect(verify(graph, operators)).toEqual([]);
  // Different subsets often lead to one graph.
  const compiled = new Set<string>();
  for (const without of subsets) {
    const text = printGraph(runPipeline(graph, { operators }, { without }).graph);
    if (compiled.has(text)) continue;
    compiled.add(text);
    const error = await compiledError(graph, batch, { without });
    expect(error, `without ${[...without].join(", ")}\n${text}`).toBeLessThan(tolerance);
  }
}

describe("any subset of the passes keeps what a random network computes", () => {
  it("each alone, each left out, none and all", async () => {
    const property = fc.asyncProperty(networks, (graph) => expectSameValues(graph, omissions));
    await fc.assert(property, { seed: 1, numRuns: 40 });
  });

  it("random subsets", async () => {
    const subset = fc.subarray(names).map((left) => new Set(left));
    const property = fc.asyncProperty(networks, subset, (graph, without) =>
      expectSameValues(graph, [without]),
    );
    await fc.assert(property, { seed: 2, numRuns: 100 });
  });
});
