import { expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { pipeline } from "../../../src/passes/pipeline.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { canCompute } from "../../../src/targets/webgpu/wgsl/lower.js";
import { bundle, bundleFeeds } from "../../support/bundle.js";
import { compileForGpu } from "../../support/gpu/compile.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { float32, weightFile } from "../../support/compile.js";

const without = new Set(pipeline.map(({ name }) => name));
const gpuTest = gpuTests();

const computed = [...operators.values()].filter((definition) => {
  const { load, run: calls } = scheduleForGpu(bundle([definition]).graph, operators, 1);
  return [...load, ...calls].every(canCompute);
});

it("leaves out what only training computes", () => {
  const left = [...operators.values()].filter((definition) => !computed.includes(definition));
  expect(left.map(({ name }) => name)).toMatchInlineSnapshot(`
    [
      "adaptive_maxpool_gradient",
      "avgpool_gradient",
      "conv_weight_gradient",
      "maxpool_gradient",
    ]
  `);
});

// A few operators at a time: they share a module and its kernels.
const together = 12;
const parts = Array.from({ length: Math.ceil(computed.length / together) }, (_, index) =>
  computed.slice(together * index, together * (index + 1)),
);

const runs = [
  { batch: 1, counts: [1], seeds: [0, 1, 2, 3] },
  { batch: 2, counts: [2, 3], seeds: [4, 5, 6] },
];

for (const definitions of parts) {
  const names = definitions.map(({ name }) => name).join(", ");
  for (const { batch, counts, seeds } of runs) {
    gpuTest(`${names} agree with evaluate, batch ${batch}`, async ({ device }) => {
      const made = bundle(definitions, seeds);
      // Of outputs that any number of samples has there are as many as samples; the others are of a whole batch.
      const outputs =
        counts.length === 1
          ? made.graph.outputs
          : made.graph.outputs.filter(({ name }) => made.perSample.has(name));
      const graph = { ...made.graph, outputs };
      const module = await compileForGpu(graph, batch, { without });
      const network = await module.load(weightFile(bundleFeeds(made, batch).weights), { device });
      for (const count of counts) {
        const feeds = { ...bundleFeeds(made, count), weights: bundleFeeds(made, batch).weights };
        const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
        const actual = await network.run(inputs);
        expect(disagreements(graph, feeds, new Map(Object.entries(actual))), `${count} samples`).toEqual([]);
      }
      network.destroy();
    });
  }
}
