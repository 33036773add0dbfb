import { describe, expect, it } from "vitest";
import { writeSafetensors } from "../../../src/formats/safetensors.js";
import { openSafetensors } from "../../../src/runtime/shared/safetensors.js";
import { openSafetensorsSync } from "../../../src/runtime/shared/safetensorsSync.js";
import { WeightError } from "../../../src/runtime/shared/weightError.js";
import { bytesSource } from "../../../src/runtime/shared/weightSource.js";
import { integers } from "../../ops/random.js";
import { f32, safetensorsFile, withHeaderBytes } from "./files.js";

describe("a well-formed file", () => {
  const bytes = safetensorsFile(
    {
      __metadata__: { format: "pt" },
      b: { dtype: "I64", shape: [], data_offsets: [8, 16] },
      constructor: { dtype: "F16", shape: [2, 2], data_offsets: [0, 8] },
      empty: f32([3, 0], 8, 8),
    },
    16,
  );
  const first = bytes.length - 16;

  it.each([
    ["in memory", () => openSafetensorsSync(bytes)],
    ["by range", () => openSafetensors(bytesSource(bytes))],
    ["from an ArrayBuffer", () => openSafetensors(bytesSource(bytes.slice().buffer))],
  ])("is read %s", async (_, open) => {
    const { tensors, metadata } = await open();
    expect(metadata).toEqual(new Map([["format", "pt"]]));
    expect(tensors).toEqual(
      new Map([
        ["b", { dtype: "I64", shape: [], begin: first + 8, end: first + 16 }],
        ["constructor", { dtype: "F16", shape: [2, 2], begin: first, end: first + 8 }],
        ["empty", { dtype: "F32", shape: [3, 0], begin: first + 8, end: first + 8 }],
      ]),
    );
  });

  it("may be padded with spaces and hold nothing", () => {
    expect(openSafetensorsSync(safetensorsFile("{}      ")).tensors.size).toBe(0);
  });
});

/** A header whose length field says something else. */
function claiming(low: number, high: number): Uint8Array {
  const bytes = safetensorsFile("{}");
  const view = new DataView(bytes.buffer);
  view.setUint32(0, low, true);
  view.setUint32(4, high, true);
  return bytes;
}

const malformed: [string, Uint8Array][] = [
  ["it has fewer than 8 bytes", new Uint8Array(7)],
  ["its header claims 100000001 bytes, more than 100000000", claiming(100_000_001, 0)],
  ["its header claims 4294967298 bytes, more than 100000000", claiming(2, 1)],
  ["its header claims 3 bytes, but only 2 follow", claiming(3, 0)],
  ["its header does not begin with {", safetensorsFile(" {}")],
  ["its header does not begin with {", safetensorsFile("")],
  ["its header does not begin with {", safetensorsFile("\uFEFF{}")],
  ["its header is not UTF-8", withHeaderBytes(Uint8Array.of(0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d))],
  ["its header is not JSON", safetensorsFile("{,}")],
  ["its header is not JSON", safetensorsFile("{}{}")],
  ["its header is not JSON", safetensorsFile(`{"a":${"[".repeat(100_000)}`)],
  ['its header holds "a" twice', safetensorsFile('{"a":1, "b\\"":{}, "\\u0061" :2}')],
  ['its header holds "dtype" twice', safetensorsFile('{"a":{"dtype":"F32","dtype":"F32"}}')],
  ['a tensor may not be named "__proto__"', safetensorsFile('{"__proto__":{}}')],
  ["its metadata is not an object", safetensorsFile({ __metadata__: [] })],
  ['its metadata "k" is not a string', safetensorsFile({ __metadata__: { k: 1 } })],
  ['tensor "a" is not described by an object', safetensorsFile({ a: null })],
  ['tensor "a\\n" is not described by an object', safetensorsFile({ "a\n": [] })],
  ['tensor "a" has an unknown field "more"', safetensorsFile({ a: { more: 1 } })],
  ['tensor "a" has no dtype', safetensorsFile({ a: { shape: [], data_offsets: [0, 4] } })],
  [
    'tensor "a" has an unknown dtype "F4"',
    safetensorsFile({ a: { dtype: "F4", shape: [], data_offsets: [0, 4] } }),
  ],
  ['tensor "a" has no shape of non-negative integers', safetensorsFile({ a: f32([-1], 0, 4) }, 4)],
  ['tensor "a" has no shape of non-negative integers', safetensorsFile({ a: f32([0.5], 0, 2) }, 2)],
  ['tensor "a" has no shape of non-negative integers', safetensorsFile({ a: f32([2 ** 53], 0, 4) }, 4)],
  [
    'tensor "a" has no data_offsets of two non-negative integers',
    safetensorsFile({ a: { dtype: "F32", shape: [], data_offsets: [0] } }),
  ],
  ['tensor "a" has no data_offsets of two non-negative integers', safetensorsFile({ a: f32([], -4, 0) })],
  ['tensor "a" ends before it begins', safetensorsFile({ a: f32([], 4, 0) })],
  ['tensor "a" is F32 [2, 3], 24 bytes, but holds 20', safetensorsFile({ a: f32([2, 3], 0, 20) }, 20)],
  [
    'tensor "a" is F32 [4294967296, 4294967296], 73786976294838210000 bytes, but holds 0',
    safetensorsFile({ a: f32([2 ** 32, 2 ** 32], 0, 0) }),
  ],
  ['tensor "b" overlaps another', safetensorsFile({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8)],
  [
    '4 bytes before tensor "b" belong to none',
    safetensorsFile({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12),
  ],
  ['4 bytes before tensor "a" belong to none', safetensorsFile({ a: f32([1], 4, 8) }, 8)],
  ['tensor "a" ends 4 bytes after the file', safetensorsFile({ a: f32([2], 0, 8) }, 4)],
  ["its last 3 bytes belong to no tensor", safetensorsFile({ a: f32([1], 0, 4) }, 7)],
];

describe("a malformed file", () => {
  it.each(malformed)("%s", async (message, bytes) => {
    const expected = new WeightError("CNN0501", `not a safetensors file: ${message}`);
    expect(() => openSafetensorsSync(bytes)).toThrow(expected);
    await expect(openSafetensors(bytesSource(bytes))).rejects.toThrow(expected);
  });

  it("whose source returns too little", async () => {
    const source = {
      size: 100,
      read: (begin: number) =>
        Promise.resolve(begin === 0 ? claiming(50, 0).subarray(0, 8) : new Uint8Array(3)),
    };
    await expect(openSafetensors(source)).rejects.toThrow("it ends within its header");
  });
});

it.each([1, 2])("2,000 mutations are read or refused, seed %i", (seed) => {
  const random = integers(seed);
  const original = writeSafetensors(
    [
      { name: "conv1.weight", shape: [2, 3, 1, 1], data: new Float32Array(6) },
      { name: 'odd "name"\\', shape: [4], data: new Float32Array(4) },
    ],
    { format: "pt" },
  );
  let refused = 0;
  for (let round = 0; round < 1000; round += 1) {
    let bytes = original.slice();
    for (let edits = random(1, 3); edits > 0; edits -= 1) {
      const at = random(0, bytes.length - 1);
      const kind = random(0, 3);
      if (kind === 0) bytes[at] = random(0, 255);
      else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(0, 7));
      else if (kind === 2) bytes = bytes.slice(0, Math.max(1, at));
      else bytes.copyWithin(at, random(0, bytes.length - 1), random(0, bytes.length));
    }
    try {
      openSafetensorsSync(bytes);
    } catch (cause) {
      expect(cause, `round ${round}`).toBeInstanceOf(WeightError);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(500);
});
