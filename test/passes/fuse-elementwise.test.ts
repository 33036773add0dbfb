import { describe, expect, it } from "vitest";
import type { ValueId } from "../../src/ir/graph.js";
import { termsIn } from "../../src/ir/scalar.js";
import { fuseElementwise } from "../../src/passes/fuse-elementwise.js";
import { TestNetwork } from "../support/test-network.js";
import { apply, change, expectUnchanged } from "./apply.js";

const origin = { path: "layer", blocks: [] };
const conv = (net: TestNetwork, path: string, x: ValueId) =>
  net.layer("conv", path, x, { filters: 2, kernel: 1, bias: false });
const image = (net: TestNetwork, name = "x") => net.builder.input(name, ["N", 2, 3, 3]);

describe("fuse-elementwise", () => {
  it("moves a residual sum and its activation into the convolution that is computed last", () => {
    const net = new TestNetwork();
    const x = image(net);
    const [main, shortcut] = [conv(net, "conv1", x), conv(net, "shortcut", x)];
    net.builder.output("y", net.layer("relu", "relu1", net.join("add", "residual1", [main, shortcut])));
    expect(change(fuseElementwise, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        weight shortcut.weight = %2: f32[2, 2, 1, 1] he_normal(2, 2)
        %3: f32[N, 2, 3, 3] = conv(%0, %1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // conv1
        %4: f32[N, 2, 3, 3] = conv(%0, %2, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // shortcut
        %5: f32[N, 2, 3, 3] = add(%3, %4)  // residual1
        %6: f32[N, 2, 3, 3] = relu(%5)  // relu1
        output y = %6
      --> fuse-elementwise
      graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        weight shortcut.weight = %2: f32[2, 2, 1, 1] he_normal(2, 2)
        %3: f32[N, 2, 3, 3] = conv(%0, %1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // conv1
        %4: f32[N, 2, 3, 3] = conv(%0, %2, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal) then max((%3 + it), 0)  // shortcut
        output y = %4
      "
    `);
  });

  it("moves a producer behind an operand that is defined after it", () => {
    const net = new TestNetwork();
    const x = image(net);
    const main = conv(net, "conv1", x);
    const pooled = net.layer("maxpool", "maxpool1", x, { kernel: 1 });
    net.builder.output("y", net.join("add", "residual1", [main, pooled]));
    expect(change(fuseElementwise, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        %2: f32[N, 2, 3, 3] = conv(%0, %1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // conv1
        %3: f32[N, 2, 3, 3] = maxpool(%0, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], ceil: false)  // maxpool1
        %4: f32[N, 2, 3, 3] = add(%2, %3)  // residual1
        output y = %4
      --> fuse-elementwise
      graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        %2: f32[N, 2, 3, 3] = maxpool(%0, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], ceil: false)  // maxpool1
        %3: f32[N, 2, 3, 3] = conv(%0, %1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal) then it + %2  // conv1
        output y = %3
      "
    `);
  });

  it("aligns the vectors of a normalisation along the channels", () => {
    const net = new TestNetwork();
    net.builder.output("y", net.layer("batchnorm", "norm", net.layer("tanh", "tanh1", image(net))));
    expect(change(fuseElementwise, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 2, 3, 3]
        weight norm.weight = %1: f32[2] fill(1)
        weight norm.bias = %2: f32[2] fill(0)
        buffer norm.running_mean = %3: f32[2] fill(0)
        buffer norm.running_var = %4: f32[2] fill(1)
        %5: f32[N, 2, 3, 3] = tanh(%0)  // tanh1
        %6: f32[N, 2, 3, 3] = batchnorm(%5, %1, %2, %3, %4, epsilon: 0.00001, momentum: 0.1)  // norm
        output y = %6
      --> fuse-elementwise
      graph net
        input x = %0: f32[N, 2, 3, 3]
        weight norm.weight = %1: f32[2] fill(1)
        weight norm.bias = %2: f32[2] fill(0)
        buffer norm.running_mean = %3: f32[2] fill(0)
        buffer norm.running_var = %4: f32[2] fill(1)
        %5: f32[N, 2, 3, 3] = tanh(%0) then (((it - %3[c]) / sqrt((%4[c] + 0.00001))) * %1[c]) + %2[c]  // tanh1
        output y = %5
      "
    `);
  });

  it("joins a chain into one node", () => {
    const net = new TestNetwork();
    const chain = ["tanh", "sigmoid", "relu"].reduce((x, op) => net.layer(op, op, x), image(net));
    net.builder.output("y", chain);
    expect(apply(fuseElementwise, net.builder.finish("net")).nodes).toHaveLength(1);
  });

  it("leaves a value that is an output", () => {
    const net = new TestNetwork();
    const y = conv(net, "conv1", image(net));
    net.builder.output("raw", y);
    net.builder.output("y", net.layer("relu", "relu1", y));
    expectUnchanged(fuseElementwise, net.builder.finish("net"));
  });

  it("leaves a value that is read twice, by one node or by two", () => {
    const net = new TestNetwork();
    const first = conv(net, "conv1", image(net));
    net.builder.output("y", net.join("add", "twice", [first, first]));
    const second = conv(net, "conv2", first);
    net.builder.output("z", net.layer("relu", "relu1", second));
    net.builder.output("t", net.layer("tanh", "tanh1", second));
    expectUnchanged(fuseElementwise, net.builder.finish("net"));
  });

  it("leaves a producer that is smaller than the result", () => {
    const net = new TestNetwork();
    const small = net.layer("tanh", "tanh1", net.builder.input("small", ["N", 2, 1, 1]));
    net.builder.output("y", net.join("add", "residual1", [small, image(net)]));
    expectUnchanged(fuseElementwise, net.builder.finish("net"));
  });

  it("fuses into the producer that has the result's shape where the other is broadcast", () => {
    const net = new TestNetwork();
    const main = conv(net, "conv1", image(net));
    const small = net.layer("tanh", "tanh1", net.builder.input("small", ["N", 2, 1, 1]));
    net.builder.output("y", net.join("add", "residual1", [main, small]));
    expect(apply(fuseElementwise, net.builder.finish("net")).nodes.map(({ op }) => op)).toEqual([
      "tanh",
      "conv",
    ]);
  });

  it("leaves load-time work out of what runs a batch", () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    const init = { initialiser: { kind: "fill", value: 1 }, trainable: true } as const;
    const weight = net.builder.weight({ path: "scale", shape: [1, 2, 3, 3], ...init, origin });
    const doubled = node.apply("neg", {}, [node.apply("expand", { shape: [-1, 2, 3, 3] }, [weight])]);
    net.builder.output("y", node.apply("mul", {}, [image(net), doubled]));
    expectUnchanged(fuseElementwise, net.builder.finish("net"));
  });

  it("leaves pooling, concatenations and other operators that are no contraction", () => {
    const net = new TestNetwork();
    const pooled = net.layer("maxpool", "maxpool1", image(net), { kernel: 2 });
    net.builder.output("y", net.layer("relu", "relu1", net.join("concat", "concat1", [pooled, pooled])));
    net.builder.output(
      "z",
      net.layer("relu", "relu2", net.layer("softmax", "s", net.builder.input("v", ["N", 3]))),
    );
    expectUnchanged(fuseElementwise, net.builder.finish("net"));
  });

  it("never fuses a vector along the channels into its producer", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2]);
    const vectors = ["weight", "bias", "mean"].map((name) => net.builder.input(name, [2]));
    const variance = net.builder.at(origin).apply("neg", {}, [net.builder.input("var", [2])]);
    const attributes = { epsilon: 1e-5, momentum: 0.1 };
    const inputs = [x, ...vectors, variance];
    net.builder.output("y", net.builder.at(origin).apply("batchnorm", attributes, inputs));
    expectUnchanged(fuseElementwise, net.builder.finish("net"));
  });

  it("keeps expressions short in a long chain, so that nothing recurses over its length", () => {
    const net = new TestNetwork();
    let x = image(net);
    for (let layer = 1; layer <= 20_000; layer += 1) x = net.layer("relu", `relu${layer}`, x);
    net.builder.output("y", x);
    const { nodes } = apply(fuseElementwise, net.builder.finish("net"));
    expect(nodes.length).toBeLessThan(1000);
    const terms = nodes.map(({ epilogue }) => (epilogue ? termsIn(epilogue.expression) : 0));
    expect(Math.max(...terms)).toBeLessThanOrEqual(100);
  });
});
