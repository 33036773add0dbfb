import { expect } from "vitest";
import { chromiumGpuTests } from "../support/browser/gpu.js";
import { runOnGpu } from "../support/gpu/compile.js";
import { gpuTests } from "../support/gpu/tests.js";
import { tryOnGpu, type RunOnGpu } from "../support/judge/gpu-trials.js";

const [gpuTest, chromiumTest] = [gpuTests(), chromiumGpuTests()];

async function judgeNetworks(lists: number, seed: number, run: RunOnGpu): Promise<number> {
  const { failure, networks, compared } = await tryOnGpu(lists, seed, run);
  if (failure !== undefined) throw new Error(failure);
  expect(compared).toBeGreaterThanOrEqual(networks);
  return networks;
}

const seed = 4_210_000;

gpuTest(
  `100 random networks are right on WebGPU in Dawn (seed ${seed})`,
  async (dawn) => {
    const run: RunOnGpu = (graph, feeds, batch, options) => runOnGpu(dawn, graph, feeds, batch, options);
    expect(await judgeNetworks(18, seed, run)).toBeGreaterThanOrEqual(100);
  },
  300_000,
);

chromiumTest(
  `random networks are right on WebGPU in Chromium (seed ${seed + 1})`,
  async (page) => {
    expect(await judgeNetworks(3, seed + 1, page.run)).toBeGreaterThanOrEqual(15);
    expect(await page.uncaptured()).toEqual([]);
  },
  300_000,
);
