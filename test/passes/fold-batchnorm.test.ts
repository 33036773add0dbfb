import { describe, expect, it } from "vitest";
import type { ValueId } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { foldBatchNorm } from "../../src/passes/fold-batchnorm.js";
import { run } from "../../src/reference/run.js";
import { TestNetwork } from "../support/test-network.js";
import { relativeError } from "../ops/cases.js";
import { feedsOf } from "../support/networks.js";
import { apply, change, expectUnchanged } from "./apply.js";

const conv = (net: TestNetwork, path: string, x: ValueId, bias = false, weights?: readonly ValueId[]) =>
  net.layer("conv", path, x, { filters: 2, kernel: 1, bias }, weights);
const norm = (net: TestNetwork, path: string, x: ValueId) => net.layer("batchnorm", path, x);
const image = (net: TestNetwork) => net.builder.input("x", ["N", 2, 3, 3]);

describe("fold-batchnorm", () => {
  it("scales the weights of a convolution without a bias, which gets one", () => {
    const net = new TestNetwork();
    net.builder.output("y", norm(net, "norm", conv(net, "conv1", image(net))));
    expect(change(foldBatchNorm, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        weight norm.weight = %2: f32[2] fill(1)
        weight norm.bias = %3: f32[2] fill(0)
        buffer norm.running_mean = %4: f32[2] fill(0)
        buffer norm.running_var = %5: f32[2] fill(1)
        %6: f32[N, 2, 3, 3] = conv(%0, %1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // conv1
        %7: f32[N, 2, 3, 3] = batchnorm(%6, %2, %3, %4, %5, epsilon: 0.00001, momentum: 0.1)  // norm
        output y = %7
      --> fold-batchnorm
      graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        weight norm.weight = %2: f32[2] fill(1)
        weight norm.bias = %3: f32[2] fill(0)
        buffer norm.running_mean = %4: f32[2] fill(0)
        buffer norm.running_var = %5: f32[2] fill(1)
        %6: f32[2] = identity(%2) then %2 / sqrt((%5 + 0.00001))  // norm.scale
        %7: f32[2] = identity(%2) then %3 - (%4 * (%2 / sqrt((%5 + 0.00001))))  // norm.shift
        %8: f32[2, 1, 1, 1] = reshape(%6, shape: [2, 1, 1, 1])  // conv1
        %9: f32[2, 2, 1, 1] = identity(%1) then %1 * %8  // conv1.folded_weight
        %10: f32[N, 2, 3, 3] = conv(%0, %9, %7, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: true, init: he_normal)  // conv1
        output y = %10
      "
    `);
  });

  it("scales the weights by a layer scale", () => {
    const net = new TestNetwork();
    net.builder.output("y", net.layer("layer_scale", "scale", conv(net, "conv1", image(net), true)));
    const graph = net.builder.finish("net");
    const folded = apply(foldBatchNorm, graph);
    expect(folded.nodes.some(({ op }) => op === "layer_scale")).toBe(false);
    expectSame(graph, folded);
  });

  it("scales and shifts the bias of a dense layer", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 3]);
    net.builder.output("y", norm(net, "norm", net.layer("dense", "dense1", x, { units: 2 })));
    expect(change(foldBatchNorm, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 3]
        weight dense1.weight = %1: f32[2, 3] he_normal(3, 2)
        weight dense1.bias = %2: f32[2] fill(0)
        weight norm.weight = %3: f32[2] fill(1)
        weight norm.bias = %4: f32[2] fill(0)
        buffer norm.running_mean = %5: f32[2] fill(0)
        buffer norm.running_var = %6: f32[2] fill(1)
        %7: f32[N, 2] = dense(%0, %1, %2, units: 2, bias: true, init: he_normal)  // dense1
        %8: f32[N, 2] = batchnorm(%7, %3, %4, %5, %6, epsilon: 0.00001, momentum: 0.1)  // norm
        output y = %8
      --> fold-batchnorm
      graph net
        input x = %0: f32[N, 3]
        weight dense1.weight = %1: f32[2, 3] he_normal(3, 2)
        weight dense1.bias = %2: f32[2] fill(0)
        weight norm.weight = %3: f32[2] fill(1)
        weight norm.bias = %4: f32[2] fill(0)
        buffer norm.running_mean = %5: f32[2] fill(0)
        buffer norm.running_var = %6: f32[2] fill(1)
        %7: f32[2] = identity(%3) then %3 / sqrt((%6 + 0.00001))  // norm.scale
        %8: f32[2] = identity(%3) then %4 - (%5 * (%3 / sqrt((%6 + 0.00001))))  // norm.shift
        %9: f32[2, 1] = reshape(%7, shape: [2, 1])  // dense1
        %10: f32[2, 3] = identity(%1) then %1 * %9  // dense1.folded_weight
        %11: f32[2] = identity(%2) then (%2 * %7) + %8  // dense1.folded_bias
        %12: f32[N, 2] = dense(%0, %10, %11, units: 2, bias: true, init: he_normal)  // dense1
        output y = %12
      "
    `);
  });

  it("folds one normalisation after another", () => {
    const net = new TestNetwork();
    const graph = () => net.builder.finish("net");
    net.builder.output("y", norm(net, "norm2", norm(net, "norm1", conv(net, "conv1", image(net), true))));
    const folded = apply(foldBatchNorm, graph());
    expect(folded.nodes.map(({ op }) => op)).not.toContain("batchnorm");
    expectSame(graph(), folded);
  });

  it("gives each convolution that shares a weight its own scaled copy", () => {
    const net = new TestNetwork();
    const x = image(net);
    const first = conv(net, "conv1", x);
    const weights = net.builder.finish("").weights.map(({ value }) => value);
    const second = norm(net, "norm2", conv(net, "conv2", norm(net, "norm1", first), false, weights));
    net.builder.output("y", second);
    const graph = net.builder.finish("net");
    const folded = apply(foldBatchNorm, graph);
    const convolutions = folded.nodes.filter(({ op }) => op === "conv");
    expect(new Set(convolutions.map(({ inputs }) => inputs[1])).size).toBe(2);
    expectSame(graph, folded);
  });

  it.each([1, 2])("scales a transposed convolution in %i groups", (groups) => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4, 3, 3]);
    const given = { filters: 6, kernel: 2, stride: 2, groups, bias: false };
    net.builder.output("y", norm(net, "norm", net.layer("conv_transpose", "up", x, given)));
    const graph = net.builder.finish("net");
    const folded = apply(foldBatchNorm, graph);
    expect(folded.nodes.filter(({ op }) => op === "batchnorm")).toEqual([]);
    const feeds = feedsOf(graph, 2);
    const [expected] = run(graph, operators, feeds).values();
    if (expected === undefined) throw new Error("no output");
    expect(relativeError(run(folded, operators, feeds).get("y"), expected)).toBeLessThan(1e-12);
  });

  it("leaves a convolution whose result is also an output", () => {
    const net = new TestNetwork();
    const y = conv(net, "conv1", image(net));
    net.builder.output("raw", y);
    net.builder.output("y", norm(net, "norm", y));
    expectUnchanged(foldBatchNorm, net.builder.finish("net"));
  });

  it("leaves a convolution whose result is used elsewhere, even by another normalisation", () => {
    const net = new TestNetwork();
    const y = conv(net, "conv1", image(net));
    net.builder.output("y1", norm(net, "norm1", y));
    net.builder.output("y2", norm(net, "norm2", y));
    expectUnchanged(foldBatchNorm, net.builder.finish("net"));
  });

  it("leaves a normalisation that has no contraction before it, or an activation between", () => {
    const net = new TestNetwork();
    const x = norm(net, "norm1", image(net));
    net.builder.output("y", norm(net, "norm2", net.layer("relu", "relu1", conv(net, "conv1", x))));
    expectUnchanged(foldBatchNorm, net.builder.finish("net"));
  });

  it("leaves statistics and weights that are computed from an input", () => {
    const origin = { path: "norm", blocks: [] };
    const net = new TestNetwork();
    const y = conv(net, "conv1", image(net));
    const vectors = ["weight", "bias", "mean", "var"].map((name) => net.builder.input(name, [2]));
    const attributes = { epsilon: 1e-5, momentum: 0.1 };
    net.builder.output("y", net.builder.at(origin).apply("batchnorm", attributes, [y, ...vectors]));
    const filters = net.builder.input("filters", [2, 2, 1, 1]);
    const tied = conv(net, "conv2", y, false, [filters]);
    net.builder.output("z", norm(net, "norm2", tied));
    expectUnchanged(foldBatchNorm, net.builder.finish("net"));
  });

  it("leaves a convolution that an activation was fused into", () => {
    const net = new TestNetwork();
    net.builder.output("y", norm(net, "norm", conv(net, "conv1", image(net))));
    const graph = net.builder.finish("net");
    const epilogue = {
      expression: { kind: "unary", op: "abs", x: { kind: "input", index: 0 } },
      operands: [],
    } as const;
    const nodes = graph.nodes.map((node) => (node.op === "conv" ? { ...node, epilogue } : node));
    expectUnchanged(foldBatchNorm, { ...graph, nodes });
  });
});

function expectSame(before: Parameters<typeof run>[0], after: Parameters<typeof run>[0]): void {
  const feeds = feedsOf(before, 2);
  const outputs = run(after, operators, feeds);
  for (const [name, tensor] of run(before, operators, feeds)) {
    expect(relativeError(outputs.get(name), tensor)).toBeLessThan(1e-12);
  }
}
