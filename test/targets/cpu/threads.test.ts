import { describe, it } from "vitest";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { differentiate } from "../../../src/passes/differentiate.js";
import { pipeline } from "../../../src/passes/pipeline.js";
import { bundle, bundleFeeds } from "../../support/bundle.js";
import { runCompiled } from "../../support/compile.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";

const threads = [2, 3, 5];

/** Layers whose kernels have units enough for all threads. */
function wide(): Graph {
  const net = new TestNetwork();
  const layers = [
    ["conv", { filters: 24, kernel: 7, stride: 2 }],
    ["relu", {}],
    ["conv", { filters: 20, kernel: 3, pad: 1 }],
    ["batchnorm", {}],
    ["conv", { filters: 20, kernel: 3, pad: 1, groups: 20 }],
    ["maxpool", { kernel: 2 }],
    ["conv", { filters: 40, kernel: 1 }],
    ["flatten", {}],
    ["dense", { units: 70 }],
    ["softmax", {}],
  ] as const;
  let x = net.builder.input("image", ["N", 3, 40, 40]);
  layers.forEach(([op, given], index) => {
    x = net.layer(op, `${op}${index}`, x, given);
  });
  net.builder.output("y", x);
  return net.builder.finish("wide");
}

describe("bits do not depend on the number of threads", () => {
  it("in any operator", async () => {
    const made = bundle([...operators.values()]);
    const without = new Set(pipeline.map(({ name }) => name));
    await runCompiled(made.graph, bundleFeeds(made, 2), 2, { without, threads });
  });

  it.each([
    { batch: 1, samples: 3 },
    { batch: 4, samples: 4 },
  ])("in large layers, $samples samples, batch $batch", async ({ batch, samples }) => {
    const graph = wide();
    await runCompiled(graph, feedsOf(graph, samples), batch, { threads });
  });

  it("in gradients", async () => {
    const graph = wide();
    const wrt = [...graph.inputs, ...graph.weights.filter(({ trainable }) => trainable)];
    const differentiated = differentiate(
      graph,
      operators,
      wrt.map(({ value }) => value),
    );
    if ("code" in differentiated) throw new Error(differentiated.message);
    await runCompiled(differentiated, feedsOf(differentiated, 2), 2, { threads });
  });
});
