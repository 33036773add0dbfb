import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileInMemory } from "../../src/api/compile.js";
import type { Host } from "../../src/api/host.js";
import { checkNetwork, type CheckedNetwork } from "../../src/api/network.js";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { importText } from "../support/compile.js";
import { projectHost } from "../support/host.js";
import { referenceInput, referenceWeights, storedNetworks } from "./reference-weights.js";

/** Parameters, buffers and multiply-adds as published for torchvision's networks. */
const published: Readonly<Record<string, readonly [params: number, buffers: number, macs: number]>> = {
  googlenet: [6_624_904, 14_560, 1_498_376_192],
  lenet5: [61_706, 0, 416_520],
  resnet18: [11_689_512, 9_600, 1_814_073_344],
  resnet50: [25_557_032, 53_120, 4_089_184_256],
  vgg16: [138_357_544, 0, 15_470_264_320],
};

/** Networks that take seconds and hundreds of megabytes run where they are asked for. */
const large = process.env.LARGE_NETWORKS === "1";
const small = ["lenet5"];

function check(name: string, host: Host = projectHost): CheckedNetwork {
  const { value, diagnostics } = checkNetwork(host, { entry: `models/${name}.cnn` });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value;
}

/** The stored LeNet-5 takes the 32 x 32 that ours makes of 28 x 28 by padding. */
const referenceHost: Host = {
  ...projectHost,
  readSource: (path) => {
    const text = projectHost.readSource(path);
    return path === "models/lenet5.cnn" && typeof text === "string"
      ? text.replace("[1, 28, 28]", "[1, 32, 32]").replace("pad: 2", "pad: 0")
      : text;
  },
};

describe("the zoo", () => {
  it("has published counts for every model", () => {
    const models = readdirSync(new URL("../../models", import.meta.url)).filter((file) =>
      file.endsWith(".cnn"),
    );
    expect(models.map((file) => file.replace(".cnn", "")).sort()).toEqual(Object.keys(published).sort());
  });

  it.each(Object.entries(published))("%s counts exactly as published", (name, [params, buffers, macs]) => {
    const { totals } = check(name).analysis;
    expect(totals).toMatchObject({ params, buffers, macs });
  });

  const stored = Object.entries(storedNetworks).filter(([name]) => name in published);
  it.each(stored.filter(([name]) => large || small.includes(name)))(
    "%s agrees with PyTorch in compiled code",
    async (name, { input, logits, weighted_layers }) => {
      const checked = check(name, referenceHost);
      const layers = new Set(
        checked.network.graph.weights.map(({ path }) => path.slice(0, path.lastIndexOf("."))),
      );
      expect(layers.size).toBe(weighted_layers);
      const module = await importText(compileInMemory(projectHost, checked, 1));
      const network = module.loadSync(writeSafetensors(referenceWeights(checked.network.graph)));
      const image = network.runSync({ image: referenceInput(input) }).logits ?? [];
      const largest = Math.max(...logits.map(Math.abs));
      const worst = Math.max(...logits.map((logit, index) => Math.abs(logit - (image[index] ?? NaN))));
      expect(image).toHaveLength(logits.length);
      expect(worst / largest).toBeLessThanOrEqual(1e-4);
    },
    600_000,
  );
});
