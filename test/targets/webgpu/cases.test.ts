import { expect } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { run } from "../../../src/reference/run.js";
import { caseGraph, cases, relativeError } from "../../ops/cases.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";

const tolerance = 1e-4;
const gpuTest = gpuTests();

cases.forEach((stored, index) => {
  gpuTest(`case ${index}: ${stored.op} ${JSON.stringify(stored.attributes).slice(0, 60)}`, async (dawn) => {
    const { graph, feeds } = caseGraph(stored);
    const batch = stored.inputs[0]?.shape[0] ?? 1;
    const outputs = await runOnGpu(dawn, graph, feeds, batch);
    for (const [name, expected] of run(graph, operators, feeds)) {
      const data = Float64Array.from(outputs.get(name) ?? []);
      const actual = data.length === expected.data.length ? { shape: expected.shape, data } : undefined;
      expect(relativeError(actual, expected), name).toBeLessThanOrEqual(tolerance);
    }
  });
});
