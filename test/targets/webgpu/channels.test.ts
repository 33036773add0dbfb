import { expect } from "vitest";
import { run } from "../../../src/reference/run.js";
import { operators } from "../../../src/ops/index.js";
import { relativeError } from "../../ops/cases.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();
/** Numbers of channels that fill no vectors, and one that does. */
const channels = [1, 3, 5, 6, 8, 9, 17, 18];

/** Chains from each number of channels to each, so that every kernel reads what another one has left in spare lanes. */
gpuTest("convolutions of any number of channels agree with evaluate", async (dawn) => {
  const net = new TestNetwork();
  for (const from of channels) {
    const x = net.builder.input(`x${from}`, ["N", from, 7, 6]);
    for (const to of channels) {
      const path = `${from}_${to}`;
      const first = net.layer("conv", `${path}.first`, x, { filters: to, kernel: 3, pad: 1 });
      const active = net.layer("sigmoid", `${path}.active`, first);
      const pooled = net.layer("maxpool", `${path}.pooled`, active, { kernel: 2, stride: 2 });
      const depthwise = net.layer("conv", `${path}.depthwise`, pooled, {
        filters: to,
        kernel: 3,
        pad: 1,
        groups: to,
      });
      const joined = net.join("concat", `${path}.joined`, [depthwise, pooled]);
      net.builder.output(path, net.layer("conv", `${path}.last`, joined, { filters: 2, kernel: 1 }));
    }
  }
  const graph = net.builder.finish("channels");
  const feeds = feedsOf(graph, 1);
  const outputs = await runOnGpu(dawn, graph, feeds, 1);
  const wrong = [...run(graph, operators, feeds)].flatMap(([name, expected]) => {
    const error = relativeError(
      { shape: expected.shape, data: Float64Array.from(outputs.get(name) ?? []) },
      expected,
    );
    return error <= 1e-4 ? [] : [`${name}: ${error}`];
  });
  expect(wrong).toEqual([]);
});
