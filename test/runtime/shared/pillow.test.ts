import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pictureToTensor, type Pixels } from "../../../src/runtime/shared/pictureToTensor.js";

/** What Pillow makes of pictures whose bytes a formula gives. */
const { cases } = JSON.parse(
  readFileSync(new URL("../../fixtures/pillow.json", import.meta.url), "utf8"),
) as {
  readonly cases: readonly {
    readonly size: readonly [number, number];
    readonly resized: readonly [number, number];
    /** Interleaved bytes in base64. */
    readonly rgb: string;
    readonly gray: string;
  }[];
};

function pictureOf([width, height]: readonly [number, number]): Pixels {
  const byte = (i: number): number => (7 * i * i + 13 * i + 29 * Math.floor(i / 5)) % 256;
  const data = Uint8Array.from({ length: 4 * width * height }, (_, at) =>
    at % 4 === 3 ? 255 : byte(3 * Math.floor(at / 4) + (at % 4)),
  );
  return { width, height, data };
}

const bytes = { range: [0, 255], resize: 0, mean: [0, 0, 0], std: [1, 1, 1] } as const;

describe.each(cases)("Pillow's $size", ({ size, resized: [width, height], rgb, gray }) => {
  it("resized to $resized is within one, and mostly equal: its weights have 22 bits", () => {
    const tensor = pictureToTensor(pictureOf(size), { channels: "rgb", ...bytes }, [3, height, width]);
    const differences = [...Buffer.from(rgb, "base64")].map((byte, at) =>
      Math.abs(byte - (tensor[(at % 3) * width * height + Math.floor(at / 3)] ?? NaN)),
    );
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect(differences.filter((difference) => difference > 0).length / differences.length).toBeLessThan(0.05);
  });

  it("in gray is equal", () => {
    const [columns, rows] = size;
    const tensor = pictureToTensor(pictureOf(size), { channels: "gray", ...bytes }, [1, rows, columns]);
    expect([...tensor]).toEqual([...Buffer.from(gray, "base64")]);
  });
});
