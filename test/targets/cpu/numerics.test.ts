import { describe, expect, it } from "vitest";
import type { Arguments } from "../../../src/ops/definition.js";
import { operators } from "../../../src/ops/index.js";
import { algorithmOf } from "../../../src/program/algorithms.js";
import { run } from "../../../src/reference/run.js";
import type { Numerics } from "../../../src/schedule/demands.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { relativeError } from "../../ops/cases.js";
import { runCompiled } from "../../support/compile.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";

interface Case {
  readonly title: string;
  /** Of the input. */
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly attributes: Arguments;
  /** Of the algorithm. */
  readonly name: string;
}

function graphOf({ shape, attributes }: Case) {
  const net = new TestNetwork();
  const x = net.builder.input("image", ["N", ...shape]);
  net.builder.output("y", net.layer("conv", "conv1", x, { filters: 32, ...attributes }));
  return net.builder.finish("net");
}

async function errorOf(given: Case, numerics: Numerics): Promise<number> {
  const graph = graphOf(given);
  const feeds = feedsOf(graph, 2);
  const expected = run(graph, operators, feeds).get("y");
  if (expected === undefined) throw new Error("the network has an output");
  const data = (await runCompiled(graph, feeds, 2, { numerics })).get("y") ?? [];
  return relativeError({ shape: expected.shape, data: Float64Array.from(data) }, expected);
}

describe.each<Case>([
  { title: "3×3", name: "Winograd F(4,3)", shape: [32, 28, 28], attributes: { kernel: 3, pad: 1 } },
  { title: "5×5", name: "Winograd F(4,5)", shape: [32, 28, 28], attributes: { kernel: 5, pad: 2 } },
  {
    title: "1×7",
    name: "Winograd F(1×4,1×7)",
    shape: [32, 17, 17],
    attributes: { kernel: [1, 7], pad: [0, 3] },
  },
  {
    title: "7×1, with padding on both sides",
    name: "Winograd F(4×1,7×1)",
    shape: [32, 17, 17],
    attributes: { kernel: [7, 1], pad: 3 },
  },
  {
    title: "7×7 of stride 2",
    name: "Winograd F(4,4)",
    shape: [3, 43, 38],
    attributes: { kernel: 7, stride: 2, pad: 3 },
  },
  {
    title: "11×11 of stride 4",
    name: "Winograd F(4,3)",
    shape: [3, 67, 70],
    attributes: { kernel: 11, stride: 4, pad: 2 },
  },
  {
    title: "8×7 of stride 3 and 2",
    name: "Winograd F(4×4,3×4)",
    shape: [5, 44, 40],
    attributes: { kernel: [8, 7], stride: [3, 2] },
  },
  {
    title: "3×3 of stride 2",
    name: "Winograd F(4,2)",
    shape: [64, 56, 56],
    attributes: { filters: 64, kernel: 3, stride: 2, pad: 1 },
  },
  { title: "1×1", name: "Strassen", shape: [384, 17, 14], attributes: { filters: 384, kernel: 1 } },
])("a convolution of $title", (given) => {
  it("takes fewer multiplications, and is exactly the direct way where that is asked for", () => {
    const algorithms = (numerics: Numerics): readonly (string | undefined)[] =>
      schedule(graphOf(given), operators, { batch: 1, numerics }).run.flatMap((call) =>
        call.kind === "conv" ? [algorithmOf(call)?.name] : [],
      );
    expect(algorithms("fast")).toEqual([given.name]);
    expect(algorithms("exact")).toEqual([given.attributes.kernel === 1 ? "product" : "direct"]);
  });

  it("keeps to its budget of error either way", async () => {
    expect(await errorOf(given, "fast")).toBeLessThanOrEqual(2e-5);
    expect(await errorOf(given, "exact")).toBeLessThanOrEqual(1e-6);
  });
});
