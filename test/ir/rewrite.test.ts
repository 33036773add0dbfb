import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/ir/graph.js";
import { printGraph } from "../../src/ir/print.js";
import { rewrite, usesOf } from "../../src/ir/rewrite.js";
import { operators } from "../../src/ops/index.js";
import { TestNetwork } from "../support/test-network.js";

/** `y = tanh(relu(dense(x)))`, and the dense layer's result as an output for training. */
function example(): Graph {
  const net = new TestNetwork();
  const sum = net.layer("dense", "dense1", net.builder.input("x", ["N", 2]), { units: 2 });
  net.builder.output("sum", sum, { kind: "training" }, "before the activation");
  net.builder.output("y", net.layer("tanh", "tanh1", net.layer("relu", "relu1", sum)));
  return net.builder.finish("net", "An example.");
}

describe("rewrite", () => {
  it("copies a graph, with its documentation, roles and origins", () => {
    const copy = rewrite(example(), operators, () => "keep");
    expect(copy).toEqual({ ...example(), values: copy.values, weights: copy.weights });
  });

  it("replaces results, and drops what nothing asks for", () => {
    const shorter = rewrite(example(), operators, (node, { builder, values }) => {
      if (node.op === "relu") return "drop";
      if (node.op !== "tanh") return "keep";
      const [sum = -1] = values(example().nodes[0]?.results ?? []);
      return [builder.at(node.origin).apply("sigmoid", {}, [sum])];
    });
    expect(printGraph(shorter)).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 2]
        weight dense1.weight = %1: f32[2, 2] he_normal(2, 2)
        weight dense1.bias = %2: f32[2] fill(0)
        %3: f32[N, 2] = dense(%0, %1, %2, units: 2, bias: true, init: he_normal)  // dense1
        %4: f32[N, 2] = sigmoid(%3)  // tanh1
        training sum = %3
        output y = %4
      "
    `);
  });

  it("says which value was dropped where something does ask", () => {
    const drop = () => rewrite(example(), operators, ({ op }) => (op === "relu" ? "drop" : "keep"));
    expect(drop).toThrow(/^value %\d was dropped, but is used$/);
  });

  it("leaves out weights, and adds to the finished copy", () => {
    const graph = rewrite(
      example(),
      operators,
      (node, { value, graph: old }) => (node.op === "dense" ? [value(old.inputs[0]?.value ?? -1)] : "keep"),
      () => false,
      ({ builder, value, graph: old }) => {
        builder.output("input", value(old.inputs[0]?.value ?? -1));
      },
    );
    expect(graph.weights).toEqual([]);
    expect(graph.outputs.map(({ name, value }) => [name, value])).toEqual([
      ["sum", 0],
      ["y", 2],
      ["input", 0],
    ]);
  });
});

describe("usesOf", () => {
  it("lists a node once for each time that it reads a value", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2]);
    const twice = net.join("add", "twice", [x, x]);
    net.builder.output("y", net.join("add", "again", [twice, x]));
    const uses = usesOf(net.builder.finish("net"));
    expect(uses.get(x)?.map(({ origin }) => origin.path)).toEqual(["twice", "twice", "again"]);
    expect(uses.get(twice)).toHaveLength(1);
    expect(uses.has(2)).toBe(false);
  });
});
