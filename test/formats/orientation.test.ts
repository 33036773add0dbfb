import { Buffer } from "node:buffer";
import jpeg from "jpeg-js";
import { describe, expect, it } from "vitest";
import { jpegOrientation, pngOrientation } from "../../src/formats/orientation.js";
import { decodePicture } from "../../src/formats/picture.js";
import { integers } from "../ops/random.js";
import { handmadePng } from "./png.js";

/** A TIFF header and a directory of entries, of which one may be the Orientation. */
function tiff(
  order: "II" | "MM",
  value: number,
  { tag = 0x0112, type = 3, count = 1, before = 1, directory = 8 } = {},
): number[] {
  const number = (size: 2 | 4, n: number): number[] => {
    const bytes = Array.from({ length: size }, (_, i) => (n >>> (8 * i)) & 255);
    return order === "II" ? bytes : bytes.reverse();
  };
  const entry = (t: number, of: number, c: number, v: number): number[] => [
    ...number(2, t),
    ...number(2, of),
    ...number(4, c),
    ...number(2, v),
    0,
    0,
  ];
  return [
    ...Buffer.from(order),
    ...number(2, 42),
    ...number(4, directory),
    ...new Array<number>(Math.max(0, directory - 8)).fill(0),
    ...number(2, before + 1),
    ...Array.from({ length: before }, () => entry(0x0100, 3, 1, 5)).flat(),
    ...entry(tag, type, count, value),
    ...number(4, 0),
  ];
}

/** An APP1 segment. */
function exif(content: readonly number[], name = "Exif\0\0"): number[] {
  const length = 2 + name.length + content.length;
  return [0xff, 0xe1, length >> 8, length & 255, ...Buffer.from(name, "latin1"), ...content];
}

const gray = { width: 24, height: 8 };
const encoded = jpeg.encode(
  {
    ...gray,
    data: Buffer.from(Array.from({ length: 4 * 24 * 8 }, (_, at) => ((at >> 2) % 24 < 12 ? 255 : 0))),
  },
  95,
).data;

/** A JPEG of 24 by 8 pixels, white on the left, with more segments at its begin. */
function withSegments(...segments: readonly number[][]): Uint8Array {
  return Uint8Array.of(0xff, 0xd8, ...segments.flat(), ...encoded.subarray(2));
}

function decoded(file: Uint8Array): { width: number; height: number; red: number[] } {
  const picture = decodePicture(file, "picture");
  if ("code" in picture) throw new Error(picture.message);
  return { ...picture, red: [...picture.data].filter((_, at) => at % 4 === 0) };
}

// Stored as 1 2 3 above 4 5 6; as JEITA CP-3451 says where the first row and the first column are seen.
const seen: readonly (readonly [number, string, number[][]])[] = [
  [
    1,
    "top, left",
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  [
    2,
    "top, right",
    [
      [3, 2, 1],
      [6, 5, 4],
    ],
  ],
  [
    3,
    "bottom, right",
    [
      [6, 5, 4],
      [3, 2, 1],
    ],
  ],
  [
    4,
    "bottom, left",
    [
      [4, 5, 6],
      [1, 2, 3],
    ],
  ],
  [
    5,
    "left, top",
    [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
  ],
  [
    6,
    "right, top",
    [
      [4, 1],
      [5, 2],
      [6, 3],
    ],
  ],
  [
    7,
    "right, bottom",
    [
      [6, 3],
      [5, 2],
      [4, 1],
    ],
  ],
  [
    8,
    "left, bottom",
    [
      [3, 6],
      [2, 5],
      [1, 4],
    ],
  ],
];

describe.each(["II", "MM"] as const)("byte order %s", (order) => {
  it.each(seen)("PNG, orientation %i: first row and column at %s", (value, _, rows) => {
    const header = { width: 3, height: 2, depth: 8, colorType: 0 };
    const file = handmadePng(header, [0, 1, 2, 3, 0, 4, 5, 6], { eXIf: tiff(order, value) });
    expect(decoded(file)).toMatchObject({ width: rows[0]?.length, height: rows.length, red: rows.flat() });
  });

  it.each(seen)("JPEG, orientation %i: first row and column at %s", (value) => {
    const stored = decoded(withSegments());
    const { width, height, red } = decoded(withSegments(exif(tiff(order, value))));
    expect([width, height]).toEqual(value >= 5 ? [8, 24] : [24, 8]);
    const whiteFirst = [1, 4, 5, 6].includes(value);
    expect(red[0]).toBe(whiteFirst ? stored.red[0] : stored.red[23]);
    expect(jpegOrientation(withSegments(exif(tiff(order, value))))).toBe(value);
  });
});

describe("where it stands", () => {
  const turned = tiff("MM", 6);

  it.each([
    [
      "behind other segments and fill bytes",
      withSegments([0xff, 0xe0, 0, 4, 1, 2], [0xff, 0xff], exif(turned)),
      6,
    ],
    ["behind an APP1 of another kind", withSegments(exif(turned, "http\0"), exif(tiff("II", 8))), 8],
    ["the first Exif counts", withSegments(exif(tiff("II", 3)), exif(turned)), 3],
    ["in a later entry", withSegments(exif(tiff("II", 7, { before: 9 }))), 7],
    ["in a directory further on", withSegments(exif(tiff("II", 5, { directory: 30 }))), 5],
  ])("%s", (_, file, expected) => {
    expect(jpegOrientation(file)).toBe(expected);
  });

  it.each([
    ["0", tiff("II", 0)],
    ["9", tiff("II", 9)],
    ["of another type", tiff("MM", 6, { type: 4 })],
    ["twice in one entry", tiff("MM", 6, { count: 2 })],
    ["of another tag", tiff("MM", 6, { tag: 0x0113 })],
    ["beyond the end", tiff("II", 6, { directory: 8 }).map((byte, at) => (at === 4 ? 255 : byte))],
    ["without TIFF's number", turned.map((byte, at) => (at === 3 ? 43 : byte))],
    ["in no byte order", turned.map((byte, at) => (at === 0 ? 0 : byte))],
    ["in a cut directory", turned.slice(0, 20)],
    ["in a cut header", turned.slice(0, 5)],
    ["in nothing", []],
  ])("is as if it were not there: %s", (_, content) => {
    expect(jpegOrientation(withSegments(exif(content)))).toBe(1);
    expect(decoded(withSegments(exif(content)))).toMatchObject(gray);
  });

  it("is not looked for in the scan", () => {
    const scan = encoded.findIndex((byte, at) => byte === 0xff && encoded[at + 1] === 0xda);
    expect(jpegOrientation(Uint8Array.of(...encoded.subarray(0, scan + 4), ...exif(turned)))).toBe(1);
  });

  it.each([1, 2, 3])("never throws on what is mutated or cut, seed %i", (seed) => {
    const random = integers(seed);
    const header = { width: 3, height: 2, depth: 8, colorType: 0 };
    const png = handmadePng(header, [0, 1, 2, 3, 0, 4, 5, 6], { eXIf: turned });
    for (let round = 0; round < 300; round += 1) {
      for (const [file, orientation] of [
        [withSegments(exif(turned)), jpegOrientation],
        [png, pngOrientation],
      ] as const) {
        const mutant = file.slice(0, random(0, 3) === 0 ? random(0, file.length) : file.length);
        for (let edits = random(0, 4); edits > 0 && mutant.length > 0; edits -= 1)
          mutant[random(0, Math.min(60, mutant.length - 1))] =
            random(0, 1) === 0 ? 255 * random(0, 1) : random(0, 255);
        expect(() => orientation(mutant), `round ${round}`).not.toThrow();
      }
    }
  });
});
