import { expect } from "vitest";
import { compileInMemory } from "../../src/api/compile.js";
import type { Host } from "../../src/api/host.js";
import { checkNetwork, type CheckedNetwork } from "../../src/api/network.js";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { importText } from "../support/compile.js";
import { projectHost } from "../support/host.js";
import { referenceInput, referenceWeights, storedNetworks } from "./reference-weights.js";

/** The stored LeNet-5 takes the 32 x 32 that ours makes of 28 x 28 by padding. */
export const referenceHost: Host = {
  ...projectHost,
  readSource: (path) => {
    const text = projectHost.readSource(path);
    if (path !== "models/lenet5.cnn" || typeof text !== "string") return text;
    return text.replace("[1, 28, 28]", "[1, 32, 32]").replace("pad: 2", "pad: 0");
  },
};

/** A model of the zoo without findings. */
export function checkModel(name: string, host: Host = projectHost): CheckedNetwork {
  const { value, diagnostics } = checkNetwork(host, { entry: `models/${name}.cnn` });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value;
}

/** Compiles a model and holds its logits against PyTorch's. */
export async function expectAgreement(name: string): Promise<void> {
  const stored = storedNetworks[name];
  if (stored === undefined) throw new Error(`there are no logits of ${name}`);
  const checked = checkModel(name, referenceHost);
  const module = await importText(await compileInMemory(projectHost, checked, {}));
  // Without the weights of training heads, which the stored networks do not have.
  const paths = new Set(module.model.weights.map(({ path }) => path));
  const { graph } = checked.network;
  const inference = { ...graph, weights: graph.weights.filter(({ path }) => paths.has(path)) };
  const layers = new Set([...paths].map((path) => path.slice(0, path.lastIndexOf("."))));
  expect(layers.size).toBe(stored.weighted_layers);
  const network = module.loadSync(writeSafetensors(referenceWeights(inference)));
  const logits = network.runSync({ image: referenceInput(stored.input) }).logits ?? [];
  expect(logits).toHaveLength(stored.logits.length);
  const largest = Math.max(...stored.logits.map(Math.abs));
  const worst = Math.max(...stored.logits.map((logit, index) => Math.abs(logit - (logits[index] ?? NaN))));
  expect(worst / largest).toBeLessThanOrEqual(1e-4);
}
