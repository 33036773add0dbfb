import { expect } from "vitest";
import { runInPage } from "../support/browser/compiled.js";
import { chromiumTests } from "../support/browser/tests.js";
import type { Engine } from "../support/judge/judge.js";
import { trialFile, tryNetworks } from "../support/judge/trials.js";

const seed = 4_208_000;
/** More of them where the environment says so. */
const networks = Number(process.env.CHROMIUM_NETWORKS ?? 20);

const testInChromium = chromiumTests();

testInChromium(
  `${networks} random networks are right in Chromium (seed ${seed})`,
  async (browser) => {
    const page = await browser.open(true);
    const engine: Engine = {
      name: "compiled code in Chromium",
      run: (graph, feeds, { batch }) => runInPage(page, graph, feeds, batch),
    };
    const { failure, compared } = await tryNetworks(networks, seed, [engine]);
    if (failure) throw new Error(trialFile(failure.trial, failure.message));
    expect(compared).toBeGreaterThanOrEqual(networks);
    expect(page.errors).toEqual([]);
  },
  60_000 + networks * 1_000,
);
