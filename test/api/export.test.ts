import { fromBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { exportNetwork, type WeightSourceNow } from "../../src/api/export.js";
import { checkNetwork, type CheckedNetwork } from "../../src/api/network.js";
import { ModelProtoSchema } from "../../src/formats/onnx/onnx_pb.js";
import { littleEndianBytes, safetensorsHeader, type DescribedTensor } from "../../src/formats/safetensors.js";

const options = { opset: 17, file: "m.onnx", functions: false };

function networkOf(text: string): CheckedNetwork {
  const host = { readSource: () => text, readRuntime: () => "" };
  const { value } = checkNetwork(host, { entry: "m.cnn" });
  if (value === undefined) throw new Error("the network has errors");
  return value;
}

/** A file whose reads are counted. */
function fileOf(tensors: readonly DescribedTensor[], data: readonly Uint8Array[]) {
  const bytes = Buffer.concat([safetensorsHeader(tensors, {}), ...data]);
  const read: number[] = [];
  const source: WeightSourceNow = {
    size: bytes.length,
    read: (begin, end) => Promise.resolve(bytes.subarray(begin, end)),
    readNow: (begin, end) => {
      read.push(end - begin);
      return bytes.subarray(begin, end);
    },
  };
  return { source, read };
}

async function initializersOf(network: CheckedNetwork, weights: WeightSourceNow, names?: string) {
  const mapping = names === undefined ? undefined : { text: names, file: "names.json" };
  const file = { source: weights, name: "w.safetensors", names: mapping };
  const exported = await exportNetwork(network, file, "m.cnn", options);
  if (!("model" in exported)) throw new Error(exported.map(({ message }) => message).join("\n"));
  const parts = [...exported.model.parts];
  const { graph } = fromBinary(ModelProtoSchema, Buffer.concat(parts));
  const initializers = graph?.initializer.map(({ name, rawData }) => [name, [...rawData]]) ?? [];
  return { parts, initializers: Object.fromEntries(initializers) as Record<string, number[]> };
}

const floats = (...values: readonly number[]): number[] => [...littleEndianBytes(Float32Array.from(values))];

test("weights of other types and names become float32 under their paths", async () => {
  const tensors = [
    { name: "fc.bias", dtype: "F64", shape: [2], bytes: 16 },
    { name: "fc.weight", dtype: "BF16", shape: [2, 1], bytes: 4 },
  ];
  const { source } = fileOf(tensors, [
    new Uint8Array(Float64Array.of(0.1, -3).buffer),
    Uint8Array.of(0x80, 0x3f, 0x20, 0xc0),
  ]);
  const network = networkOf("model m {\n  input x: [1]\n  output y = dense(2)\n}\n");
  const { initializers } = await initializersOf(network, source, '{ "rules": { "dense1.{s}": "fc.{s}" } }');
  expect(initializers).toEqual({ "dense1.weight": floats(1, -2.5), "dense1.bias": floats(0.1, -3) });
});

test("weights are read as they are written, and never many at a time", async () => {
  const elements = 3_000_000;
  const tensors = [
    { name: "dense1.bias", dtype: "F32", shape: [3], bytes: 12 },
    { name: "dense1.weight", dtype: "F32", shape: [3, elements / 3], bytes: 4 * elements },
  ];
  const { source, read } = fileOf(tensors, [new Uint8Array(12), new Uint8Array(4 * elements)]);
  const network = networkOf(`model m {\n  input x: [${elements / 3}]\n  output y = dense(3)\n}\n`);
  const { parts } = await initializersOf(network, source);
  expect(Math.max(...read, ...parts.map(({ length }) => length))).toBeLessThanOrEqual(2 ** 22);
  expect(read.reduce((sum, length) => sum + length)).toBe(4 * elements + 12);
});

test("heads for training, and their weights, stay behind", async () => {
  const network = networkOf(
    "model m {\n  input x: [1]\n  dense(1)\n  output y = relu\n  training output z = dense(1)\n}\n",
  );
  const described = (name: string, shape: readonly number[]) => ({ name, dtype: "F32", shape, bytes: 4 });
  const tensors = [1, 2].flatMap((layer) => [
    described(`dense${layer}.bias`, [1]),
    described(`dense${layer}.weight`, [1, 1]),
  ]);
  const { source } = fileOf(tensors, [littleEndianBytes(Float32Array.of(1, 2, 3, 4))]);
  const { initializers } = await initializersOf(network, source);
  expect(initializers).toEqual({ "dense1.weight": floats(2), "dense1.bias": floats(1) });
});
