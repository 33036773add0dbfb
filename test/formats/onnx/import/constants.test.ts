import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
} from "../../../../src/formats/onnx/onnx_pb.js";
import { operators } from "../../../../src/ops/index.js";
import { run } from "../../../../src/reference/run.js";
import { findingsIn } from "./findings.js";
import { imported, tensorsOf } from "./imported.js";

type Node = MessageInitShape<typeof NodeProtoSchema>;
type Constant = MessageInitShape<typeof TensorProtoSchema>;

const wholes = (name: string, ...data: readonly number[]): Constant => {
  const int64 = BigInt64Array.from(data, BigInt);
  return { name, dims: [BigInt(data.length)], dataType: 7, rawData: new Uint8Array(int64.buffer) };
};
const floats = (name: string, dims: readonly number[], ...data: readonly number[]): Constant => {
  const bytes = new Uint8Array(Float32Array.from(data).buffer);
  return { name, dims: dims.map(BigInt), dataType: 1, rawData: bytes };
};
const whole = (name: string, i: number) => ({ name, type: AttributeType.INT, i: BigInt(i) });
const node = (
  opType: string,
  input: readonly string[],
  ...attribute: readonly ReturnType<typeof whole>[]
): Node => {
  return { opType, input: [...input], output: [opType], attribute: [...attribute] };
};

/** A model of inputs of these extents, whose output is what the last node makes. */
function model(
  extents: Readonly<Record<string, readonly number[]>>,
  initializer: readonly Constant[],
  ...nodes: readonly Node[]
): Uint8Array {
  const port = ([name, dims]: readonly [string, readonly number[]]) => {
    const dim = dims.map((value) => ({ value: { case: "dimValue" as const, value: BigInt(value) } }));
    return { name, type: { value: { case: "tensorType" as const, value: { elemType: 1, shape: { dim } } } } };
  };
  const output = { name: nodes.at(-1)?.opType ?? "" };
  const graph = {
    ...{ name: "g", node: [...nodes], initializer: [...initializer] },
    ...{ input: Object.entries(extents).map(port), output: [output] },
  };
  const parts = { irVersion: 8n, opsetImport: [{ domain: "", version: 17n }], graph };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, parts));
}

/** What a sum of zeros and a constant is. */
function added(initializer: readonly Constant[], ...nodes: readonly Node[]): readonly number[] {
  const last = nodes.at(-1)?.opType ?? "";
  const file = model(
    { x: [1, 3] },
    initializer,
    ...nodes,
    node("Cast", [last], whole("to", 1)),
    node("Add", ["x", "Cast"]),
  );
  const result = imported(file);
  const inputs = new Map([["x", { shape: [1, 3], data: new Float64Array(3) }]]);
  const computed = run(result.graph, operators, { inputs, weights: tensorsOf(result) });
  return [...(computed.get("Add")?.data ?? [])];
}

describe("constants are computed as ONNX does", () => {
  const [a, b] = [wholes("a", -7, 7, -7), wholes("b", 3, -3, -3)];

  test("the remainder has the sign of the divisor, with fmod that of the dividend", () => {
    expect(added([a, b], node("Mod", ["a", "b"]))).toEqual([2, -2, -1]);
    expect(added([a, b], node("Mod", ["a", "b"], whole("fmod", 1)))).toEqual([-1, 1, -1]);
  });

  test("whole numbers are divided towards zero, and the power of one is one", () => {
    expect(added([a, b], node("Div", ["a", "b"]))).toEqual([-2, -2, 2]);
    expect(added([wholes("c", 2, 3, 4), floats("d", [1], 0.5)], node("Pow", ["c", "d"]))).toEqual([1, 1, 2]);
  });
});

describe("what would be passed over is refused", () => {
  const messages = (file: Uint8Array): string =>
    findingsIn(file)
      .map(({ message }) => message)
      .join("\n");
  const none = messages(model({ x: [1, 3] }, [], node("Relu", ["x"])));

  test.each([
    [
      "an attribute of a constant",
      model(
        { x: [1, 3] },
        [wholes("a", 1), wholes("b", 2)],
        node("Add", ["a", "b"], whole("axis", 0)),
        node("Tile", ["x", "Add"]),
      ),
      'its attribute "axis"',
    ],
    [
      "a cast that rounds to 16 bits",
      model(
        { x: [1, 3] },
        [floats("a", [1], 0.1)],
        node("Cast", ["a"], whole("to", 10)),
        node("Add", ["x", "Cast"]),
      ),
      "a cast to type 10",
    ],
    [
      "a cast to the type of a constant",
      model({ x: [1, 3] }, [wholes("a", 1)], node("CastLike", ["x", "a"])),
      "a cast to the type of a constant while the network runs",
    ],
    [
      "a batch of two extents",
      model({ x: [1, 3], y: [2, 3] }, [], node("Add", ["x", "y"])),
      'input "y": its first extent is 2, and that of an input before it 1; both would be the batch',
    ],
    [
      "a convolution by an input",
      model({ x: [1, 1, 5, 5], y: [1, 1, 3, 3] }, [], node("Conv", ["x", "y"])),
      "its weight depends on the batch",
    ],
  ])("%s", (_, file, message) => {
    expect(none).toBe("");
    expect(messages(file)).toContain(message);
  });
});
