import { expect } from "vitest";
import { channels, channelsNetwork } from "../../support/gpu/channels.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { feedsOf } from "../../support/networks.js";

const gpuTest = gpuTests();

for (const adapter of ["discrete", "integrated", "software"] as const) {
  gpuTest(
    `convolutions of any number of channels agree with evaluate, as on ${adapter} adapters`,
    async (dawn) => {
      const graph = channelsNetwork(channels);
      const feeds = feedsOf(graph, 1);
      expect(
        disagreements(graph, feeds, await runOnGpu(dawn, graph, feeds, 1, { loading: { adapter } })),
      ).toEqual([]);
    },
  );
}
