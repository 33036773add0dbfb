import { expect } from "vitest";
import { optimiseNetwork } from "../../../src/api/network.js";
import { writeSafetensors } from "../../../src/formats/safetensors.js";
import { checkModel, referenceHost } from "../../models/check.js";
import { referenceInput, referenceWeights, storedNetworks } from "../../models/reference-weights.js";
import { compileForGpu } from "../../support/gpu/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();

for (const name of ["lenet5", "squeezenet1_1", "mobilenet_v2", "resnet18"]) {
  gpuTest(
    `${name} agrees with PyTorch`,
    async ({ device }) => {
      const stored = storedNetworks[name];
      if (stored === undefined) throw new Error(`there are no logits of ${name}`);
      const graph = optimiseNetwork(checkModel(name, referenceHost).network);
      const module = await compileForGpu(graph, 1);
      const network = await module.load(writeSafetensors(referenceWeights(graph)), { device });
      const image = referenceInput(stored.input);
      const { logits } = await network.run({ image });
      const again = Float32Array.from(logits ?? []);
      expect((await network.run({ image })).logits).toEqual(again);
      network.destroy();
      const rms = Math.hypot(...stored.logits) / Math.sqrt(stored.logits.length);
      const worst = Math.max(...stored.logits.map((logit, index) => Math.abs(logit - (again[index] ?? NaN))));
      expect(worst / rms).toBeLessThanOrEqual(2e-4);
    },
    120_000,
  );
}
