import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  type TensorProtoSchema,
} from "../../../../src/formats/onnx/onnx_pb.js";
import { findingsIn } from "./findings.js";

type Node = MessageInitShape<typeof NodeProtoSchema>;

const dims = (...extents: readonly bigint[]) => ({
  dim: extents.map((value) => ({ value: { case: "dimValue" as const, value } })),
});
const tensor = (name: string, ...extents: readonly bigint[]) => {
  return {
    name,
    type: { value: { case: "tensorType" as const, value: { elemType: 1, shape: dims(...extents) } } },
  };
};

const opsetImport = [
  { domain: "", version: 17n },
  { domain: "f", version: 1n },
];

/** A model of these nodes, from `x` to `y`. */
function model(
  node: readonly Node[],
  { functions = [], initializer = [], x = tensor("x", 1n, 4n) }: Parts = {},
): Uint8Array {
  const graph = {
    name: "g",
    node: [...node],
    input: [x],
    output: [tensor("y")],
    initializer: [...initializer],
  };
  const parts = { irVersion: 8n, opsetImport, graph, functions: [...functions] };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, parts));
}

interface Parts {
  readonly functions?: readonly ReturnType<typeof calls>[];
  readonly initializer?: readonly MessageInitShape<typeof TensorProtoSchema>[];
  readonly x?: ReturnType<typeof tensor>;
}

const call = (opType: string, input: string, output: string, domain = "f"): Node => {
  return { opType, domain, input: [input], output: [output] };
};
const relu = [call("Relu", "x", "y", "")];
const calls = (name: string, node: readonly Node[]) => {
  return {
    name,
    domain: "f",
    input: ["x"],
    output: ["y"],
    node: [...node],
    opsetImport: [{ domain: "f", version: 1n }],
  };
};

/** A graph in an attribute of a node of a graph, so many deep; written from the inside. */
function nested(depth: number): Uint8Array {
  const wrap = (field: number, bytes: Uint8Array): Uint8Array =>
    new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish();
  let graph: Uint8Array = new Uint8Array();
  for (let level = 0; level < depth; level += 1) {
    const attribute = wrap(AttributeProtoSchema.field.g.number, graph);
    graph = wrap(GraphProtoSchema.field.node.number, wrap(NodeProtoSchema.field.attribute.number, attribute));
  }
  return wrap(ModelProtoSchema.field.graph.number, graph);
}

const huge = 2n ** 40n;
const cases: Readonly<Record<string, Uint8Array>> = {
  "graphs nested 5,000 deep": nested(5_000),
  "a function that calls itself": model([call("again", "x", "y")], {
    functions: [calls("again", [call("again", "x", "y")])],
  }),
  "functions that double 60 times": model([call("f0", "x", "y")], {
    functions: Array.from({ length: 60 }, (_, index) =>
      calls(`f${index}`, [call(`f${index + 1}`, "x", "m"), call(`f${index + 1}`, "m", "y")]),
    ),
  }),
  "an input of 2^80 elements": model(relu, { x: tensor("x", 1n, huge, huge) }),
  "an input of a negative extent": model(relu, { x: tensor("x", 1n, -4n) }),
  "a weight that claims 2^80 elements": model([{ opType: "Add", input: ["x", "w"], output: ["y"] }], {
    initializer: [{ name: "w", dims: [huge, huge], dataType: 1, rawData: new Uint8Array(16) }],
  }),
  "a constant of 2^62 elements": model([
    {
      opType: "Constant",
      output: ["s"],
      attribute: [{ name: "value_ints", type: AttributeType.INTS, ints: [huge, 2n ** 22n] }],
    },
    { opType: "ConstantOfShape", input: ["s"], output: ["c"] },
    { opType: "Add", input: ["x", "c"], output: ["y"] },
  ]),
  "a range of 10^15 numbers": model([
    ...[
      ["a", 0n],
      ["b", 10n ** 15n],
      ["c", 1n],
    ].map(([name, value]) => {
      return {
        opType: "Constant",
        output: [String(name)],
        attribute: [{ name: "value_int", type: AttributeType.INT, i: value as bigint }],
      };
    }),
    { opType: "Range", input: ["a", "b", "c"], output: ["r"] },
    { opType: "Add", input: ["x", "r"], output: ["y"] },
  ]),
  "a value that is made of itself": model([call("Relu", "y", "y", "")]),
  "a value that nothing makes": model([call("Relu", "z", "y", "")]),
  "no graph": toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n })),
  nothing: new Uint8Array(),
};

describe("a model that asks for too much, or for nonsense", () => {
  test("stands against one that does not", () => {
    expect(findingsIn(model(relu))).toEqual([]);
  });

  test.each(Object.keys(cases))("is refused before time or memory is spent: %s", (name) => {
    const findings = findingsIn(cases[name] ?? new Uint8Array());
    expect(findings.map(({ code }) => code).filter((code) => !/^CNN0[36]/.test(code))).toEqual([]);
    expect(findings).not.toEqual([]);
  });
});
