import { expect } from "vitest";
import { caseGroups } from "../../support/gpu/cases.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();

for (const { title, graph, feeds, batch } of caseGroups("all")) {
  gpuTest(title, async (dawn) => {
    expect(disagreements(graph, feeds, await runOnGpu(dawn, graph, feeds, batch))).toEqual([]);
  });
}
