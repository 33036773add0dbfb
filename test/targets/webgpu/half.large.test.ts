import { describe } from "vitest";
import { channels } from "../../support/gpu/channels.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { wgpuTests } from "../../support/wgpu/tests.js";
import { onPages, testImplementation } from "./implementations.js";

const extent = { cases: "all", channels, networks: ["squeezenet1_1", "mobilenet_v2", "resnet18"] } as const;

for (const precision of ["f16", "f32"] as const) {
  describe(`${precision} on lavapipe and wgpu`, () => {
    testImplementation(wgpuTests("lavapipe", ["shader-f16"]), { ...extent, precision });
  });

  const dawnTest = onPages(gpuTests("lavapipe", ["shader-f16"]));
  for (const adapter of ["discrete", "integrated", "software"] as const) {
    describe(`${precision} on lavapipe and Dawn, as on ${adapter} adapters`, () => {
      testImplementation(dawnTest, { ...extent, precision, loading: { adapter } });
    });
  }
}
