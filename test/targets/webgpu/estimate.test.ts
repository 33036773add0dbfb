import { describe, expect, it } from "vitest";
import { deviceClasses, peakOf, type DeviceClass } from "../../../src/targets/webgpu/estimate/devices.js";
import { estimate } from "../../../src/targets/webgpu/estimate/estimate.js";
import type { DispatchCost } from "../../../src/targets/webgpu/wgsl/cost.js";

const device: DeviceClass = {
  ...{ name: "integrated", adapter: "integrated", gpu: "a GPU", source: "nowhere" },
  ...{ cores: 10, lanes: 100, filling: 200, gigahertz: 1, memory: 100, cache: 400, dispatch: 5 },
  ...{ registers: 64_000, invocations: 1000, workgroups: 10, shared: 10_000 },
};
const cost: DispatchCost = {
  ...{ flops: 2e9, loads: 0, traffic: 1e3, bytes: 1e3 },
  ...{ registers: 64, chains: 16, invocations: 100, shared: 0 },
};
const groups = [100, 10, 1] as const;

describe("an estimate", () => {
  it("is the arithmetic at the peak where all cores are full", () => {
    expect(peakOf(device)).toBe(2e12);
    const { milliseconds, bound, occupancy, floor } = estimate({ cost, groups }, device);
    expect({ bound, occupancy }).toEqual({ bound: "arithmetic", occupancy: 1 });
    expect(floor).toBeCloseTo(1);
    expect(milliseconds).toBeCloseTo(1 + 0.005);
  });

  it("is as long as the busiest core takes", () => {
    const full = estimate({ cost, groups }, device);
    const one = estimate({ cost: { ...cost, flops: 2.002e9 }, groups: [1001, 1, 1] }, device);
    expect(one.milliseconds - 0.005).toBeCloseTo(1.01 * (full.milliseconds - 0.005));
  });

  it("is longer where registers or shared memory leave a core with few invocations", () => {
    const base = estimate({ cost, groups }, device);
    const many = estimate({ cost: { ...cost, registers: 320 }, groups }, device);
    expect(many.occupancy).toBeCloseTo(0.2);
    expect(many.milliseconds).toBeGreaterThan(1.9 * base.milliseconds);
    expect(estimate({ cost: { ...cost, shared: 5000 }, groups }, device).occupancy).toBeCloseTo(0.2);
    expect(estimate({ cost: { ...cost, registers: 100_000 }, groups }, device).occupancy).toBeCloseTo(0.1);
  });

  it("names what takes longest", () => {
    const boundOf = (more: Partial<DispatchCost>): string =>
      estimate({ cost: { ...cost, flops: 1e3, ...more }, groups }, device).bound;
    expect(boundOf({ bytes: 1e7 })).toBe("memory");
    expect(boundOf({ traffic: 1e8 })).toBe("cache");
    expect(boundOf({})).toBe("dispatch");
    expect(boundOf({ loads: 1e9 })).toBe("arithmetic");
  });

  it("is of classes whose peaks are those published", () => {
    const peaks = deviceClasses.map((each) => (peakOf(each) / 1e12).toFixed(1));
    expect(peaks).toEqual(["1.9", "10.9", "19.5"]);
  });
});
