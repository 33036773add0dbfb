import { describe } from "vitest";
import { channels } from "../../support/gpu/channels.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { wgpuTests } from "../../support/wgpu/tests.js";
import { onPages, testAdapters, testImplementation } from "./implementations.js";

const extent = { cases: "all", channels, networks: ["squeezenet1_1", "mobilenet_v2", "resnet18"] } as const;

for (const precision of ["f16", "f32"] as const) {
  describe(`${precision} on lavapipe and wgpu`, () => {
    testImplementation(wgpuTests("lavapipe", ["shader-f16"]), { ...extent, precision });
  });

  describe(`${precision} on lavapipe and Dawn`, () => {
    const dawnTest = onPages(gpuTests("lavapipe", ["shader-f16"]));
    testAdapters(dawnTest, ["discrete", "integrated", "software"], { ...extent, precision });
  });
}
