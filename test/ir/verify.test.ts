import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/ir/builder.js";
import type { Graph, Node, TensorType } from "../../src/ir/graph.js";
import { input } from "../../src/ir/scalar.js";
import { verify } from "../../src/ir/verify.js";
import { operators } from "../../src/ops/index.js";

/** `y = relu(dense(x))`: %0 is x, %1 and %2 the weights, %3 the sum, %4 the result. */
function sound(): Graph {
  const builder = new GraphBuilder(operators);
  const x = builder.input("x", ["N", 3]);
  const weights = [
    ["weight", [2, 3]],
    ["bias", [2]],
  ] as const;
  const slots = weights.map(([name, shape]) =>
    builder.weight({
      path: `dense1.${name}`,
      shape,
      initialiser: { kind: "fill", value: 0 },
      trainable: true,
      origin: { path: "dense1", blocks: [] },
    }),
  );
  const attributes = { units: 2, bias: true, init: "he_normal" };
  const sum = builder.at({ path: "dense1", blocks: [] }).apply("dense", attributes, [x, ...slots]);
  builder.output("y", builder.at({ path: "relu1", blocks: [] }).apply("relu", {}, [sum]));
  return builder.finish("net");
}

/** The graph with other nodes; `change` gets the dense layer and the activation. */
function withNodes(change: (dense: Node, relu: Node) => readonly Node[]): Graph {
  const graph = sound();
  const [dense, relu] = graph.nodes;
  if (dense === undefined || relu === undefined) throw new Error("two nodes are expected");
  return { ...graph, nodes: change(dense, relu) };
}

function withType(value: number, type: TensorType): Graph {
  const graph = sound();
  return { ...graph, values: graph.values.with(value, type) };
}

const findings: readonly (readonly [string, Graph, readonly string[]])[] = [
  ["a sound graph", sound(), []],
  [
    "a node before its operands",
    withNodes((dense, relu) => [relu, dense]),
    ["relu at relu1 reads %3 before it is defined"],
  ],
  [
    "a value with two definitions",
    withNodes((dense, relu) => [dense, relu, { ...relu, origin: { path: "again", blocks: [] } }]),
    ["%4 is defined twice, the second time by relu at again"],
  ],
  [
    "an input that is a weight too",
    { ...sound(), inputs: [...sound().inputs, { name: "w", value: 1, training: false }] },
    ["%1 is defined twice, the second time by weight dense1.weight"],
  ],
  [
    "a value without a type",
    { ...sound(), values: sound().values.slice(0, 4) },
    [
      "relu at relu1: result 0 is missing, the shape rule says f32[N, 2]",
      "%4, defined by relu at relu1, has no type",
    ],
  ],
  [
    "an operand without a type",
    { ...sound(), inputs: [{ name: "x", value: 9, training: false }], nodes: [], outputs: [] },
    ["%9, defined by input x, has no type"],
  ],
  [
    "two weights of one name",
    { ...sound(), weights: sound().weights.map((weight) => ({ ...weight, path: "w" })) },
    ["two weights are called w"],
  ],
  [
    "a weight with a batch axis",
    withType(2, { dtype: "f32", shape: ["N"] }),
    [
      "weight dense1.bias has a batch axis",
      "dense at dense1: dense needs weights [2, 3], [2], but gets [2, 3], []",
    ],
  ],
  [
    "an unknown operator",
    withNodes((dense, relu) => [dense, { ...relu, op: "warp" }]),
    ["warp at relu1: there is no such operator"],
  ],
  [
    "operands that the shape rule refuses",
    withNodes((dense, relu) => [{ ...dense, attributes: { ...dense.attributes, units: 5 } }, relu]),
    ["dense at dense1: dense needs weights [5, 3], [5], but gets [2, 3], [2]"],
  ],
  [
    "a result of another shape",
    withType(4, { dtype: "f32", shape: ["N", 7] }),
    ["relu at relu1: result 0 is f32[N, 7], the shape rule says f32[N, 2]"],
  ],
  [
    "a result of another type of number",
    withType(4, { dtype: "i32", shape: ["N", 2] }),
    ["relu at relu1: result 0 is i32[N, 2], the shape rule says f32[N, 2]"],
  ],
  [
    "too few results",
    withNodes((dense, relu) => [dense, { ...relu, results: [] }]),
    ["relu at relu1 has 0 results instead of 1", "output y is %4, which is not defined"],
  ],
  [
    "an epilogue operand that does not broadcast to the result",
    withNodes((dense, relu) => {
      const epilogue = { expression: input(1), operands: ["trailing"] } as const;
      return [dense, { ...relu, inputs: [...relu.inputs, 0], epilogue }];
    }),
    ["relu at relu1: epilogue operand 0 is [N, 3]"],
  ],
  [
    "an epilogue operand larger than the result",
    withNodes((dense, relu) => {
      const epilogue = { expression: input(1), operands: ["trailing"] } as const;
      const slim = { ...relu, inputs: [2, 3], results: [5], epilogue };
      return [dense, relu, slim];
    }),
    [
      "relu at relu1: result 0 is missing, the shape rule says f32[2]",
      "relu at relu1: epilogue operand 0 is [N, 2]",
      "%5, defined by relu at relu1, has no type",
    ],
  ],
  [
    "an epilogue operand that is no vector along the channels",
    withNodes((dense, relu) => {
      const epilogue = { expression: input(1), operands: ["channel", "channel"] } as const;
      return [dense, { ...relu, inputs: [...relu.inputs, 2, 1], epilogue }];
    }),
    ["relu at relu1: epilogue operand 1 is [2, 3]"],
  ],
  [
    "an output of nothing",
    { ...sound(), outputs: [{ name: "y", value: 8, role: { kind: "output" }, doc: "" }] },
    ["output y is %8, which is not defined"],
  ],
];

describe("verify", () => {
  it.each(findings)("reports %s", (_, graph, expected) => {
    expect(verify(graph, operators)).toEqual(expected);
  });

  it("reports an epilogue on a node with several results", () => {
    const relu = operators.get("relu");
    if (relu === undefined) throw new Error("operator relu does not exist");
    const split = new Map(operators).set("relu", {
      ...relu,
      shape: (_, [type]) => (type ? [type, type] : []),
    });
    const epilogue = { expression: input(0), operands: [] };
    const graph = withNodes((dense, node) => [dense, { ...node, results: [4, 5], epilogue }]);
    const values = [...graph.values, { dtype: "f32", shape: ["N", 2] } as const];
    expect(verify({ ...graph, values }, split)).toEqual(["relu at relu1 has an epilogue and 2 results"]);
  });
});
