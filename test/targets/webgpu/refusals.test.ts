import { expect, it } from "vitest";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { run } from "../../../src/reference/run.js";
import {
  bindingElements,
  coreLimits,
  type SupportedLimits,
} from "../../../src/targets/webgpu/device-limits.js";
import { refusalsOf } from "../../../src/targets/webgpu/refusals.js";
import { placeBuffers } from "../../../src/targets/webgpu/memory.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { relativeError } from "../../ops/cases.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();
const limits = limitedTo({ maxStorageBufferBindingSize: 3600 });

/** Layers whose weights are more than a small binding holds, next to some that it does. */
function largeWeights(): Graph {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 5, 6, 6]);
  const first = net.layer("conv", "first", x, { filters: 22, kernel: 3 });
  const active = net.layer("relu", "active", first);
  const second = net.layer("conv", "second", active, { filters: 7, kernel: 3, groups: 1 });
  const flat = net.layer("flatten", "flat", second);
  const wide = net.layer("dense", "wide", flat, { units: 37 });
  net.builder.output("y", net.layer("dense", "last", net.layer("sigmoid", "squashed", wide), { units: 30 }));
  return net.builder.finish("large");
}

gpuTest("weights that no binding holds are split", async (dawn) => {
  const graph = largeWeights();
  const program = scheduleForGpu(graph, operators, 1, { limits });
  expect(refusalsOf(program, limits, limits)).toEqual([]);
  const { buffers } = placeBuffers(program, bindingElements(limits));
  expect(Math.max(...buffers.map(({ elements }) => elements))).toBeLessThanOrEqual(900);
  const calls = program.run.filter(({ origin }) => origin.path === "wide");
  expect(calls.length).toBeGreaterThan(1);
  for (const batch of [1, 2]) {
    const feeds = feedsOf(graph, 2);
    const outputs = await runOnGpu(dawn, graph, feeds, batch, { limits });
    for (const [name, expected] of run(graph, operators, feeds)) {
      const actual = { shape: expected.shape, data: Float64Array.from(outputs.get(name) ?? []) };
      expect(relativeError(actual, expected)).toBeLessThanOrEqual(1e-4);
    }
  }
});

it("says what a device does not do", () => {
  const graph = largeWeights();
  const passed = (given: Partial<SupportedLimits>): readonly unknown[] => {
    const all = { ...limits, ...given };
    return refusalsOf(scheduleForGpu(graph, operators, 1, { limits: all }), all, all).map((refusal) => {
      return [refusal.call.origin.path, refusal.passed];
    });
  };
  expect(passed({ maxStorageBufferBindingSize: 2400 })).toContainEqual([
    "second",
    { limit: "maxStorageBufferBindingSize", needed: 3472, allowed: 2400 },
  ]);
  expect(passed({ maxStorageBuffersPerShaderStage: 2 })[0]).toMatchObject([
    expect.any(String),
    { limit: "maxStorageBuffersPerShaderStage", allowed: 2 },
  ]);
  expect(passed({ maxComputeWorkgroupsPerDimension: 3 })[0]).toMatchObject([
    expect.any(String),
    { limit: "maxComputeWorkgroupsPerDimension", allowed: 3 },
  ]);
});

function limitedTo(given: Partial<SupportedLimits>): SupportedLimits {
  return { ...coreLimits, ...given };
}
