import { describe } from "vitest";
import { gpuTests } from "../../support/gpu/tests.js";
import { wgpuTests } from "../../support/wgpu/tests.js";
import { onPages, testImplementation } from "./implementations.js";

const extent = {
  cases: "one an operator",
  channels: [1, 3, 6, 17],
  networks: ["lenet5"],
  precision: "f16",
} as const;

describe("half precision on wgpu", () => {
  testImplementation(wgpuTests("lavapipe", ["shader-f16"]), extent);
});

describe("half precision on Dawn", () => {
  const few = { ...extent, channels: [3, 6], networks: [] };
  testImplementation(onPages(gpuTests("lavapipe", ["shader-f16"])), few);
});
