import { Buffer } from "node:buffer";
import jpeg from "jpeg-js";
import { PNG, type ColorType } from "pngjs";
import { describe, expect, it } from "vitest";
import { decodePicture, type DecodedPicture } from "../../src/formats/picture.js";
import { integers } from "../ops/random.js";
import { handmadePng as handmade } from "./png.js";

function decoded(bytes: Uint8Array): DecodedPicture {
  const picture = decodePicture(bytes, "picture");
  if ("code" in picture) throw new Error(picture.message);
  return picture;
}

function refusal(bytes: Uint8Array): string {
  const picture = decodePicture(bytes, "digit.png");
  if (!("code" in picture)) throw new Error("accepted");
  expect(picture).toMatchObject({ code: "CNN0503", severity: "error" });
  return picture.message;
}

describe("PNG", () => {
  const width = 3;
  const height = 2;
  const rgba = Uint8Array.of(
    255,
    0,
    0,
    255,
    0,
    255,
    0,
    255,
    0,
    0,
    255,
    255,
    9,
    9,
    9,
    255,
    90,
    80,
    70,
    60,
    0,
    0,
    0,
    0,
  );
  function write(colorType: ColorType, bitDepth: 8 | 16): Uint8Array {
    const png = new PNG({ width, height });
    png.data = Buffer.from(rgba);
    return PNG.sync.write(png, { colorType, bitDepth, inputColorType: 6 });
  }

  it("with alpha, straight", () => {
    expect(decoded(write(6, 8))).toMatchObject({ width, height });
    expect([...decoded(write(6, 8)).data]).toEqual([...rgba]);
  });

  it("inside a larger buffer", () => {
    const file = write(6, 8);
    const larger = new Uint8Array(file.length + 10);
    larger.set(file, 7);
    expect([...decoded(larger.subarray(7, 7 + file.length)).data]).toEqual([...rgba]);
  });

  it("of 16 bits a sample", () => {
    // Gray: 0x0000, 0x8080 and 0xffff; a filter byte before the row.
    const file = handmade(
      { width: 3, height: 1, depth: 16, colorType: 0 },
      [0, 0, 0, 0x80, 0x80, 0xff, 0xff],
    );
    expect([...decoded(file).data]).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]);
  });

  it("of 1 bit a pixel", () => {
    const file = handmade({ width: 2, height: 2, depth: 1, colorType: 0 }, [0, 0b10000000, 0, 0b01000000]);
    expect([...decoded(file).data].filter((_, i) => i % 4 === 0)).toEqual([255, 0, 0, 255]);
  });

  it("with a palette and its alpha", () => {
    const palette = { PLTE: [10, 20, 30, 40, 50, 60], tRNS: [128] };
    const file = handmade({ width: 2, height: 1, depth: 8, colorType: 3 }, [0, 1, 0], palette);
    expect([...decoded(file).data]).toEqual([40, 50, 60, 255, 10, 20, 30, 128]);
  });

  it("interlaced", () => {
    // 2 by 1 pixels: the first in pass 1, the second in pass 6.
    const file = handmade({ width: 2, height: 1, depth: 8, colorType: 0, interlace: 1 }, [0, 7, 0, 9]);
    expect([...decoded(file).data]).toEqual([7, 7, 7, 255, 9, 9, 9, 255]);
  });

  it.each([
    [
      "that inflates to more than its pixels",
      handmade({ width: 2, height: 1, depth: 8, colorType: 0, interlace: 1 }, new Array<number>(1e6).fill(0)),
    ],
    ["over the limit of pixels", handmade({ width: 2 ** 16, height: 2 ** 16, depth: 1, colorType: 0 }, [0])],
    ["without pixels", handmade({ width: 0, height: 1, depth: 8, colorType: 0 }, [0])],
    [
      "whose palette is too short",
      handmade({ width: 1, height: 1, depth: 8, colorType: 3 }, [0, 5], { PLTE: [1, 2, 3] }),
    ],
    ["with a wrong checksum", write(2, 8).map((byte, at) => (at === 30 ? byte ^ 1 : byte))],
  ])("%s is refused", (_, file) => {
    expect(refusal(file)).toContain(
      "digit.png cannot be read as a picture: it is truncated, corrupt or too large",
    );
  });

  it("cut anywhere is refused", () => {
    const file = write(6, 8);
    for (let length = 0; length < file.length; length += 1) refusal(file.subarray(0, length));
  });
});

describe("JPEG", () => {
  const [width, height] = [24, 16];
  const data = Buffer.alloc(width * height * 4, 255);
  for (let i = 0; i < width * height; i += 1) data.set([200, 100, 50], 4 * i);
  const file = new Uint8Array(jpeg.encode({ width, height, data }, 95).data);

  it("is decoded", () => {
    const { width: w, height: h, data: rgba } = decoded(file);
    expect([w, h, rgba.length]).toEqual([width, height, width * height * 4]);
    expect(Math.max(...rgba.map((byte, i) => Math.abs(byte - (data[i] ?? 0))))).toBeLessThan(5);
  });

  it("cut anywhere is refused", () => {
    for (let length = 0; length < file.length; length += 1) refusal(file.subarray(0, length));
  });

  it("over the limit of pixels is refused", () => {
    const huge = file.slice();
    const frame = huge.findIndex((byte, i) => byte === 0xff && huge[i + 1] === 0xc0);
    huge.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    expect(refusal(huge)).toContain("maxResolutionInMP limit exceeded");
  });

  it.each([1, 2, 3])("mutated 100 times never throws, seed %i", (seed) => {
    const random = integers(seed);
    for (let round = 0; round < 100; round += 1) {
      const mutant = file.slice();
      for (let edits = random(1, 4); edits > 0; edits -= 1)
        mutant[random(2, file.length - 1)] = random(0, 255);
      expect(() => decodePicture(mutant, "picture"), `round ${round}`).not.toThrow();
    }
  });
});

it("anything else is refused", () => {
  expect(refusal(new TextEncoder().encode("GIF89a"))).toBe(
    "digit.png cannot be read as a picture: it is neither PNG nor JPEG",
  );
});
