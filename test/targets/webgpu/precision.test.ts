import { expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import type { GpuChoice } from "../../../src/targets/webgpu/choose.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { stepsOf } from "../../../src/targets/webgpu/steps.js";
import type { Precision } from "../../../src/targets/webgpu/precision.js";
import { TestNetwork } from "../../support/test-network.js";

function steps(precision: Precision) {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 64, 14, 14]);
  const wide = net.layer("conv", "wide", x, { filters: 64, kernel: 3, pad: 1 });
  const active = net.layer("sigmoid", "active", wide);
  const flat = net.layer("flatten", "flat", net.layer("conv", "narrow", active, { filters: 64, kernel: 1 }));
  net.builder.output("y", net.layer("dense", "last", flat, { units: 10 }));
  // The last candidate is minimal filtering where that is one.
  const choose: GpuChoice = (candidates) =>
    candidates.at(-1) ?? { kind: "direct", tile: { pixels: 8, vectors: 2 } };
  return stepsOf(scheduleForGpu(net.builder.finish("net"), operators, 1, { precision, choose }));
}

it("keeps weights and values in half, but for inputs, outputs and the planes of minimal filtering", () => {
  const { memory, run, shader } = steps("f16");
  const kept = run.map(({ call, dispatch }) => {
    const halves = (dispatch?.buffers ?? []).map((buffer) => memory.buffers[buffer]?.half);
    return `${call.kind} ${halves.map((half) => (half === true ? "f16" : "f32")).join(" ")}`;
  });
  expect(kept).toEqual([
    "copy f32 f16",
    "transformInput f16 f32",
    "conv f32 f16 f32",
    "transformOutput f32 f16 f16",
    "map f16",
    "conv f16 f16 f16",
    "copy f16 f16",
    "matmul f16 f16 f32",
  ]);
  expect(memory.buffers.every(({ use, half }) => half === (use === "weights") || use === "run")).toBe(true);
  expect(shader.text()).toMatch(/^enable f16;\n\n/);
  for (const { code } of shader.kernels())
    expect(code.startsWith("enable f16;")).toBe(/array<(f16|vec4h)>/.test(code));
});

it("halves what a convolution reads and writes, and no arithmetic", () => {
  const costs = (["f32", "f16"] as const).map((precision) => {
    const { run } = steps(precision);
    return run.find(({ call }) => call.origin.path === "narrow")?.dispatch?.ways.discrete?.cost;
  });
  const [full, half] = costs;
  expect(half?.bytes).toBe((full?.bytes ?? 0) / 2);
  expect(half?.traffic).toBe((full?.traffic ?? 0) / 2);
  expect(half?.flops).toBe(full?.flops);
});

it("has no trace in float32", () => {
  const { memory, shader } = steps("f32");
  expect(memory.buffers.some(({ half }) => half)).toBe(false);
  expect(shader.text()).not.toContain("f16");
});
