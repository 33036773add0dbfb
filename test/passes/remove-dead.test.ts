import { describe, expect, it } from "vitest";
import { printGraph } from "../../src/ir/print.js";
import { operators } from "../../src/ops/index.js";
import { inferenceView, trainingWeights } from "../../src/passes/inference.js";
import { removeDead } from "../../src/passes/remove-dead.js";
import { TestNetwork } from "../support/test-network.js";
import { change, expectUnchanged } from "./apply.js";

/** A network with a second path, whose end is a training output or nothing. */
function withSecondPath(end: "training" | "unused") {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 4]);
  const features = net.layer("relu", "relu1", x);
  const head = net.layer("dense", "aux", net.layer("tanh", "tanh1", features), { units: 2 });
  if (end === "training") net.builder.output("aux", head, { kind: "training" });
  net.builder.output("y", net.layer("sigmoid", "sigmoid1", features));
  return net.builder.finish("net");
}

describe("remove-dead", () => {
  it("removes what no output needs, but not its weights", () => {
    expect(change(removeDead, withSecondPath("unused"))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 4]
        weight aux.weight = %1: f32[2, 4] he_normal(4, 2)
        weight aux.bias = %2: f32[2] fill(0)
        %3: f32[N, 4] = relu(%0)  // relu1
        %4: f32[N, 4] = tanh(%3)  // tanh1
        %5: f32[N, 2] = dense(%4, %1, %2, units: 2, bias: true, init: he_normal)  // aux
        %6: f32[N, 4] = sigmoid(%3)  // sigmoid1
        output y = %6
      --> remove-dead
      graph net
        input x = %0: f32[N, 4]
        weight aux.weight = %1: f32[2, 4] he_normal(4, 2)
        weight aux.bias = %2: f32[2] fill(0)
        %3: f32[N, 4] = relu(%0)  // relu1
        %4: f32[N, 4] = sigmoid(%3)  // sigmoid1
        output y = %4
      "
    `);
  });

  it("keeps what any output needs", () => {
    expectUnchanged(removeDead, withSecondPath("training"));
  });
});

describe("the inference view", () => {
  it("has the outputs of inference, and neither nodes nor weights of others", () => {
    const graph = withSecondPath("training");
    expect(trainingWeights(graph).map(({ path }) => path)).toEqual(["aux.weight", "aux.bias"]);
    expect(printGraph(inferenceView(graph, operators))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 4]
        %1: f32[N, 4] = relu(%0)  // relu1
        %2: f32[N, 4] = sigmoid(%1)  // sigmoid1
        output y = %2
      "
    `);
  });

  it("is the graph itself where there is nothing else", () => {
    const graph = withSecondPath("unused");
    expect(inferenceView(graph, operators)).toBe(graph);
    expect(trainingWeights(graph)).toEqual([]);
  });
});
