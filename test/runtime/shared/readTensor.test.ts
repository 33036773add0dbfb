import { describe, expect, it } from "vitest";
import { readTensor } from "../../../src/runtime/shared/readTensor.js";
import { readTensorSync } from "../../../src/runtime/shared/safetensorsSync.js";
import { WeightError } from "../../../src/runtime/shared/weightError.js";
import { bytesSource } from "../../../src/runtime/shared/weightSource.js";

/** Little-endian halves. */
function halves(...bits: number[]): Uint8Array {
  const bytes = new Uint8Array(2 * bits.length);
  const view = new DataView(bytes.buffer);
  bits.forEach((half, i) => {
    view.setUint16(2 * i, half, true);
  });
  return bytes;
}

function doubles(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

const cases: [string, Uint8Array, number[]][] = [
  ["F32", Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc1), [1, -10]],
  ["F64", doubles(0.1, -1e300), [Math.fround(0.1), -Infinity]],
  ["BF16", halves(0x3f80, 0xc120, 0x7f80, 0x7fc0, 0x0001), [1, -10, Infinity, NaN, 2 ** -133]],
  ["F16", halves(0x3c00, 0xc900, 0x7bff, 0x0400), [1, -10, 65504, 2 ** -14]],
  ["F16", halves(0x0001, 0x03ff, 0x8000), [2 ** -24, 1023 * 2 ** -24, -0]],
  ["F16", halves(0x7c00, 0xfc00, 0x7e00), [Infinity, -Infinity, NaN]],
];

describe.each(cases)("%s", (dtype, data, values) => {
  const file = new Uint8Array(3 + data.length);
  file.set(data, 3);
  const entry = { dtype, shape: [values.length], begin: 3, end: file.length };

  const memory = new Float32Array(values.length + 2).fill(9);
  const target = memory.subarray(1, 1 + values.length);

  it("becomes float32 inside a larger memory", () => {
    readTensorSync(file, entry, target);
    expect([...memory]).toEqual([9, ...values, 9]);
  });

  it("is read by range", async () => {
    target.fill(0);
    await readTensor(bytesSource(file), entry, target);
    expect([...memory]).toEqual([9, ...values, 9]);
  });
});

it("reads a large tensor in parts", async () => {
  const elements = (1 << 22) + 5;
  const data = Float32Array.from({ length: elements }, (_, i) => i % 1000);
  const bytes = new Uint8Array(data.buffer);
  const reads: number[] = [];
  const source = {
    size: bytes.length,
    read: (begin: number, end: number) => {
      reads.push(end - begin);
      return Promise.resolve(bytes.subarray(begin, end));
    },
  };
  const target = new Float32Array(elements);
  await readTensor(source, { dtype: "F32", shape: [elements], begin: 0, end: bytes.length }, target);
  expect(target.every((value, i) => value === data[i])).toBe(true);
  expect(reads).toEqual([1 << 24, 20]);
});

it("refuses a dtype that is no float, and a source that returns too little", async () => {
  const entry = { dtype: "I64", shape: [1], begin: 0, end: 8 };
  expect(() => {
    readTensorSync(new Uint8Array(8), entry, new Float32Array(1));
  }).toThrow(new WeightError("CNN0502", "dtype I64 does not become float32"));
  const source = { size: 8, read: () => Promise.resolve(new Uint8Array(3)) };
  await expect(readTensor(source, { ...entry, dtype: "F64" }, new Float32Array(1))).rejects.toThrow(
    new WeightError("CNN0501", "read 3 bytes of a tensor instead of 8"),
  );
});
