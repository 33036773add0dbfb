import { expect, it } from "vitest";
import { printGraph } from "../../src/ir/print.js";
import { add, input, max, mul, neg } from "../../src/ir/scalar.js";
import { TestNetwork } from "../support/test-network.js";

it("prints a graph: inputs, weights, nodes with their epilogues, outputs with their roles", () => {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 2, 4]);
  const y = net.layer("conv", "stem", x, { filters: 2, kernel: 1, bias: false });
  const scale = net.builder.weight({
    path: "norm.running_mean",
    shape: [2],
    initialiser: { kind: "fill", value: 0.5 },
    trainable: false,
    origin: { path: "norm", blocks: [] },
  });
  const [z = -1] = net.builder.node({
    op: "maxpool",
    attributes: { kernel: [2], stride: [2], dilation: [1], padding: [0, 0], ceil: false },
    inputs: [y, scale, x],
    epilogue: {
      expression: max(add(input(0), mul(input(1), neg(input(0)))), input(2)),
      operands: ["channel", "trailing"],
    },
    origin: { path: "pool", blocks: [] },
  });
  net.builder.output("y", y);
  net.builder.output("aux", z, { kind: "training" });
  net.builder.output("mean", scale, { kind: "state", weight: "norm.running_mean" });
  expect(printGraph(net.builder.finish("net"))).toMatchInlineSnapshot(`
    "graph net
      input x = %0: f32[N, 2, 4]
      weight stem.weight = %1: f32[2, 2, 1] he_normal(2, 2)
      buffer norm.running_mean = %3: f32[2] fill(0.5)
      %2: f32[N, 2, 4] = conv(%0, %1, kernel: [1], stride: [1], dilation: [1], padding: [0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // stem
      %4: f32[N, 2, 2] = maxpool(%2, kernel: [2], stride: [2], dilation: [1], padding: [0, 0], ceil: false) then max((it + (%3[c] * -it)), %0)  // pool
      output y = %2
      training aux = %4
      state of norm.running_mean mean = %3
    "
  `);
});
