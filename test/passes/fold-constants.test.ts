import { describe, expect, it } from "vitest";
import { elements } from "../../src/ir/graph.js";
import { foldConstants } from "../../src/passes/fold-constants.js";
import { TestNetwork } from "../support/test-network.js";
import { change, expectUnchanged } from "./apply.js";

const origin = { path: "layer", blocks: [] };

function constant(net: TestNetwork, shape: readonly number[], data?: readonly number[]): number {
  const filled = data ?? Array.from({ length: elements(shape) }, (_, index) => index);
  return net.builder.at(origin).apply("constant", { shape, data: filled }, []);
}

describe("fold-constants", () => {
  it("evaluates a chain of constants, and nothing of what depends on an input", () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    const x = net.builder.input("x", ["N", 2]);
    const root = node.apply("sqrt", {}, [constant(net, [2], [4, 9])]);
    net.builder.output("y", node.apply("mul", {}, [x, node.apply("neg", {}, [root])]));
    expect(change(foldConstants, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 2]
        %1: f32[2] = constant(shape: [2], data: [4, 9])  // layer
        %2: f32[2] = sqrt(%1)  // layer
        %3: f32[2] = neg(%2)  // layer
        %4: f32[N, 2] = mul(%0, %3)  // layer
        output y = %4
      --> fold-constants
      graph net
        input x = %0: f32[N, 2]
        %1: f32[2] = constant(shape: [2], data: [4, 9])  // layer
        %2: f32[2] = constant(shape: [2], data: [2, 3])  // layer
        %3: f32[2] = constant(shape: [2], data: [-2, -3])  // layer
        %4: f32[N, 2] = mul(%0, %3)  // layer
        output y = %4
      "
    `);
  });

  it("keeps numbers that are none", () => {
    const net = new TestNetwork();
    const ratio = [constant(net, [4], [1, -1, 0, -0]), constant(net, [1], [0])];
    net.builder.output("y", net.builder.at(origin).apply("div", {}, ratio));
    expect(change(foldConstants, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        %0: f32[4] = constant(shape: [4], data: [1, -1, 0, 0])  // layer
        %1: f32[1] = constant(shape: [1], data: [0])  // layer
        %2: f32[4] = div(%0, %1)  // layer
        output y = %2
      --> fold-constants
      graph net
        %0: f32[4] = constant(shape: [4], data: [1, -1, 0, 0])  // layer
        %1: f32[1] = constant(shape: [1], data: [0])  // layer
        %2: f32[4] = constant(shape: [4], data: [Infinity, -Infinity, NaN, NaN])  // layer
        output y = %2
      "
    `);
  });

  it("leaves weights to the file, and a node with only some operands known", () => {
    const net = new TestNetwork();
    const init = { initialiser: { kind: "fill", value: 1 }, trainable: true } as const;
    const weight = net.builder.weight({ path: "scale", shape: [2], ...init, origin });
    net.builder.output("y", net.builder.at(origin).apply("mul", {}, [weight, constant(net, [2])]));
    expectUnchanged(foldConstants, net.builder.finish("net"));
  });

  it("leaves what would print thousands of numbers, and what repeats along the batch", () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    net.builder.output("wide", node.apply("expand", { shape: [65, 64] }, [constant(net, [1, 64])]));
    net.builder.output("tall", node.apply("expand", { shape: [-1, 2] }, [constant(net, [2])]));
    expectUnchanged(foldConstants, net.builder.finish("net"));
  });
});
