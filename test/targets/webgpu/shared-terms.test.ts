import { expect } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { stepsOf } from "../../../src/targets/webgpu/steps.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";

/** Convolutions with few pixels and many channels, of which no number is a multiple of what shares them. */
function network() {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 260, 5, 7]);
  const first = net.layer("conv", "first", x, { filters: 150, kernel: 1 });
  const active = net.layer("relu", "active", first);
  const second = net.layer("conv", "second", active, { filters: 150, kernel: 1 });
  const sum = net.join("add", "sum", [second, active]);
  const third = net.layer("conv", "third", sum, { filters: 21, kernel: 3, stride: 2, pad: 1 });
  net.builder.output("y", net.layer("conv", "last", sum, { filters: 37, kernel: 1, stride: 2 }));
  net.builder.output("z", net.layer("relu", "rectified", third));
  return net.builder.finish("shared");
}

gpuTests()("invocations that share the terms of a convolution agree with evaluate", async (dawn) => {
  const graph = network();
  const { run, shader } = stepsOf(scheduleForGpu(graph, operators, 1));
  expect(shader.text()).toMatch(/whose terms 8 share/);
  const sharing = run.filter(({ dispatch }) => (dispatch?.ways.discrete?.cost.shared ?? 0) > 0);
  expect(sharing.map(({ call: { origin } }) => origin.path)).toEqual(["first", "second", "third", "last"]);
  for (const batch of [1, 2]) {
    const feeds = feedsOf(graph, batch);
    const outputs = await runOnGpu(dawn, graph, feeds, batch, { loading: { adapter: "discrete" } });
    expect(disagreements(graph, feeds, outputs)).toEqual([]);
  }
});
