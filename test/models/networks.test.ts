import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planNetwork } from "../../src/api/network.js";
import { checkModel, expectAgreement } from "./check.js";

/** Parameters, buffers and multiply-adds as published for torchvision's networks. */
const published: Readonly<Record<string, readonly [params: number, buffers: number, macs: number]>> = {
  googlenet: [6_624_904, 14_560, 1_498_376_192],
  lenet5: [61_706, 0, 416_520],
  resnet18: [11_689_512, 9_600, 1_814_073_344],
  resnet50: [25_557_032, 53_120, 4_089_184_256],
  vgg16: [138_357_544, 0, 15_470_264_320],
};

describe("the zoo", () => {
  it("has published counts for every model", () => {
    const models = readdirSync(new URL("../../models", import.meta.url)).filter((file) =>
      file.endsWith(".cnn"),
    );
    expect(models.map((file) => file.replace(".cnn", "")).sort()).toEqual(Object.keys(published).sort());
  });

  it.each(Object.entries(published))("%s counts exactly as published", (name, [params, buffers, macs]) => {
    expect(checkModel(name).analysis.totals).toMatchObject({ params, buffers, macs });
  });

  it.each(Object.keys(published))("%s gets an arena of at most 1.1 times its largest live set", (name) => {
    const { arena } = planNetwork(checkModel(name).network).memory;
    expect(arena.elements).toBeLessThanOrEqual(1.1 * arena.largestLiveSet);
  });

  it("lenet5 agrees with PyTorch in compiled code", () => expectAgreement("lenet5"));
});
