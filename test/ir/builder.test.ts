import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/ir/builder.js";
import { Problem } from "../../src/ir/operator.js";
import { operators } from "../../src/ops/index.js";

const origin = { path: "layer", blocks: [] };

describe("GraphBuilder", () => {
  it("types results by the operators' shape rules", () => {
    const builder = new GraphBuilder(operators);
    const x = builder.input("x", ["N", 2, 3]);
    const flat = builder.at(origin).apply("flatten", {}, [x]);
    expect(builder.typeOf(flat)).toEqual({ dtype: "f32", shape: ["N", 6] });
  });

  it("gives the shape rule the operator's own inputs only", () => {
    const builder = new GraphBuilder(operators);
    const x = builder.input("x", ["N", 2]);
    const other = builder.input("other", ["N", 2]);
    const epilogue = { expression: { kind: "input", index: 1 }, operands: ["trailing"] } as const;
    const results = builder.node({ op: "relu", attributes: {}, inputs: [x, other], epilogue, origin });
    expect(results.map((value) => builder.typeOf(value).shape)).toEqual([["N", 2]]);
  });

  it("returns the problem of a node that cannot be, and adds nothing", () => {
    const builder = new GraphBuilder(operators);
    const inputs = [builder.input("x", ["N", 2]), builder.input("y", ["N", 3])];
    const problem = builder.tryNode({ op: "add", attributes: {}, inputs, origin });
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ code: "CNN0304" });
    expect(builder.finish("net")).toMatchObject({ nodes: [], values: [{}, {}] });
    expect(() => builder.at(origin).apply("add", {}, inputs)).toThrow("add at layer: add of [2] and [3]");
  });

  it("refuses values and operators that do not exist", () => {
    const builder = new GraphBuilder(operators);
    expect(() => builder.typeOf(0)).toThrow("value %0 does not exist");
    expect(() => builder.at(origin).apply("relu", {}, [7])).toThrow("value %7 does not exist");
    expect(() => builder.at(origin).apply("warp", {}, [])).toThrow("operator warp does not exist");
  });

  it("keeps what it is told of inputs, weights, outputs and taps", () => {
    const builder = new GraphBuilder(operators);
    const picture = { channels: "gray", resize: 0, range: [0, 1], mean: [0], std: [1] } as const;
    const x = builder.input("x", ["N", 1], { picture, training: true });
    const weight = {
      path: "scale",
      initialiser: { kind: "fill", value: 1 },
      trainable: false,
      origin,
    } as const;
    const value = builder.weight({ ...weight, shape: [1] });
    builder.output("y", x, { kind: "training" }, "the input itself");
    builder.tap("stage.x", x, "on the way");
    expect(builder.finish("net", "Nothing.")).toEqual({
      name: "net",
      doc: "Nothing.",
      values: [
        { dtype: "f32", shape: ["N", 1] },
        { dtype: "f32", shape: [1] },
      ],
      inputs: [{ name: "x", value: x, training: true, picture }],
      weights: [{ ...weight, value }],
      nodes: [],
      outputs: [{ name: "y", value: x, role: { kind: "training" }, doc: "the input itself" }],
      taps: [{ name: "stage.x", value: x, doc: "on the way" }],
    });
  });
});
