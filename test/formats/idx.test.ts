import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readIdx } from "../../src/formats/idx.js";

const file = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 11, 12, 13, 14, 15);

it("gives the shape and the bytes, gzipped or not", () => {
  for (const bytes of [file, gzipSync(file)]) {
    const read = readIdx(bytes, "digits");
    expect("code" in read ? read : [read.shape, ...read.data]).toEqual([[2, 3], 10, 11, 12, 13, 14, 15]);
  }
});

describe("is refused", () => {
  it.each([
    ["nothing", new Uint8Array(), "it does not begin with 0 0 8, for unsigned bytes"],
    [
      "numbers of another type",
      file.map((byte, at) => (at === 2 ? 13 : byte)),
      "it does not begin with 0 0 8",
    ],
    ["a cut header", file.subarray(0, 9), "it ends within its header"],
    ["cut data", file.subarray(0, 15), "[2, 3] is 6 bytes, and it holds 3"],
    ["more data", Uint8Array.of(...file, 1), "[2, 3] is 6 bytes, and it holds 7"],
    ["cut gzip", gzipSync(file).subarray(0, 20), "its gzip is truncated or corrupt"],
    ["gzip in gzip", gzipSync(gzipSync(file)), "it does not begin with 0 0 8"],
  ])("%s", (_, bytes, why) => {
    expect(readIdx(bytes, "digits")).toMatchObject({
      code: "CNN0505",
      message: expect.stringContaining(`digits cannot be read as IDX: ${why}`) as string,
    });
  });
});
