import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/ir/graph.js";
import { printGraph } from "../../src/ir/print.js";
import { verify } from "../../src/ir/verify.js";
import { operators } from "../../src/ops/index.js";
import { pipeline, runPipeline } from "../../src/passes/pipeline.js";
import { integers } from "../ops/random.js";
import { errorOf, expectedOf, tolerance } from "../support/agreement.js";
import { networks } from "../support/networks.js";
import { smallZoo } from "../support/small-zoo.js";

type Subset = ReadonlySet<string>;

const batch = 2;
const names = pipeline.map(({ name }) => name);

/** What is left out: all, nothing, all but one, one. */
const single: readonly Subset[] = [
  new Set(names),
  new Set<string>(),
  ...names.map((name) => new Set(names.filter((other) => other !== name))),
  ...names.map((name) => new Set([name])),
];

/** All but two, and two. */
const pairs: readonly Subset[] = names.flatMap((first, index) =>
  names.slice(index + 1).flatMap((second) => {
    const pair = [first, second];
    return [new Set(pair), new Set(names.filter((name) => !pair.includes(name)))];
  }),
);

function seeded(count: number, seed: number): readonly Subset[] {
  const random = integers(seed);
  return Array.from({ length: count }, () => new Set(names.filter(() => random(0, 1) === 1)));
}

async function expectSameValues(graph: Graph, subsets: readonly Subset[]): Promise<void> {
  expect(verify(graph, operators)).toEqual([]);
  const expected = expectedOf(graph, batch);
  // Different subsets often lead to one graph.
  const compiled = new Set<string>();
  for (const without of subsets) {
    const text = printGraph(runPipeline(graph, { operators }, { without }).graph);
    if (compiled.has(text)) continue;
    compiled.add(text);
    const error = await errorOf(expected, { without });
    expect(error, `without ${[...without].join(", ")}\n${text}`).toBeLessThan(tolerance);
  }
}

describe("any subset of the passes keeps what a random network computes", () => {
  it("each alone, each left out, none and all", async () => {
    const property = fc.asyncProperty(networks, (graph) => expectSameValues(graph, single));
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

describe("any subset of the passes keeps what a small member of the zoo computes", () => {
  it.each([...smallZoo])("%s", async (_, graph) => {
    for (const { data } of expectedOf(graph, batch).outputs.values()) {
      expect(new Set(data).size, "different elements").toBeGreaterThan(data.length / 2);
    }
    await expectSameValues(graph, [...single, ...pairs, ...seeded(64, 3)]);
  });
});
