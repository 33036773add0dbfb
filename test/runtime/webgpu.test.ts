import { expect } from "vitest";
import { InputError } from "../../src/runtime/shared/ports.js";
import { GpuError } from "../../src/runtime/webgpu/gpuError.js";
import { createGpuNetwork } from "../../src/runtime/webgpu/gpuNetwork.js";
import { openGpu } from "../../src/runtime/webgpu/gpuMachine.js";
import type { GpuPlan } from "../../src/runtime/webgpu/gpuPlan.js";
import { gpuTests } from "../support/gpu/tests.js";

const gpuTest = gpuTests();

const shader = `
@group(0) @binding(0) var<uniform> count: u32;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn double(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < count) {
    y[id.x] = 2 * x[id.x];
  }
}`;

/** Doubles four numbers a sample, two samples at a time. */
const plan: GpuPlan = {
  weights: [],
  arena: [8, 8],
  loading: [],
  kernels: ["double"],
  load: [],
  run: [{ layer: "twice", kernel: "double", groups: [1, 1, 1], shape: [8], buffers: [0, 1] }],
};
const layout = {
  batch: 2,
  inputs: [{ name: "x", buffer: 0, at: 0, elements: 4 }],
  outputs: [{ name: "y", buffer: 1, at: 0, elements: 4 }],
};

interface Ports {
  readonly x: Float32Array;
}

async function open(options: Parameters<typeof openGpu>[2], given: Partial<GpuPlan> = {}) {
  const machine = await openGpu({ ...plan, ...given }, shader, options);
  return createGpuNetwork<Ports, { readonly y: Float32Array }>(layout, machine);
}

gpuTest("runs any number of samples, calls one after another", async ({ device }) => {
  const network = await open({ device });
  const runs = [4, 12, 8].map(async (length) => {
    const x = Float32Array.from({ length }, (_, index) => index + length);
    const y = new Float32Array(length);
    await network.run({ x }, { y });
    expect(y).toEqual(x.map((value) => 2 * value));
  });
  await Promise.all(runs);
  await expect(network.run({ x: new Float32Array(3) })).rejects.toThrow(InputError);
  network.destroy();
  await expect(network.run({ x: new Float32Array(4) })).rejects.toMatchObject({ code: "destroyed" });
});

gpuTest("says that there is no adapter, or no WebGPU", async () => {
  const none = { requestAdapter: () => Promise.resolve(null) };
  await expect(open({ gpu: none })).rejects.toMatchObject({ code: "no-adapter" });
  await expect(open({})).rejects.toThrow(GpuError);
});

gpuTest("names the kernel or layer that a device refuses", async ({ device }) => {
  await expect(open({ device }, { kernels: ["triple"] })).rejects.toMatchObject({
    code: "validation",
    at: "triple",
  });
  const [step] = plan.run;
  if (step === undefined) throw new Error("there is a step");
  const run = [{ ...step, buffers: [0] }];
  await expect(open({ device }, { run })).rejects.toMatchObject({ code: "validation", at: "twice" });
});

gpuTest("says that a device is lost, and runs again when loaded again", async ({ gpu }) => {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error("there is an adapter");
  const device = await adapter.requestDevice();
  const network = await open({ device });
  const x = Float32Array.of(1, 2, 3, 4);
  device.destroy();
  await device.lost;
  await expect(network.run({ x })).rejects.toMatchObject({ code: "device-lost" });
  const again = await open({ gpu });
  expect((await again.run({ x })).y).toEqual(Float32Array.of(2, 4, 6, 8));
  again.destroy();
});
