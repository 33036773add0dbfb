import { expect, vi } from "vitest";
import type { Graph } from "../../../src/ir/graph.js";
import type { GpuDevice } from "../../../src/runtime/webgpu/gpuTypes.js";
import { float32, importText, weightFile } from "../../support/compile.js";
import { emitForGpu, type GpuCompiled } from "../../support/gpu/compile.js";
import type { Dawn } from "../../support/gpu/dawn.js";
import { disagreements } from "../../support/gpu/disagreements.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";

const gpuTest = gpuTests();
const graph = convolution();
const feeds = feedsOf(graph, 1);
const text = emitForGpu(graph, 1);
const weights = weightFile(feeds.weights);
const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));

function convolution(): Graph {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 8, 7, 6]);
  net.builder.output("y", net.layer("conv", "first", x, { filters: 17, kernel: 3 }));
  return net.builder.finish("convolution");
}

/** A module of the network with a runtime of its own. */
async function moduleOf(name: string): Promise<GpuCompiled> {
  return importText(`${text}\n// ${name}`);
}

/** A device on which nothing is known yet, and how often its work was waited for, and by how many at once. */
async function untried({ gpu }: Dawn) {
  const device = (await gpu.requestAdapter().then((adapter) => adapter?.requestDevice())) as GpuDevice;
  const waits = { all: 0, now: 0, most: 0 };
  const wait = device.queue.onSubmittedWorkDone.bind(device.queue);
  vi.spyOn(device.queue, "onSubmittedWorkDone").mockImplementation(async () => {
    waits.all += 1;
    waits.now += 1;
    waits.most = Math.max(waits.most, waits.now);
    await wait();
    waits.now -= 1;
  });
  return { device, waits };
}

gpuTest("modules that load at once try kernels on a device once, one after another", async (dawn) => {
  const { device, waits } = await untried(dawn);
  const load = async (name: string) => (await moduleOf(name)).load(weights, { device, calibrate: true });
  const compute = async (network: Awaited<ReturnType<typeof load>>) => {
    const outputs = new Map(Object.entries(await network.run(inputs)));
    expect(disagreements(graph, feeds, outputs)).toEqual([]);
    network.destroy();
    return outputs;
  };
  const networks = await Promise.all([load("one"), load("other")]);
  expect(waits.most).toBe(1);
  const once = waits.all;
  expect(once).toBeGreaterThan(0);
  const [one, other] = await Promise.all(networks.map(compute));
  expect(other).toEqual(one);
  expect(await compute(await load("later"))).toEqual(one);
  expect(waits.all).toBe(once);
  device.destroy();
});

gpuTest(
  "a device that is lost while kernels are tried is an error, and keeps no other from loading",
  async (dawn) => {
    const { device } = await untried(dawn);
    vi.spyOn(device.queue, "onSubmittedWorkDone").mockImplementationOnce(() => {
      device.destroy();
      return Promise.reject(new TypeError("gone"));
    });
    const loads = ["first", "second"].map(async (name) =>
      (await moduleOf(name)).load(weights, { device, calibrate: true }),
    );
    for (const load of loads)
      await expect(load).rejects.toMatchObject({ name: "GpuError", code: "device-lost" });
  },
);
