import { expect, vi } from "vitest";
import { InputError } from "../../../src/runtime/shared/ports.js";
import { GpuError } from "../../../src/runtime/webgpu/gpuError.js";
import { createGpuNetwork } from "../../../src/runtime/webgpu/gpuNetwork.js";
import { openDevice, type GpuLoadOptions } from "../../../src/runtime/webgpu/gpuDevice.js";
import { createGpuMachine } from "../../../src/runtime/webgpu/gpuMachine.js";
import type { GpuPlan } from "../../../src/runtime/webgpu/gpuPlan.js";
import type { DeviceBuffer, GpuBuffer, GpuDevice } from "../../../src/runtime/webgpu/gpuTypes.js";
import { altered, watched } from "../../support/gpu/altered.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();

const code = `
@group(0) @binding(0) var<uniform> count: u32;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn kernel(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < count) {
    y[id.x] = 2 * x[id.x];
  }
}`;
const kernels = [{ name: "double", code }];

const step = {
  layer: "twice",
  kernel: "double",
  groups: [1, 1, 1],
  shape: [8],
  buffers: [0, 1],
} as const;

/** Doubles four numbers a sample, two samples at a time. */
const plan: GpuPlan = {
  weights: [],
  arena: [8, 8],
  loading: [],
  load: [],
  run: [step],
};
const port = (name: string, buffer: number) => ({ name, buffer, at: 0, elements: 4 });

interface Ports {
  readonly x: Float32Array;
}

