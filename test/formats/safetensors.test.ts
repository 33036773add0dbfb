import { describe, expect, it } from "vitest";
import { safetensorsChunks, writeSafetensors } from "../../src/formats/safetensors.js";
import { openSafetensorsSync, readTensorSync } from "../../src/runtime/shared/safetensorsSync.js";

const tensors = [
  { name: "conv1.weight", shape: [2, 1, 3], data: Float32Array.of(1, -2, 3, 0.5, Infinity, 1e-40) },
  { name: "conv1.bias", shape: [2], data: Float32Array.of(7, 8) },
  { name: 'a "quoted" näme', shape: [0, 4], data: new Float32Array(0) },
  { name: "Z", shape: [], data: Float32Array.of(9) },
];

describe("a written file", () => {
  const bytes = writeSafetensors(tensors, { producer: "cnnc", format: "pt" });

  it("is read back", () => {
    const file = openSafetensorsSync(bytes);
    expect(file.metadata).toEqual(
      new Map([
        ["format", "pt"],
        ["producer", "cnnc"],
      ]),
    );
    expect(file.tensors.size).toBe(tensors.length);
    for (const { name, shape, data } of tensors) {
      const entry = file.tensors.get(name);
      if (entry === undefined) throw new Error(`${name} was lost`);
      const target = new Float32Array(data.length);
      readTensorSync(bytes, entry, target);
      expect(entry.shape).toEqual(shape);
      expect(target).toEqual(data);
    }
  });

  it("does not depend on the order of tensors and metadata", () => {
    expect(writeSafetensors([...tensors].reverse(), { format: "pt", producer: "cnnc" })).toEqual(bytes);
  });

  it("is ordered by name, the header padded to 8 bytes", () => {
    const length = new DataView(bytes.buffer).getUint32(0, true);
    expect(length % 8).toBe(0);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd()).toBe(
      '{"__metadata__":{"format":"pt","producer":"cnnc"},' +
        '"Z":{"dtype":"F32","shape":[],"data_offsets":[0,4]},' +
        '"a \\"quoted\\" näme":{"dtype":"F32","shape":[0,4],"data_offsets":[4,4]},' +
        '"conv1.bias":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},' +
        '"conv1.weight":{"dtype":"F32","shape":[2,1,3],"data_offsets":[12,36]}}',
    );
  });

  it("comes in parts that are views of the data", () => {
    const chunks = safetensorsChunks(tensors);
    expect(chunks.slice(1).map((chunk) => chunk.buffer)).toEqual(
      [3, 2, 1, 0].map((index) => tensors[index]?.data.buffer),
    );
  });

  it("may be empty", () => {
    expect(openSafetensorsSync(writeSafetensors([])).tensors.size).toBe(0);
  });
});

describe("what a reader would refuse is not written", () => {
  const one = { name: "a", shape: [1], data: new Float32Array(1) };
  it.each([
    ["two tensors are named a", [one, one]],
    ["a tensor may not be named __metadata__", [{ ...one, name: "__metadata__" }]],
    ["a tensor may not be named __proto__", [{ ...one, name: "__proto__" }]],
    ["a has 1 elements instead of [2, 3]", [{ ...one, shape: [2, 3] }]],
  ])("%s", (message, given) => {
    expect(() => writeSafetensors(given)).toThrow(message);
  });
});
