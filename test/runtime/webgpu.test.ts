import { expect } from "vitest";
import { InputError } from "../../src/runtime/shared/ports.js";
import { GpuError } from "../../src/runtime/webgpu/gpuError.js";
import { createGpuNetwork } from "../../src/runtime/webgpu/gpuNetwork.js";
import { openDevice, type GpuLoadOptions } from "../../src/runtime/webgpu/gpuDevice.js";
import { createGpuMachine } from "../../src/runtime/webgpu/gpuMachine.js";
import type { GpuPlan } from "../../src/runtime/webgpu/gpuPlan.js";
import type { GpuBuffer, GpuDevice } from "../../src/runtime/webgpu/gpuTypes.js";
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

async function open(options: GpuLoadOptions, given: Partial<GpuPlan> = {}) {
  const machine = await createGpuMachine(await openDevice(options), { ...plan, ...given }, shader);
  return createGpuNetwork<Ports, { readonly y: Float32Array }>(layout, machine);
}

/** A device, and those of its buffers that have not been given back. */
function watched(device: GpuDevice): { readonly device: GpuDevice; readonly held: Set<GpuBuffer> } {
  const held = new Set<GpuBuffer>();
  const createBuffer: GpuDevice["createBuffer"] = (descriptor) => {
    const buffer = device.createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    const value = (): void => {
      held.delete(buffer);
      destroy();
    };
    Object.defineProperty(buffer, "destroy", { value });
    held.add(buffer);
    return buffer;
  };
  const get = (target: GpuDevice, name: string | symbol): unknown => {
    if (name === "createBuffer") return createBuffer;
    const value: unknown = Reflect.get(target, name);
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  };
  return { device: new Proxy(device, { get }), held };
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

gpuTest("has read the inputs when a call returns", async ({ device }) => {
  const network = await open({ device });
  const x = Float32Array.from({ length: 12 }, (_, index) => index);
  const expected = x.map((value) => 2 * value);
  const results = [1, 2].map(() => network.run({ x }, { y: new Float32Array(12) }));
  x.fill(-1);
  for (const { y } of await Promise.all(results)) expect(y).toEqual(expected);
  network.destroy();
});

gpuTest("leaves nothing on a caller's device", async (dawn) => {
  const { device, held } = watched(dawn.device);
  const [step] = plan.run;
  if (step === undefined) throw new Error("there is a step");
  const loading = { loading: [8], load: [{ numbers: [1], buffer: 2, at: 0 }, step] };
  const network = await open({ device }, loading);
  expect(held.size).toBe(6);
  network.destroy();
  expect(held.size).toBe(0);
  await expect(open({ device }, { ...loading, run: [{ ...step, buffers: [0] }] })).rejects.toThrow(GpuError);
  expect(held.size).toBe(0);
  const machine = await createGpuMachine({ device, isOwn: false }, { ...plan, ...loading }, shader);
  await expect(machine.readback(2 ** 40)).rejects.toMatchObject({ code: "validation", at: "results" });
  machine.destroy();
  expect(held.size).toBe(0);
});

gpuTest("says that there is no adapter, no device, or no WebGPU", async () => {
  const none = { requestAdapter: () => Promise.resolve(null) };
  await expect(open({ gpu: none })).rejects.toMatchObject({ code: "no-adapter" });
  const refusing = { requestDevice: () => Promise.reject(new TypeError("not today")) };
  await expect(open({ gpu: { requestAdapter: () => Promise.resolve(refusing) } })).rejects.toMatchObject({
    code: "no-device",
    message: "not today",
  });
  await expect(open({})).rejects.toThrow(GpuError);
});

gpuTest("names the shader, kernel or layer that a device refuses", async ({ device }) => {
  await expect(createGpuMachine({ device, isOwn: false }, plan, "no shader")).rejects.toMatchObject({
    code: "validation",
    at: "shader",
  });
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
