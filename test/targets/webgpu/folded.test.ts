import { expect, it } from "vitest";
import { folded } from "../../../src/targets/webgpu/wgsl/kernel.js";

it("no dimension has more workgroups than WebGPU allows, and few are too many", () => {
  for (const workgroups of [1, 65_535, 65_536, 70_001, 10 ** 7]) {
    const [x, y, z] = folded(workgroups);
    expect(Math.max(x, y, z)).toBeLessThanOrEqual(65_535);
    expect(x * y * z).toBeGreaterThanOrEqual(workgroups);
    expect(x * y * z - workgroups).toBeLessThan(y);
  }
});
