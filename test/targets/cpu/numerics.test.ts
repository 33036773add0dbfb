import { describe, expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { run } from "../../../src/reference/run.js";
import type { Numerics } from "../../../src/schedule/demands.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { relativeError } from "../../ops/cases.js";
import { runCompiled } from "../../support/compile.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";

function graphOf(kernel: number) {
  const net = new TestNetwork();
  const x = net.builder.input("image", ["N", 32, 28, 28]);
  net.builder.output("y", net.layer("conv", "conv1", x, { filters: 32, kernel, pad: (kernel - 1) / 2 }));
  return net.builder.finish("net");
}

async function errorOf(kernel: number, numerics: Numerics): Promise<number> {
  const graph = graphOf(kernel);
  const feeds = feedsOf(graph, 2);
  const expected = run(graph, operators, feeds).get("y");
  if (expected === undefined) throw new Error("the network has an output");
  const data = (await runCompiled(graph, feeds, 2, { numerics })).get("y") ?? [];
  return relativeError({ shape: expected.shape, data: Float64Array.from(data) }, expected);
}

describe.each([3, 5])("a convolution of %d×%d", (kernel) => {
  it("is by minimal filtering, and exactly the direct way where that is asked for", () => {
    const algorithms = (numerics: Numerics): readonly (string | undefined)[] =>
      schedule(graphOf(kernel), operators, { batch: 1, numerics }).run.flatMap((call) =>
        call.kind === "conv" ? [call.algorithm?.kind] : [],
      );
    expect(algorithms("fast")).toEqual(["winograd"]);
    expect(algorithms("exact")).toEqual(["direct"]);
  });

  it("keeps to its budget of error either way", async () => {
    expect(await errorOf(kernel, "fast")).toBeLessThanOrEqual(2e-5);
    expect(await errorOf(kernel, "exact")).toBeLessThanOrEqual(1e-6);
  });
});
