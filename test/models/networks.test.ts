import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planNetwork } from "../../src/api/network.js";
import { checkModel, expectAgreement } from "./check.js";
import { published } from "./published.js";

describe("the zoo", () => {
  it("has published counts for every model", () => {
    const models = readdirSync(new URL("../../models", import.meta.url)).filter((file) =>
      file.endsWith(".cnn"),
    );
    expect(models.map((file) => file.replace(".cnn", "")).sort()).toEqual(Object.keys(published).sort());
  });

  it.each(Object.entries(published))("%s counts exactly as published", (name, counts) => {
    expect(checkModel(name).analysis.totals).toMatchObject(counts);
  });

  it.each(Object.keys(published))("%s gets an arena of at most 1.1 times its largest live set", (name) => {
    const { arena } = planNetwork(checkModel(name).network).memory;
    expect(arena.elements).toBeLessThanOrEqual(1.1 * arena.largestLiveSet);
  });

  it("lenet5 agrees with PyTorch in compiled code", () => expectAgreement("lenet5"));
});
