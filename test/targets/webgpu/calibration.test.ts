import { expect, vi } from "vitest";
import { runOnGpu } from "../../support/gpu/compile.js";
import { channelsNetwork } from "../../support/gpu/channels.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { feedsOf } from "../../support/networks.js";

gpuTests()("kernels are tried on a device once, and compute the same", async (dawn) => {
  const graph = channelsNetwork([3, 17]);
  const feeds = feedsOf(graph, 1);
  const waits = vi.spyOn(dawn.device.queue, "onSubmittedWorkDone");
  const outputs = () => runOnGpu(dawn, graph, feeds, 1, { loading: { calibrate: true } });
  expect(disagreements(graph, feeds, await outputs())).toEqual([]);
  const before = waits.mock.calls.length;
  expect(before).toBeGreaterThan(0);
  expect(disagreements(graph, feeds, await outputs())).toEqual([]);
  expect(waits.mock.calls.length).toBe(before);
});
