import { expect } from "vitest";
import { caseGroups } from "../../support/gpu/cases.js";
import { channelsNetwork } from "../../support/gpu/channels.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import type { GpuPage } from "../../support/gpu/page.js";
import { zooNetwork } from "../../support/gpu/zoo.js";
import { feedsOf } from "../../support/networks.js";

/** Defines a test that is given a page of the implementation. */
export type GpuPageTest = (
  name: string,
  body: (page: GpuPage) => Promise<void>,
  milliseconds?: number,
) => void;

/** What is computed, so that it takes seconds or more than that. */
interface Extent {
  readonly cases: Parameters<typeof caseGroups>[0];
  readonly channels: readonly number[];
  readonly networks: readonly string[];
}

/** Defines tests of what every implementation of WebGPU has to compute, with the same bits when it is run again. */
export function testImplementation(gpuTest: GpuPageTest, { cases, channels, networks }: Extent): void {
  for (const { title, graph, feeds, batch } of caseGroups(cases)) {
    gpuTest(title, async (page) => {
      expect(disagreements(graph, feeds, await page.run(graph, feeds, batch))).toEqual([]);
    });
  }

  gpuTest(`from and to ${channels.join(", ")} channels`, async (page) => {
    const graph = channelsNetwork(channels);
    const feeds = feedsOf(graph, 1);
    expect(disagreements(graph, feeds, await page.run(graph, feeds, 1))).toEqual([]);
  });

  for (const name of networks) {
    gpuTest(
      `${name} agrees with PyTorch`,
      async (page) => {
        const { graph, feeds, errorOf } = zooNetwork(name);
        expect(errorOf(await page.run(graph, feeds, 1))).toBeLessThanOrEqual(2e-4);
      },
      120_000,
    );
  }

  gpuTest("no error of the device went uncaptured", async (page) => {
    expect(await page.uncaptured()).toEqual([]);
  });
}