async function open(
  options: GpuLoadOptions,
  given: Partial<GpuPlan> = {},
  code = kernels,
  outputs = [port("y", 1)],
) {
  const machine = await createGpuMachine(await openDevice(options), {
    plan: { ...plan, ...given },
    kernels: code,
  });
  const layout = { batch: 2, inputs: [port("x", 0)], outputs };
  Array.from(machine.prepare());
  try {
    const forward = await machine.prepared();
    return await createGpuNetwork<Ports, { readonly y: Float32Array }>(layout, machine, forward);
  } catch (error) {
    machine.destroy();
    throw error;
  }
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

/** What a buffer holds. */
async function numbersIn(device: GpuDevice, buffer: GpuBuffer): Promise<Float32Array> {
  const copy = device.createBuffer({ size: buffer.size, usage: 0x1 | 0x8 });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(1);
  const numbers = new Float32Array(copy.getMappedRange()).slice();
  copy.destroy();
  return numbers;
}

gpuTest("leaves results on the device, for another network there", async ({ device }) => {
  const [first, second] = [await open({ device }), await open({ device })];
  for (const samples of [1, 2, 5]) {
    const x = Float32Array.from({ length: 4 * samples }, (_, index) => index - 3);
    const { y } = await first.runToBuffers({ x });
    expect((await second.run({ x: y })).y).toEqual(x.map((value) => 4 * value));
    const again = await first.runToBuffers({ x });
    expect(again.y).toBe(y);
    const own = device.createBuffer({ size: 16 * samples + 8, usage: 0x4 | 0x8 }) as DeviceBuffer;
    expect((await second.runToBuffers({ x: y }, { y: own })).y).toBe(own);
    const expected = Float32Array.from({ length: 4 * samples + 2 }, (_, index) => 4 * (x[index] ?? 0));
    expect(await numbersIn(device, own)).toEqual(expected);
  }
  const [unread, small, odd] = [
    device.createBuffer({ size: 16, usage: 0x8 }),
    device.createBuffer({ size: 12, usage: 0x8 }),
    device.createBuffer({ size: 20, usage: 0x4 }),
  ] as const as readonly [DeviceBuffer, DeviceBuffer, DeviceBuffer];
  const x = new Float32Array(4);
  const failures = [
    [first.run({ x: unread }), "input x: the buffer needs the usage COPY_SRC"],
    [first.run({ x: odd }), "input x has 5 elements, which is no multiple of 4"],
    [
      first.runToBuffers({ x }, { y: small }),
      "output y must be a GPUBuffer of 16 bytes with the usage COPY_DST",
    ],
    [
      first.runToBuffers({ x }, { y: odd }),
      "output y must be a GPUBuffer of 16 bytes with the usage COPY_DST",
    ],
  ] as const;
  for (const [run, message] of failures)
    await expect(run).rejects.toMatchObject({ name: "InputError", message });
  for (const network of [first, second]) network.destroy();
  await expect(first.runToBuffers({ x })).rejects.toMatchObject({ code: "destroyed" });
});

gpuTest("takes its own results of another number of samples", async ({ device }) => {
  const network = await open({ device }, {}, kernels, [{ ...port("y", 1), elements: 2 }]);
  const x = Float32Array.from({ length: 16 }, (_, index) => index);
  const { y } = await network.runToBuffers({ x });
  const again = await network.runToBuffers({ x: y });
  expect(await numbersIn(device, again.y)).toEqual(Float32Array.of(0, 4, 8, 12));
  network.destroy();
});

gpuTest("gives no results for no samples, and computes nothing", async ({ device }) => {
  const network = await open({ device });
  const submit = vi.spyOn(device.queue, "submit");
  try {
    const x = new Float32Array(0);
    expect((await network.run({ x })).y).toEqual(x);
    expect((await network.runToBuffers({ x })).y.size).toBe(0);
    expect(submit).not.toHaveBeenCalled();
  } finally {
    submit.mockRestore();
  }
  network.destroy();
});

gpuTest("makes buffers for results again where there was no memory for them", async (dawn) => {
  let isFull = true;
  const { device, held } = watched(dawn.device);
  const small = altered(device, {
    createBuffer: (descriptor) => {
      const isRefused = isFull && descriptor.label === "output y";
      return device.createBuffer(isRefused ? { ...descriptor, size: 2 ** 40 } : descriptor);
    },
  });
  const network = await open({ device: small });
  const x = Float32Array.of(1, 2, 3, 4);
  const failed = {
    code: "validation",
    at: "output y",
    message: expect.stringContaining("output y") as string,
  };
  for (let call = 0; call < 2; call += 1)
    await expect(network.runToBuffers({ x })).rejects.toMatchObject(failed);
  isFull = false;
  const { y } = await network.runToBuffers({ x });
  expect(await numbersIn(device, y)).toEqual(Float32Array.of(2, 4, 6, 8));
  const own = held.size;
  network.destroy();
  expect(own - held.size).toBe(5);
});

gpuTest("reads results back through as many buffers as the device's limit asks for", async (dawn) => {
  const sizes: number[] = [];
  const device = altered(dawn.device, {
    limits: { ...dawn.device.limits, maxTextureDimension2D: 8192, maxBufferSize: 64 },
    createBuffer: (descriptor) => {
      if ((descriptor.usage & 0x1) !== 0) sizes.push(descriptor.size);
      return dawn.device.createBuffer(descriptor);
    },
  });
  const machine = await createGpuMachine({ device, isOwn: false, adapter: "software" }, { plan, kernels });
  Array.from(machine.prepare());
  const outputs = ["a", "b", "c"].map((name) => port(name, 1));
  const layout = { batch: 2, inputs: [port("x", 0)], outputs };
  const network = await createGpuNetwork<Ports, Readonly<Record<string, Float32Array>>>(
    layout,
    machine,
    await machine.prepared(),
  );
  // Eight numbers an output: two outputs in 64 bytes, and the third.
  expect(sizes).toEqual([64, 32]);
  const x = Float32Array.from({ length: 12 }, (_, index) => index);
  const y = x.map((value) => 2 * value);
  expect(await network.run({ x })).toEqual({ a: y, b: y, c: y });
  network.destroy();
});

gpuTest("says that a buffer is another device's", async ({ device, gpu }) => {
  const network = await open({ device });
  const other = (await (await gpu.requestAdapter())?.requestDevice()) as GpuDevice;
  const x = other.createBuffer({ size: 16, usage: 0x4 }) as DeviceBuffer;
  await expect(network.run({ x })).rejects.toMatchObject({ name: "GpuError", code: "validation" });
  other.destroy();
  expect((await network.run({ x: Float32Array.of(1, 2, 3, 4) })).y).toEqual(Float32Array.of(2, 4, 6, 8));
  network.destroy();
});

gpuTest("leaves nothing on a caller's device", async (dawn) => {
  const { device, held } = watched(dawn.device);
  const loading = { loading: [8], load: [{ numbers: [1], buffer: 2, at: 0 }, step] };
  const network = await open({ device }, loading);
  expect(held.size).toBe(4);
  for (const samples of [1, 2]) await network.runToBuffers({ x: new Float32Array(4 * samples) });
  expect(held.size).toBe(5);
  network.destroy();
  expect(held.size).toBe(0);
  await expect(open({ device }, { ...loading, run: [{ ...step, buffers: [0] }] })).rejects.toThrow(GpuError);
  expect(held.size).toBe(0);
  const machine = await createGpuMachine(
    { device, isOwn: false, adapter: "software" },
    { plan: { ...plan, ...loading }, kernels },
  );
  await expect(machine.readback(2 ** 40)).rejects.toMatchObject({ code: "validation", at: "results" });
  machine.destroy();
  expect(held.size).toBe(0);
});

gpuTest("says that there is no adapter, no device, or no WebGPU", async () => {
  const none = { requestAdapter: () => Promise.resolve(null) };
  await expect(open({ gpu: none })).rejects.toMatchObject({ code: "no-adapter" });
  const requestDevice = () => Promise.reject(new TypeError("not today"));
  const refusing = { features: new Set<string>(), requestDevice };
  await expect(open({ gpu: { requestAdapter: () => Promise.resolve(refusing) } })).rejects.toMatchObject({
    code: "no-device",
    message: "not today",
  });
  await expect(open({})).rejects.toThrow(GpuError);
});

gpuTest("says which feature is missing before anything is made", async ({ device }) => {
  const requestDevice = () => Promise.reject(new TypeError("a device was asked for"));
  const gpu = { requestAdapter: () => Promise.resolve({ features: new Set<string>(), requestDevice }) };
  const code = "no-feature";
  await expect(openDevice({ gpu }, ["shader-f16"])).rejects.toMatchObject({
    code,
    message: "the adapter of WebGPU here lacks the feature shader-f16",
  });
  const plain = altered(device, { features: new Set<string>() });
  await expect(openDevice({ device: plain }, ["shader-f16"])).rejects.toMatchObject({
    code,
    message: "the device that is given lacks the feature shader-f16",
  });
});

gpuTest("says which adapters there are, and passes over software by its name", async ({ device }) => {
  const adapter = "nonsense" as unknown as "software";
  await expect(openDevice({ device, adapter })).rejects.toMatchObject({
    name: "InputError",
    message: 'adapter must be "discrete", "integrated" or "software", not nonsense',
  });
  const info = { vendor: "mesa", description: "llvmpipe (LLVM 19.1.7, 256 bits)", isFallbackAdapter: false };
  const requestDevice = () => Promise.resolve(device);
  const gpu = { requestAdapter: () => Promise.resolve({ info, features: new Set<string>(), requestDevice }) };
  await expect(openDevice({ gpu }, [], "hardware")).rejects.toMatchObject({ code: "no-adapter" });
  expect((await openDevice({ gpu })).adapter).toBe("software");
});

gpuTest("names the kernel or layer that a device refuses", async ({ device }) => {
  const withKernel = (name: string, code: string) =>
    open({ device }, { run: [{ ...step, kernel: name }] }, [{ name, code }]);
  await expect(withKernel("broken", "no shader")).rejects.toMatchObject({ code: "validation", at: "broken" });
  const both = ["one", "other"].map((name) => withKernel(name, "no shader either"));
  for (const name of ["one", "other"])
    await expect(both.shift()).rejects.toMatchObject({ code: "validation", at: name });
  const run = [{ ...step, buffers: [0] }];
  await expect(open({ device }, { run })).rejects.toMatchObject({ code: "validation", at: "twice" });
  // More than WebGPU's 256 MiB a buffer.
  const arena = [8, 2 ** 26 + 1];
  await expect(open({ device }, { arena })).rejects.toMatchObject({ code: "validation", at: "twice" });
});

gpuTest("names the layer or weight for which there is no memory", async (dawn) => {
  const { device, held } = watched(dawn.device);
  let isFull = false;
  const full = altered(device, {
    createBuffer: (descriptor) => {
      isFull ||= descriptor.size === 40;
      return device.createBuffer(descriptor);
    },
    popErrorScope: async () => {
      const found = await device.popErrorScope();
      const message = isFull && scopes.pop() === "out-of-memory" ? "no room" : undefined;
      return message === undefined ? found : { message };
    },
    pushErrorScope: (filter) => {
      scopes.push(filter);
      device.pushErrorScope(filter);
    },
  });
  const scopes: string[] = [];
  const failed = { code: "out-of-memory", message: "twice: no room" };
  await expect(open({ device: full }, { arena: [8, 10] })).rejects.toMatchObject(failed);
  expect(held.size).toBe(0);
});

gpuTest("ends its error scopes where a call throws", async (dawn) => {
  const refusing = altered(dawn.device, {
    createBindGroup: () => {
      throw new TypeError("no group");
    },
  });
  const failed = { code: "validation", at: "twice", message: "twice: no group" };
  await expect(open({ device: refusing })).rejects.toMatchObject(failed);
  await expect(dawn.device.popErrorScope()).rejects.toThrow();
});

gpuTest("makes equal kernels of several models once", async (dawn) => {
  let made = 0;
  const device = altered(dawn.device, {
    createComputePipelineAsync: (descriptor) => {
      made += 1;
      return dawn.device.createComputePipelineAsync(descriptor);
    },
  });
  const kernel = { name: "double", code: `${code}\n// of this test` };
  const networks = await Promise.all([1, 2].map(() => open({ device }, {}, [{ ...kernel }])));
  networks.push(await open({ device }, {}, [kernel]));
  expect(made).toBe(1);
  for (const network of networks) network.destroy();
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

gpuTest(
  "a device that goes while it computes, or before the model is loaded, is an error",
  async ({ gpu }) => {
    const device = (await gpu.requestAdapter().then((adapter) => adapter?.requestDevice())) as GpuDevice;
    const { device: own, held } = watched(device);
    const network = await open({ device: own });
    const runs = [1, 2].map(() => network.run({ x: new Float32Array(4) }));
    device.destroy();
    for (const run of runs)
      await expect(run).rejects.toMatchObject({ name: "GpuError", code: "device-lost" });
    network.destroy();
    await expect(open({ device: own })).rejects.toMatchObject({ code: "device-lost" });
    expect(held.size).toBe(0);
  },
);

gpuTest("results that are left in buffers of a network go with it", async ({ device }) => {
  const network = await open({ device });
  const run = network.runToBuffers({ x: new Float32Array(4) });
  await Promise.resolve();
  network.destroy();
  await expect(run).rejects.toMatchObject({ code: "destroyed" });
});

gpuTest("results whose memory was transferred away are an error at most of that call", async ({ device }) => {
  const network = await open({ device });
  const x = Float32Array.of(1, 2, 3, 4);
  const transfer = (given: Float32Array) =>
    structuredClone(given, { transfer: [given.buffer as ArrayBuffer] });
  const y = new Float32Array(4);
  const failing = network.run({ x }, { y });
  transfer(y);
  await expect(failing).rejects.toMatchObject({
    name: "InputError",
    message: "output y was transferred away",
  });
  for (let call = 0; call < 2; call += 1) {
    const results = await network.run({ x });
    expect(transfer(results.y)).toEqual(Float32Array.of(2, 4, 6, 8));
  }
  network.destroy();
});

gpuTest("computes in place, batch after batch", async ({ device }) => {
  const network = await open({ device });
  const given = Float32Array.from({ length: 20 }, (_, index) => index);
  const shared = device.createBuffer({ size: given.byteLength, usage: 0x4 | 0x8 }) as DeviceBuffer;
  device.queue.writeBuffer(shared, 0, given);
  await network.runToBuffers({ x: shared }, { y: shared });
  expect(await numbersIn(device, shared)).toEqual(given.map((value) => 2 * value));
  network.destroy();
});

gpuTest("a model that fails at once leaves no failure of its kernels to nobody", async ({ device }) => {
  const broken = { name: "broken", code: "no shader at all" };
  const load = [{ ...step, kernel: "broken" }];
  const arena = [8, 2 ** 26 + 1];
  await expect(open({ device }, { arena, load }, [...kernels, broken])).rejects.toMatchObject({
    at: "twice",
  });
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
