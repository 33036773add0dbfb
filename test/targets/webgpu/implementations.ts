import { describe, expect } from "vitest";
import type { AdapterClass } from "../../../src/runtime/webgpu/gpuPlan.js";
import { caseGroups } from "../../support/gpu/cases.js";
import { channelsNetwork } from "../../support/gpu/channels.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import type { Precision } from "../../../src/targets/webgpu/precision.js";
import type { GpuPage } from "../../support/gpu/page.js";
import { runOnGpu, type GpuTestOptions } from "../../support/gpu/compile.js";
import type { GpuTest } from "../../support/gpu/tests.js";
import { zooNetwork } from "../../support/gpu/zoo.js";
import { feedsOf } from "../../support/networks.js";

/** Defines a test that is given a page of the implementation. */
export type GpuPageTest = (
  name: string,
  body: (page: GpuPage) => Promise<void>,
  milliseconds?: number,
) => void;

/** Tests in this process as those of a page. */
export function onPages(gpuTest: GpuTest): GpuPageTest {
  return (name, body, milliseconds) => {
    gpuTest(
      name,
      (dawn) =>
        body({
          adapter: dawn.adapter,
          run: (graph, feeds, batch, options) => runOnGpu(dawn, graph, feeds, batch, options),
          uncaptured: () => Promise.resolve(dawn.uncaptured),
        }),
      milliseconds,
    );
  };
}

/** What is computed, so that it takes seconds or more than that. */
interface Extent {
  readonly cases: Parameters<typeof caseGroups>[0];
  readonly channels: readonly number[];
  readonly networks: readonly string[];
  readonly precision?: Precision;
  readonly loading?: GpuTestOptions["loading"];
}

/**
 * Half precision rounds to 11 bits, which is off by 2^-11 at most: weights once, and every value on the way. Four of them
 * are what a case may be off by, and errors of all layers add up in a network.
 */
const tolerances: Readonly<Record<Precision, { readonly case: number; readonly logits: number }>> = {
  f32: { case: 1e-4, logits: 2e-4 },
  f16: { case: 2 ** -9, logits: 2 ** -7 },
};

/** Defines tests of what every implementation of WebGPU has to compute, with the same bits when it is run again. */
export function testImplementation(
  gpuTest: GpuPageTest,
  { cases, channels, networks, precision = "f32", loading }: Extent,
): void {
  const tolerance = tolerances[precision];
  const options = { precision, ...(loading && { loading }) };
  for (const { title, graph, feeds, batch } of caseGroups(cases)) {
    gpuTest(title, async (page) => {
      const outputs = await page.run(graph, feeds, batch, options);
      expect(disagreements(graph, feeds, outputs, tolerance.case)).toEqual([]);
    });
  }

  gpuTest(`from and to ${channels.join(", ")} channels`, async (page) => {
    const graph = channelsNetwork(channels);
    const feeds = feedsOf(graph, 1);
    const outputs = await page.run(graph, feeds, 1, options);
    expect(disagreements(graph, feeds, outputs, tolerance.case)).toEqual([]);
  });

  for (const name of networks) {
    gpuTest(
      `${name} agrees with PyTorch`,
      async (page) => {
        const { graph, feeds, errorOf } = zooNetwork(name);
        const outputs = await page.run(graph, feeds, 1, options);
        expect(errorOf(outputs)).toBeLessThanOrEqual(tolerance.logits);
      },
      120_000,
    );
  }

  gpuTest("no error of the device went uncaptured", async (page) => {
    expect(await page.uncaptured()).toEqual([]);
  });
}

/** The same with the kernels for such adapters, whatever the adapter is. */
export function testAdapters(
  gpuTest: GpuPageTest,
  adapters: readonly AdapterClass[],
  extent: Omit<Extent, "loading">,
): void {
  for (const adapter of adapters)
    describe(`as on ${adapter} adapters`, () => {
      testImplementation(gpuTest, { ...extent, loading: { adapter } });
    });
}
