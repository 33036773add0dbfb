import { expect, it } from "vitest";
import { compile } from "../../../src/api/compile.js";
import type { Network } from "../../../src/runtime/shared/network.js";
import type { LoadProgress } from "../../../src/runtime/shared/loadWeights.js";
import type { AutoLoadOptions } from "../../../src/runtime/auto/chooseDevice.js";
import { importText, readRuntime, weightFile } from "../../support/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();

const text = "model m {\n  input x: [3, 6, 6]\n  conv(8, 3x3) -> relu\n  output y = flatten -> dense(5)\n}\n";

interface AutoModule {
  load(
    bytes: Uint8Array,
    options?: AutoLoadOptions,
  ): Promise<Network<{ readonly x: Float32Array }, { readonly y: Float32Array }>>;
}

/** Declarations come from the build, which these tests do without. */
const read: typeof readRuntime = (path, kind) => (kind === "d.ts" ? "" : readRuntime(path, kind));

async function compiled() {
  const options = {
    entry: "m.cnn",
    format: "js",
    runtime: "inline",
    target: "auto",
    batch: 1,
    without: [],
  } as const;
  const { value = [] } = await compile({ readSource: () => text, readRuntime: read }, options);
  return value;
}

const some = (...shape: number[]) => {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return { shape, data: Float64Array.from({ length }, (_, index) => ((index * 7) % 11) / 16 - 0.3) };
};
const weights = weightFile(
  new Map([
    ["conv1.weight", some(8, 3, 3, 3)],
    ["conv1.bias", some(8)],
    ["dense1.weight", some(5, 128)],
    ["dense1.bias", some(5)],
  ]),
);
const x = Float32Array.from({ length: 108 }, (_, index) => Math.sin(index));
const noGpu = { requestAdapter: () => Promise.resolve(null) };
const brokenGpu = { requestAdapter: () => Promise.reject(new Error("the driver is gone")) };
const requestDevice = () => Promise.reject(new TypeError("a device was asked for"));
const softwareGpus = [{ info: { isFallbackAdapter: true } }, { isFallbackAdapter: true }].map((adapter) => ({
  requestAdapter: () => Promise.resolve({ features: new Set<string>(), ...adapter, requestDevice }),
}));

async function loader(): Promise<AutoModule> {
  const [module] = await compiled();
  return (await importText(module?.text ?? "")) as unknown as AutoModule;
}

it("is a module, its declarations and the kernels for review", async () => {
  expect((await compiled()).map(({ name }) => name)).toEqual(["m.js", "m.d.ts", "m.wgsl"]);
});

it("takes the CPU where there is no adapter but software, or where it is told to", async () => {
  const module = await loader();
  const without = [noGpu, brokenGpu, ...softwareGpus].map((gpu) => ({ gpu }));
  for (const options of [...without, {}, { gpu: noGpu, target: "cpu" } as const]) {
    const network = await module.load(weights, options);
    expect(network.target).toBe("cpu");
    network.destroy();
    await expect(network.run({ x })).rejects.toThrow("the network is destroyed");
  }
  await expect(module.load(weights, { gpu: noGpu, target: "webgpu" })).rejects.toMatchObject({
    code: "no-adapter",
  });
  await expect(module.load(weights, { gpu: brokenGpu, target: "webgpu" })).rejects.toMatchObject({
    code: "no-adapter",
    message: "the driver is gone",
  });
  for (const gpu of softwareGpus)
    await expect(module.load(weights, { gpu, target: "webgpu" })).rejects.toThrow("a device was asked for");
  await expect(module.load(weights, { target: "gpu" as "cpu" })).rejects.toThrow(
    'target must be "cpu" or "webgpu", not gpu',
  );
});

gpuTest("takes a device where there is one, and computes the same", async ({ gpu }) => {
  const module = await loader();
  const progress: LoadProgress[] = [];
  const device = await module.load(weights, {
    gpu,
    target: "webgpu",
    onProgress: (now) => progress.push(now),
  });
  expect(progress.at(-1)).toEqual({ weights: 1, kernels: 1 });
  expect(progress.some((now) => now.weights < 1 || now.kernels < 1)).toBe(true);
  const cpu = await module.load(weights, { gpu, target: "cpu" });
  expect([device.target, cpu.target]).toEqual(["webgpu", "cpu"]);
  const [found, expected] = await Promise.all([device.run({ x }), cpu.run({ x })]);
  const scale = Math.max(...expected.y.map(Math.abs));
  found.y.forEach((value, index) => {
    expect(Math.abs(value - (expected.y[index] ?? NaN)) / scale).toBeLessThanOrEqual(1e-5);
  });
  device.destroy();
  cpu.destroy();
});
