import { expect, it } from "vitest";
import { classOf, planFor } from "../../../src/runtime/webgpu/gpuAdapter.js";
import type { AdapterClass, GpuDispatch, GpuPlan } from "../../../src/runtime/webgpu/gpuPlan.js";

it("takes adapters for what they say they are, and for discrete GPUs otherwise", () => {
  expect(classOf({ vendor: "google", architecture: "swiftshader" })).toBe("software");
  expect(classOf({ vendor: "mesa", description: "llvmpipe (LLVM 19.1.7, 256 bits)" })).toBe("software");
  expect(classOf({ vendor: "microsoft", isFallbackAdapter: true })).toBe("software");
  expect(classOf({ vendor: "intel", architecture: "xe-lpg" })).toBe("integrated");
  expect(classOf({ vendor: "intel", architecture: "xe-2hpg" })).toBe("discrete");
  expect(classOf({ vendor: "apple", architecture: "metal-3" })).toBe("integrated");
  expect(classOf({ vendor: "nvidia", architecture: "ampere" })).toBe("discrete");
  expect(classOf()).toBe("discrete");
});

it("carries out a plan as on the adapter, with its kernels", () => {
  const way = { groups: [1, 1, 1], shape: [] } as const;
  const step = { layer: "a", buffers: [], kernel: "large", ...way };
  const on = { software: { ...way, kernel: "small" } };
  const plan: GpuPlan = { weights: [], arena: [], loading: [], load: [step], run: [{ ...step, on }] };
  const kernels = ["large", "small", "picture"].map((name) => ({ name, code: name }));
  const names = (adapter: "discrete" | "software") => {
    const taken = planFor({ plan, kernels }, adapter);
    return [taken.plan.run.map(({ kernel }) => kernel), taken.kernels.map(({ name }) => name)];
  };
  expect(names("discrete")).toEqual([["large"], ["large"]]);
  expect(names("software")).toEqual([["small"], ["large", "small"]]);
});

it("leaves out the steps of other adapters, their kernels and their buffers", () => {
  const way = { groups: [1, 1, 1], shape: [] } as const;
  const step = (kernel: string, buffers: readonly number[], only?: readonly AdapterClass[]): GpuDispatch => {
    return { layer: "a", kernel, buffers, ...way, ...(only && { only }) };
  };
  const plan: GpuPlan = {
    ...{ weights: [4, 8], arena: [4, 16, 4], loading: [12] },
    load: [
      { read: "w", to: [{ elements: 4, buffer: 5, at: 4 }] },
      step("pack", [5, 0], ["discrete"]),
      step("filters", [5, 1], ["integrated", "software"]),
    ],
    run: [
      step("conv", [2, 0, 4], ["discrete"]),
      step("tiles", [2, 3], ["integrated", "software"]),
      step("untile", [3, 1, 4], ["integrated", "software"]),
      step("pool", [4, 2]),
    ],
  };
  const kernels = ["pack", "filters", "conv", "tiles", "untile", "pool"].map((name) => ({
    name,
    code: name,
  }));
  const taken = planFor({ plan, kernels }, "discrete");
  expect(taken.kernels.map(({ name }) => name)).toEqual(["pack", "conv", "pool"]);
  expect(taken.plan).toMatchObject({ weights: [4, 0], arena: [4, 0, 4], loading: [12] });
  expect(taken.plan.run.map(({ kernel }) => kernel)).toEqual(["conv", "pool"]);
  const others = planFor({ plan, kernels }, "software").plan;
  expect(others).toMatchObject({ weights: [0, 8], arena: [4, 16, 4] });
  expect(others.load).toHaveLength(2);
});
