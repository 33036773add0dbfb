import { describe, expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { stepsOf } from "../../../src/targets/webgpu/steps.js";
import type { DispatchCost } from "../../../src/targets/webgpu/wgsl/cost.js";
import type { Arguments } from "../../../src/ops/definition.js";
import { TestNetwork } from "../../support/test-network.js";

/** The costs of the dispatches that a network of one layer runs. */
function costsOf(shape: readonly number[], op: string, given: Arguments): readonly DispatchCost[] {
  const net = new TestNetwork();
  const input = net.builder.input("x", ["N", ...shape]);
  net.builder.output("y", net.layer(op, op, input, given));
  const { run } = stepsOf(scheduleForGpu(net.builder.finish("net"), operators, 1));
  return run.flatMap(({ dispatch }) => dispatch?.ways.integrated?.cost ?? []);
}

function largest(costs: readonly DispatchCost[]): DispatchCost {
  const [first] = [...costs].sort((a, b) => b.flops - a.flops);
  if (first === undefined) throw new Error("a network has dispatches");
  return first;
}

describe("what dispatches cost", () => {
  const bias = false;

  it("is the arithmetic of a convolution where its tiles are full, and what it reads and writes", () => {
    const cost = largest(costsOf([64, 128, 128], "conv", { filters: 64, kernel: 1, bias }));
    const pixels = 128 * 128;
    expect(cost.flops).toBe(2 * 64 * 64 * pixels);
    expect(cost.bytes).toBe(4 * (64 * pixels + 64 * 64 + 64 * pixels));
    expect(cost.traffic).toBeGreaterThan(4 * (64 * pixels + 64 * 64));
    expect(cost.invocations).toBe(64);
  });

  it("is a few sums more where invocations share the terms of few pixels", () => {
    const cost = largest(costsOf([512, 7, 7], "conv", { filters: 64, kernel: 1, bias }));
    expect(cost.shared).toBeGreaterThan(0);
    expect(cost.flops).toBeGreaterThan(2 * 512 * 64 * 49);
    expect(cost.flops).toBeLessThan(2.2 * 512 * 64 * 52);
  });

  it("is more where tiles reach over the edge, or lanes are no channels", () => {
    const cost = largest(costsOf([3, 7, 7], "conv", { filters: 5, kernel: 3, pad: 1, bias }));
    expect(cost.flops).toBeGreaterThan(2 * 9 * 3 * 5 * 49);
  });

  it("is that of each channel for itself", () => {
    const cost = largest(costsOf([32, 12, 12], "conv", { filters: 32, kernel: 3, pad: 1, groups: 32, bias }));
    expect(cost.flops).toBe(2 * 9 * 32 * 144);
    expect(cost.bytes).toBe(4 * (2 * 32 * 144 + 9 * 32));
    expect(cost.traffic).toBeLessThan(9 * cost.bytes);
  });

  it("is that of every weight of a dense layer, once", () => {
    const cost = largest(costsOf([512], "dense", { units: 100, bias }));
    expect(cost.bytes).toBe(4 * (512 + 51_200 + 100));
    expect(cost.flops).toBeGreaterThanOrEqual(2 * 51_200);
    expect(cost.flops).toBeLessThan(2.2 * 51_200);
  });

  it("counts a pool's comparisons, and the polynomial that an activation is", () => {
    const pool = largest(costsOf([8, 8, 8], "maxpool", { kernel: 2, stride: 2 }));
    expect(pool).toMatchObject({ flops: 512, loads: 512, bytes: 4 * (512 + 128) });
    const relu = largest(costsOf([8, 8, 8], "relu", {}));
    const tanh = largest(costsOf([8, 8, 8], "tanh", {}));
    expect(relu.bytes).toBe(tanh.bytes);
    expect(tanh.flops).toBeGreaterThan(5 * relu.flops);
  });
});
