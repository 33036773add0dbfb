import { describe, expect, it } from "vitest";
import { inferenceView } from "../../src/passes/inference.js";
import { removeDead } from "../../src/passes/remove-dead.js";
import { TestNetwork } from "../support/test-network.js";
import { change, expectUnchanged } from "./apply.js";

function withAuxiliaryHead() {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 4]);
  const features = net.layer("relu", "relu1", x);
  const head = net.layer("dense", "aux", net.layer("tanh", "tanh1", features), { units: 2 });
  net.builder.output("aux", head, { kind: "training" });
  net.builder.output("y", net.layer("sigmoid", "sigmoid1", features));
  return net.builder.finish("net");
}

describe("remove-dead", () => {
  it("removes what only a training output needed, but not its weights", () => {
    expect(change(removeDead, inferenceView(withAuxiliaryHead()))).toMatchInlineSnapshot(`
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
    expectUnchanged(removeDead, withAuxiliaryHead());
  });
});

describe("the inference view", () => {
  it("has the outputs of inference only, and touches nothing else", () => {
    const graph = withAuxiliaryHead();
    const state = { name: "mean", value: 0, role: { kind: "state", weight: "aux.bias" }, doc: "" } as const;
    const view = inferenceView({ ...graph, outputs: [...graph.outputs, state] });
    expect(view.outputs.map(({ name }) => name)).toEqual(["y"]);
    expect(view).toEqual({ ...graph, outputs: view.outputs });
  });
});
