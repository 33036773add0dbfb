import { expect, it } from "vitest";
import { classOf, planFor } from "../../../src/runtime/webgpu/gpuAdapter.js";
import type { GpuPlan } from "../../../src/runtime/webgpu/gpuPlan.js";

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

it("carries out a plan as on the adapter, with its kernels and those of no adapter", () => {
  const way = { groups: [1, 1, 1], shape: [] } as const;
  const step = { layer: "a", buffers: [], kernel: "large", ...way };
  const on = { software: { ...way, kernel: "small" } };
  const plan: GpuPlan = { weights: [], arena: [], loading: [], load: [step], run: [{ ...step, on }] };
  const kernels = ["large", "small", "picture"].map((name) => ({ name, code: name }));
  const names = (adapter: "discrete" | "software") => {
    const taken = planFor(plan, kernels, adapter);
    return [taken.plan.run.map(({ kernel }) => kernel), taken.kernels.map(({ name }) => name)];
  };
  expect(names("discrete")).toEqual([["large"], ["large", "picture"]]);
  expect(names("software")).toEqual([["small"], ["large", "small", "picture"]]);
});
