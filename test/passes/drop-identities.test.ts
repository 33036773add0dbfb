import { describe, expect, it } from "vitest";
import { input, neg } from "../../src/ir/scalar.js";
import { dropIdentities } from "../../src/passes/drop-identities.js";
import { TestNetwork } from "../support/test-network.js";
import { change, expectUnchanged } from "./apply.js";

const origin = { path: "layer", blocks: [] };

describe("drop-identities", () => {
  it("joins what is before a dropout to what is after it", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4]);
    const dropped = net.layer("dropout", "dropout1", net.layer("identity", "identity1", x), { rate: 0.25 });
    net.builder.output("y", net.layer("relu", "relu1", dropped));
    expect(change(dropIdentities, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 4]
        %1: f32[N, 4] = identity(%0)  // identity1
        %2: f32[N, 4] = dropout(%1, rate: 0.25)  // dropout1
        %3: f32[N, 4] = relu(%2)  // relu1
        output y = %3
      --> drop-identities
      graph net
        input x = %0: f32[N, 4]
        %1: f32[N, 4] = relu(%0)  // relu1
        output y = %1
      "
    `);
  });

  it("makes an output of its input where nothing else is left", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4]);
    net.builder.output("y", net.layer("dropout", "dropout1", x));
    expect(change(dropIdentities, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 4]
        %1: f32[N, 4] = dropout(%0, rate: 0.5)  // dropout1
        output y = %1
      --> drop-identities
      graph net
        input x = %0: f32[N, 4]
        output y = %0
      "
    `);
  });

  it("keeps an identity that computes something after all", () => {
    const net = new TestNetwork();
    const inputs = [net.builder.input("x", ["N", 4])];
    const epilogue = { expression: neg(input(0)), operands: [] };
    const [y = -1] = net.builder.node({ op: "identity", attributes: {}, inputs, epilogue, origin });
    net.builder.output("y", y);
    expectUnchanged(dropIdentities, net.builder.finish("net"));
  });

  it("keeps a flatten of what is flat: another operator's business", () => {
    const net = new TestNetwork();
    net.builder.output("y", net.layer("flatten", "flatten1", net.builder.input("x", ["N", 4])));
    expectUnchanged(dropIdentities, net.builder.finish("net"));
  });
});
