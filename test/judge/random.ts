import { expect, test } from "vitest";
import { trialFile, tryNetworks } from "../support/judge/trials.js";

/** A part of the 300 random networks of the tests, which are run side by side. */
export function judgeRandomNetworks(part: number): void {
  const seed = 4_207_000 + part;
  const networks = 75;
  test(`${networks} random networks are the same in every engine (seed ${seed})`, async () => {
    const { failure, compared, unstable } = await tryNetworks(networks, seed);
    if (failure) throw new Error(trialFile(failure.trial, failure.message));
    expect(compared).toBeGreaterThan(networks);
    // Outputs that rounding alone moves are rare, or the judge would say little.
    expect(unstable).toBeLessThan(compared / 20);
  }, 120_000);
}
