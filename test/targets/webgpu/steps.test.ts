import { expect } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { runPipeline } from "../../../src/passes/pipeline.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { stepsOf } from "../../../src/targets/webgpu/steps.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";

/** Windows, strides, dilations, groups, biases and rectifiers of many kinds; spare lanes, and rows that end within a tile. */
function network() {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 6, 11, 9]);
  const wide = net.layer("conv", "wide", x, { filters: 16, kernel: 3, stride: 2, pad: 1 });
  const mixed = net.layer("conv", "mixed", net.layer("relu", "active", wide), { filters: 24, kernel: 1 });
  const grouped = net.layer("conv", "grouped", net.layer("relu6", "bounded", mixed), {
    filters: 16,
    kernel: [2, 3],
    dilation: 2,
    pad: 2,
    groups: 2,
    bias: false,
  });
  net.builder.output("y", net.layer("conv", "last", grouped, { filters: 7, kernel: 1, stride: 2 }));
  return net.builder.finish("windows");
}

gpuTests()("one kernel does for convolutions of any window, bias and bounds in software", async (dawn) => {
  const graph = network();
  const { run } = stepsOf(scheduleForGpu(runPipeline(graph, { operators }).graph, operators, 1));
  const kernels = run.flatMap(({ call, dispatch }) =>
    call.kind === "conv" ? [dispatch?.ways.software?.kernel] : [],
  );
  expect(kernels).toEqual(["conv_steps1", "conv_steps1", "conv_steps1", "conv_steps1"]);
  for (const batch of [1, 3]) {
    const feeds = feedsOf(graph, batch);
    const outputs = await runOnGpu(dawn, graph, feeds, batch, { loading: { adapter: "software" } });
    expect(disagreements(graph, feeds, outputs)).toEqual([]);
  }
});
