import { expect, it } from "vitest";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { run } from "../../../src/reference/run.js";
import { defaultLimits } from "../../../src/targets/webgpu/device-limits.js";
import { beyondLimits } from "../../../src/targets/webgpu/limits.js";
import { placeBuffers } from "../../../src/targets/webgpu/memory.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { relativeError } from "../../ops/cases.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();
const limits = { ...defaultLimits, bindingElements: 900 };

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
  expect(beyondLimits(program, limits).map(({ message }) => message)).toEqual([]);
  const { buffers } = placeBuffers(program, limits.bindingElements);
  expect(Math.max(...buffers.map(({ elements }) => elements))).toBeLessThanOrEqual(limits.bindingElements);
  const calls = program.run.filter(({ origin }) => origin.path === "wide");
  expect(calls.length).toBeGreaterThan(1);
  for (const batch of [1, 2]) {
    const feeds = feedsOf(graph, 2);
    const outputs = await runOnGpu(dawn, graph, feeds, batch, {
      limits: { ...limits, bindingElements: 900 },
    });
    for (const [name, expected] of run(graph, operators, feeds)) {
      const actual = { shape: expected.shape, data: Float64Array.from(outputs.get(name) ?? []) };
      expect(relativeError(actual, expected)).toBeLessThanOrEqual(1e-4);
    }
  }
});

it("says what a device does not do", () => {
  const graph = largeWeights();
  const messages = (given: Partial<typeof limits>): readonly string[] => {
    const all = { ...limits, ...given };
    return beyondLimits(scheduleForGpu(graph, operators, 1, { limits: all }), all).map(
      ({ call, message }) => `${call.origin.path}: ${message}`,
    );
  };
  expect(messages({ bindingElements: 600 })).toContain(
    "second: it would bind a buffer of 3472 bytes; WebGPU has at most 2400",
  );
  expect(messages({ bindings: 2 })[0]).toMatch(/^\w+: it would bind \d buffers; WebGPU has at most 2$/);
  expect(messages({ groups: 3 })[0]).toMatch(
    /^\w+: it would take \d+ workgroups in a dimension; WebGPU has at most 3$/,
  );
});
