import { describe, expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { pipeline } from "../../../src/passes/pipeline.js";
import { run } from "../../../src/reference/run.js";
import { relativeError } from "../../ops/cases.js";
import { bundle, bundleFeeds } from "../../support/bundle.js";
import { emitGraph, float32, importText, weightFile } from "../../support/compile.js";

const tolerance = 1e-5;
/** Batch sizes to compile for, and for each the numbers of samples to run. */
const runs = [
  { batch: 1, counts: [1, 3] },
  { batch: 2, counts: [2, 5] },
  { batch: 3, counts: [3, 2] },
];
const without = new Set(pipeline.map(({ name }) => name));

describe.each([...operators.values()])("compiled $name", (definition) => {
  it.each(runs)("agrees with evaluate, batch $batch, samples $counts", async ({ batch, counts }) => {
    const made = bundle([definition]);
    const outputsForAny = made.graph.outputs.filter(({ name }) => made.perSample.has(name));
    for (const count of counts) {
      const graph = count === batch ? made.graph : { ...made.graph, outputs: outputsForAny };
      const feeds = bundleFeeds(made, count);
      const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
      const reference = run(graph, operators, feeds);
      for (const portable of [false, true]) {
        const module = await importText(await emitGraph(graph, batch, { without, portable }));
        const outputs = module.loadSync(weightFile(feeds.weights)).runSync(inputs);
        for (const [name, expected] of reference) {
          const data = Float64Array.from(outputs[name] ?? []);
          const actual = data.length === expected.data.length ? { shape: expected.shape, data } : undefined;
          const about = `${name}, ${count} samples, portable: ${portable}`;
          expect(relativeError(actual, expected), about).toBeLessThanOrEqual(tolerance);
        }
      }
    }
  });
});
