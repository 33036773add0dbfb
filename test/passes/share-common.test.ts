import { describe, expect, it } from "vitest";
import { add, input, mul, type Scalar } from "../../src/ir/scalar.js";
import { shareCommon } from "../../src/passes/share-common.js";
import { TestNetwork } from "../support/test-network.js";
import { apply, change, expectUnchanged } from "./apply.js";

const origin = { path: "layer", blocks: [] };

describe("share-common", () => {
  it("computes equal chains once", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4]);
    const branch = (path: string) =>
      net.layer("tanh", `${path}.tanh1`, net.layer("relu", `${path}.relu1`, x));
    net.builder.output("y", net.join("add", "residual1", [branch("left"), branch("right")]));
    expect(change(shareCommon, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 4]
        %1: f32[N, 4] = relu(%0)  // left.relu1
        %2: f32[N, 4] = tanh(%1)  // left.tanh1
        %3: f32[N, 4] = relu(%0)  // right.relu1
        %4: f32[N, 4] = tanh(%3)  // right.tanh1
        %5: f32[N, 4] = add(%2, %4)  // residual1
        output y = %5
      --> share-common
      graph net
        input x = %0: f32[N, 4]
        %1: f32[N, 4] = relu(%0)  // left.relu1
        %2: f32[N, 4] = tanh(%1)  // left.tanh1
        %3: f32[N, 4] = add(%2, %2)  // residual1
        output y = %3
      "
    `);
  });

  it("minds the order of operands only where it matters", () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    const [a, b] = [net.builder.input("a", ["N", 4]), net.builder.input("b", ["N", 4])];
    for (const op of ["add", "sub"]) {
      net.builder.output(`${op} ab`, node.apply(op, {}, [a, b]));
      net.builder.output(`${op} ba`, node.apply(op, {}, [b, a]));
    }
    expect(change(shareCommon, net.builder.finish("net"))).toMatchInlineSnapshot(`
      "graph net
        input a = %0: f32[N, 4]
        input b = %1: f32[N, 4]
        %2: f32[N, 4] = add(%0, %1)  // layer
        %3: f32[N, 4] = add(%1, %0)  // layer
        %4: f32[N, 4] = sub(%0, %1)  // layer
        %5: f32[N, 4] = sub(%1, %0)  // layer
        output add ab = %2
        output add ba = %3
        output sub ab = %4
        output sub ba = %5
      --> share-common
      graph net
        input a = %0: f32[N, 4]
        input b = %1: f32[N, 4]
        %2: f32[N, 4] = add(%0, %1)  // layer
        %3: f32[N, 4] = sub(%0, %1)  // layer
        %4: f32[N, 4] = sub(%1, %0)  // layer
        output add ab = %2
        output add ba = %2
        output sub ab = %3
        output sub ba = %4
      "
    `);
  });

  it("keeps layers with weights of their own, and layers whose attributes differ", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4, 4, 4]);
    ["first", "second"].forEach((path) => {
      net.builder.output(path, net.layer("conv", path, x, { filters: 2, kernel: 1 }));
    });
    [2, 3].forEach((kernel) => {
      net.builder.output(`pool${kernel}`, net.layer("maxpool", `pool${kernel}`, x, { kernel, stride: 1 }));
    });
    expectUnchanged(shareCommon, net.builder.finish("net"));
  });

  it("shares a layer that is applied twice with the same weights", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4]);
    const first = net.layer("dense", "dense1", x, { units: 2 });
    const weights = net.builder.finish("").weights.map(({ value }) => value);
    const second = net.layer("dense", "dense2", x, { units: 2 }, weights);
    net.builder.output("y", net.join("concat", "concat1", [first, second]));
    expect(apply(shareCommon, net.builder.finish("net")).nodes.map(({ op }) => op)).toEqual([
      "dense",
      "concat",
    ]);
  });

  it.each([
    [Infinity, -Infinity],
    [NaN, Infinity],
    [0, -0],
  ])("tells the constants %d and %d apart", (a, b) => {
    const net = new TestNetwork();
    [a, b].forEach((value, index) => {
      const data = { shape: [1], data: [value] };
      net.builder.output(`y${index}`, net.builder.at(origin).apply("constant", data, []));
    });
    expect(apply(shareCommon, net.builder.finish("net")).nodes).toHaveLength(2);
  });

  it("tells epilogues apart", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4]);
    const fused = (name: string, expression: Scalar) => {
      const epilogue = { expression, operands: ["trailing"] } as const;
      const [y = -1] = net.builder.node({ op: "relu", attributes: {}, inputs: [x, x], epilogue, origin });
      net.builder.output(name, y);
    };
    fused("sum", add(input(0), input(1)));
    fused("product", mul(input(0), input(1)));
    fused("sum again", add(input(0), input(1)));
    expect(apply(shareCommon, net.builder.finish("net")).outputs.map(({ value }) => value)).toEqual([
      1, 2, 1,
    ]);
  });
});
