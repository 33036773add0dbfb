import { describe, expect } from "vitest";
import { gpuTests } from "../../support/gpu/tests.js";
import { TestNetwork } from "../../support/test-network.js";
import { wgpuTests } from "../../support/wgpu/tests.js";
import { onPages, testImplementation } from "./implementations.js";

const extent = {
  cases: "one an operator",
  channels: [1, 3, 6, 17],
  networks: ["lenet5"],
  precision: "f16",
} as const;

describe("half precision on wgpu", () => {
  const wgpuTest = wgpuTests("lavapipe", ["shader-f16"]);
  testImplementation(wgpuTest, extent);

  wgpuTest("numbers that no half is near become the largest, whoever rounds them", async (page) => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 1, 1, 4]);
    const convolved = net.layer("conv", "conv", x, { filters: 1, kernel: 1, bias: false });
    net.builder.output("convolved", convolved);
    const kept = net.layer("maxpool", "kept", net.layer("relu", "active", x), { kernel: 1 });
    net.builder.output("pooled", net.layer("maxpool", "pooled", kept, { kernel: 1 }));
    const flat = net.layer("flatten", "flat", x);
    net.builder.output("dense", net.layer("dense", "dense", flat, { units: 1, bias: false }));
    const tensor = (...data: readonly number[]) => ({ data: Float64Array.from(data) });
    const outputs = await page.run(
      net.builder.finish("large"),
      {
        inputs: new Map([["x", { ...tensor(65_519, 1e30, 0.5, 2049), shape: [1, 1, 1, 4] }]]),
        weights: new Map([
          ["conv.weight", { ...tensor(-1e6), shape: [1, 1, 1, 1] }],
          ["dense.weight", { ...tensor(0, 0, 1e6, 0), shape: [1, 4] }],
        ]),
      },
      1,
      { precision: "f16" },
    );
    expect(Array.from(outputs.get("pooled") ?? [])).toEqual([65_504, 65_504, 0.5, 2048]);
    expect(outputs.get("convolved")?.[2]).toBe(-32_752);
    expect(outputs.get("dense")?.[0]).toBe(32_752);
  });
});

describe("half precision on Dawn, with kernels for GPUs", () => {
  const few = { ...extent, channels: [3, 18], networks: [], loading: { adapter: "discrete" } } as const;
  testImplementation(onPages(gpuTests("lavapipe", ["shader-f16"])), few);
});
