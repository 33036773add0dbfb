import { expect } from "vitest";
import { runInPage } from "../support/browser/compiled.js";
import { chromiumTests } from "../support/browser/tests.js";
import type { Engine } from "../support/judge/judge.js";
import { trialFile, tryNetworks } from "../support/judge/trials.js";

/** More of them where the environment says so. */
const networks = Number(process.env.CHROMIUM_NETWORKS ?? 20);

const testInChromium = chromiumTests();

const kinds = [
  { name: "in Chromium, on one thread and on two", seed: 4_208_000, relaxedSimd: false },
  { name: "in Chromium with relaxed SIMD", seed: 4_209_000, relaxedSimd: true },
];
for (const { name, seed, relaxedSimd } of kinds) {
  testInChromium(
    `${networks} random networks are right ${name} (seed ${seed})`,
    async (browser) => {
      const page = await browser.open(true);
      const engine: Engine = {
        name: `compiled code ${name}`,
        run: (graph, feeds, { batch }) => runInPage(page, graph, feeds, batch, { relaxedSimd }),
      };
      const { failure, compared } = await tryNetworks(networks, seed, [engine]);
      if (failure) throw new Error(trialFile(failure.trial, failure.message));
      expect(compared).toBeGreaterThanOrEqual(networks);
      expect(page.errors).toEqual([]);
    },
    60_000 + networks * 1_000,
  );
}
