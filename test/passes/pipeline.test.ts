import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operators } from "../../src/ops/index.js";
import { pipeline, runPipeline } from "../../src/passes/pipeline.js";
import { residual, TestNetwork } from "../support/test-network.js";
import { networks } from "../support/networks.js";
import { apply } from "./apply.js";

describe("the pipeline", () => {
  it("runs each pass once, in order, and shows the graph after it", () => {
    const seen: string[] = [];
    const observe = (pass: string) => seen.push(pass);
    const shown = runPipeline(residual(), { operators }, { observe, without: new Set(["share-common"]) });
    expect(seen).toEqual(pipeline.map(({ name }) => name).filter((name) => name !== "share-common"));
    expect(shown.graph.nodes.map(({ op }) => op)).not.toContain("batchnorm");
  });

  it("names the pass after which the graph is not sound", () => {
    const graph = residual();
    const twice = { ...graph, weights: graph.weights.map((weight) => ({ ...weight, path: "w" })) };
    const without = new Set(["drop-identities"]);
    const run = () => runPipeline(twice, { operators }, { without });
    expect(run).toThrow("pass fold-constants broke the graph:\ntwo weights are called w");
  });

  it("lets nothing dead stand in the way of fusion", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2, 3, 3]);
    const y = net.layer("conv", "conv1", x, { filters: 2, kernel: 1 });
    net.layer("tanh", "unused", y);
    net.builder.output("y", net.layer("relu", "relu1", y));
    const { graph } = runPipeline(net.builder.finish("net"), { operators });
    expect(graph.nodes.map(({ op }) => op)).toEqual(["conv"]);
  });

  it.each(pipeline)("$name is idempotent on random networks", (pass) => {
    const property = fc.property(networks, (graph) => void apply(pass, graph));
    fc.assert(property, { seed: 3, numRuns: 200 });
  });
});
