import { describe, expect, it } from "vitest";
import {
  pictureToTensor,
  type PictureRule,
  type Pixels,
} from "../../../src/runtime/shared/pictureToTensor.js";

/** A picture whose red is as given, row by row, green twice and blue half of it. */
function picture(...rows: number[][]): Pixels {
  const data = rows.flat().flatMap((red) => [red, 2 * red, red / 2, 255]);
  return { width: rows[0]?.length ?? 0, height: rows.length, data };
}

/** Red as it is, so that resizing and cropping show. */
function red(pixels: Pixels, resize: number, height: number, width: number): number[] {
  const rule: PictureRule = { channels: "rgb", resize, range: [0, 255], mean: [0, 0, 0], std: [1, 1, 1] };
  return [...pictureToTensor(pixels, rule, [3, height, width]).subarray(0, height * width)];
}

describe("channels and numbers", () => {
  const one = picture([100]);
  const tensor = (rule: Partial<PictureRule>, channels = 3): number[] => [
    ...pictureToTensor(
      one,
      { channels: "rgb", resize: 0, range: [0, 255], mean: [0, 0, 0], std: [1, 1, 1], ...rule },
      [channels, 1, 1],
    ),
  ];

  it("rgb, bgr and gray", () => {
    expect(tensor({})).toEqual([100, 200, 50]);
    expect(tensor({ channels: "bgr" })).toEqual([50, 200, 100]);
    // 0.299 · 100 + 0.587 · 200 + 0.114 · 50 = 153.
    expect(tensor({ channels: "gray" }, 1)).toEqual([153]);
  });

  it("range, then mean, then standard deviation, a channel", () => {
    expect(tensor({ range: [-1, 1] })).toEqual(
      [100, 200, 50].map((byte) => Math.fround((2 * byte) / 255 - 1)),
    );
    expect(tensor({ mean: [10, 20, 30], std: [2, 4, 5] })).toEqual([45, 45, 4]);
  });

  it("alpha over black", () => {
    const pixels = { width: 2, height: 1, data: [200, 100, 50, 51, 9, 9, 9, 0] };
    expect(red(pixels, 0, 1, 2)).toEqual([40, 0]);
  });
});

describe("resizing", () => {
  it("leaves a picture of the same size alone", () => {
    expect(red(picture([1, 2, 3], [4, 5, 6]), 0, 2, 3)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("enlarges with half-pixel centres, the border repeated", () => {
    expect(red(picture([0, 80]), 0, 1, 4)).toEqual([0, 20, 60, 80]);
  });

  it("shrinks with a triangle as wide as the scale", () => {
    // Scale 2, centres 1 and 3: weights 1/8 · (3, 3, 1, ·) over what lies inside, that is 3/7, 3/7, 1/7.
    expect(red(picture([70, 0, 0, 0]), 0, 1, 2)).toEqual([30, 0]);
    expect(red(picture([0, 0, 70, 0]), 0, 1, 2)).toEqual([10, 30]);
  });

  it("treats rows as columns", () => {
    expect(red(picture([70], [0], [70], [0]), 0, 2, 1)).toEqual([40, 30]);
  });

  it("keeps a constant picture constant", () => {
    const pixels = picture(...Array.from({ length: 37 }, () => new Array<number>(53).fill(120)));
    for (const value of red(pixels, 0, 11, 64)) expect(value).toBe(120);
  });
});

describe("resizing the shorter side, and cropping", () => {
  const ramp = (length: number): number[] => Array.from({ length }, (_, i) => i);

  it.each([
    // Offset (size - crop) / 2, rounded half to even: 0.5 to 0, 1.5 to 2, 2.5 to 2.
    [6, 4, [1, 2, 3, 4]],
    [5, 4, [0, 1, 2, 3]],
    [7, 4, [2, 3, 4, 5]],
    [9, 4, [2, 3, 4, 5]],
  ])("%i columns to %i", (from, to, expected) => {
    expect(red(picture(ramp(from)), 1, 1, to)).toEqual(expected);
  });

  it("pads with black where the picture is smaller, less before it", () => {
    expect(red(picture([5, 6]), 1, 2, 5)).toEqual([0, 5, 6, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("the longer side is rounded down", () => {
    // 2 by 3 to shorter side 3: 3 by 4.5, so 4.
    const tall = picture([0, 0], [80, 80], [160, 160]);
    // Scale 3/4: centres 0.375, 1.125, 1.875, 2.625.
    expect(red(tall, 3, 4, 3).filter((_, i) => i % 3 === 0)).toEqual([0, 50, 110, 160]);
    expect(red(picture([0, 80, 160], [0, 80, 160]), 3, 3, 4).slice(0, 4)).toEqual([0, 50, 110, 160]);
  });

  it("computes only what the crop shows, whatever the picture's proportions", () => {
    // Resized as a whole it would have 4,000 by 400,000,000 pixels.
    const wide = { width: 100_000, height: 1, data: new Uint8Array(400_000).fill(255) };
    expect(red(wide, 4000, 4, 4)).toEqual(new Array<number>(16).fill(255));
  });
});

describe("what is no picture is refused", () => {
  const bytes = new Uint8Array(24);
  it.each([
    [{ width: 3, height: 1, data: bytes }, "a picture of 3 by 1 has 12 bytes, not 24"],
    [{ width: 0, height: 2, data: bytes }, "a picture of 0 by 2 has no pixels"],
    [{ width: 1.5, height: 4, data: bytes }, "a picture of 1.5 by 4 has no pixels"],
  ])("%#", (pixels, message) => {
    expect(() => red(pixels, 0, 2, 2)).toThrow(message);
  });

  it("nor a tensor of another size", () => {
    const rule: PictureRule = { channels: "gray", resize: 0, range: [0, 1], mean: [0], std: [1] };
    const tensor = new Float32Array(5);
    expect(() => pictureToTensor({ width: 3, height: 2, data: bytes }, rule, [1, 2, 2], tensor)).toThrow(
      "the picture's tensor has 4 elements, not 5",
    );
  });

  it("nor one that would be longer than sums are exact for", () => {
    const wide = { width: 2 ** 20, height: 1, data: new Uint8Array(2 ** 22) };
    expect(red(wide, 1024, 1, 1)).toEqual([0]);
    expect(() => red(wide, 1025, 1, 1)).toThrow("too long to be resized");
  });
});
