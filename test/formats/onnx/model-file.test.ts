import { create, fromBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { modelFile, readModelFile } from "../../../src/formats/onnx/model-file.js";
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from "../../../src/formats/onnx/onnx_pb.js";

const model = create(ModelProtoSchema, {
  irVersion: 8n,
  opsetImport: [{ domain: "", version: 17n }],
});
const graph = create(GraphProtoSchema, {
  name: "net",
  node: [{ name: "relu1", opType: "Relu", input: ["x"], output: ["y"] }],
});
const bytes = Uint8Array.of(0, 0, 128, 63);
const tensor = {
  header: create(TensorProtoSchema, { name: "conv1.weight", dims: [1n], dataType: 1 }),
  size: bytes.length,
  parts: () => [bytes],
};

test("a file in parts is the message with the tensors inside, which are not copied", () => {
  const { size, parts } = modelFile(model, graph, [tensor]);
  const chunks = [...parts];
  expect(chunks).toContain(bytes);
  const file = Buffer.concat(chunks);
  expect(file).toHaveLength(size);
  const whole = fromBinary(ModelProtoSchema, file);
  expect(whole.irVersion).toBe(8n);
  expect(whole.graph?.node.map(({ opType }) => opType)).toEqual(["Relu"]);
  expect(whole.graph?.initializer.map(({ name, rawData }) => [name, [...rawData]])).toEqual([
    ["conv1.weight", [...bytes]],
  ]);
});

test("every cut of a file is read or refused, never thrown", () => {
  const file = Buffer.concat([...modelFile(model, graph, [tensor]).parts]);
  const refused = file.map((_, length) =>
    "code" in readModelFile(file.subarray(0, length), "m.onnx") ? 1 : 0,
  );
  expect(refused.filter((refusal) => refusal === 1).length).toBeGreaterThan(file.length / 2);
  expect(readModelFile(file, "m.onnx")).toMatchObject({ irVersion: 8n });
});

test("graphs nested deeper than any are refused", () => {
  // Built from the inside out: graph.node[0].attribute[0].g, each with the length of what follows.
  const heads: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < 50_000; level += 1) {
    for (const tag of [0x32, 0x2a, 0x0a]) {
      const head = Buffer.concat([Buffer.of(tag), varint(length)]);
      heads.push(head);
      length += head.length;
    }
  }
  const file = Buffer.concat([Buffer.of(0x3a), varint(length), ...heads.reverse()]);
  expect(readModelFile(file, "m.onnx")).toMatchObject({ code: "CNN0601" });
});

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}
