import { expect } from "vitest";
import { runOnGpu } from "../../support/gpu/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { zooNetwork } from "../../support/gpu/zoo.js";

const gpuTest = gpuTests();

for (const name of ["lenet5", "squeezenet1_1", "mobilenet_v2", "resnet18"]) {
  gpuTest(
    `${name} agrees with PyTorch`,
    async (dawn) => {
      const { graph, feeds, errorOf } = zooNetwork(name);
      expect(errorOf(await runOnGpu(dawn, graph, feeds, 1))).toBeLessThanOrEqual(2e-4);
    },
    120_000,
  );
}
