import { expect, it } from "vitest";
import {
  pictureToTensor,
  type PictureRule,
  type Pixels,
} from "../../../src/runtime/shared/pictureToTensor.js";
import { integers } from "../../ops/random.js";
import { definedTensor } from "./pictureDefinition.js";

type Random = ReturnType<typeof integers>;

/** Noise, or bytes at the ends, so that sums come to halves; transparent here and there, or nowhere. */
function randomPixels(random: Random): Pixels {
  const width = random(1, random(1, 40));
  const height = random(1, random(1, 40));
  const extreme = random(0, 2) === 0;
  const opaque = random(0, 1) === 0;
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, at) => {
    if (at % 4 === 3 && opaque) return 255;
    return extreme ? 255 * random(0, 1) : random(0, 255);
  });
  return { width, height, data };
}

function randomRule(random: Random): PictureRule {
  const channels = (["gray", "rgb", "bgr"] as const)[random(0, 2)] ?? "gray";
  const planes = channels === "gray" ? 1 : 3;
  const number = (low: number, high: number): number => random(low * 1000, high * 1000) / 1000;
  const list = (low: number, high: number): number[] =>
    Array.from({ length: planes }, () => number(low, high));
  return {
    channels,
    resize: random(0, 1) === 0 ? 0 : random(1, 24),
    range: random(0, 1) === 0 ? [0, 1] : [number(-3, 300), number(-3, 300)],
    mean: list(-1, 130),
    std: list(0.001, 60),
  };
}

it.each(Array.from({ length: 8 }, (_, seed) => seed))(
  "the runtime gives every bit of the definition, seed %i",
  (seed) => {
    const random = integers(seed);
    for (let round = 0; round < 25; round += 1) {
      const pixels = randomPixels(random);
      const rule = randomRule(random);
      const shape = [rule.mean.length, random(1, 16), random(1, 16)] as const;
      const { width, height } = pixels;
      const what = `round ${round}: ${width} x ${height} to [${shape.join(", ")}], ${JSON.stringify(rule)}`;
      expect(bits(pictureToTensor(pixels, rule, shape)), what).toEqual(
        bits(definedTensor(pixels, rule, shape)),
      );
    }
  },
);

function bits(tensor: Float32Array): Uint32Array {
  return new Uint32Array(tensor.buffer);
}

it("halves go up, to the byte", () => {
  const half: Pixels = { width: 2, height: 1, data: Uint8Array.of(0, 4, 255, 255, 1, 9, 0, 255) };
  const rule: PictureRule = { channels: "rgb", resize: 0, range: [0, 255], mean: [0, 0, 0], std: [1, 1, 1] };
  expect([...definedTensor(half, rule, [3, 1, 1])]).toEqual([1, 7, 128]);
  expect([...pictureToTensor(half, rule, [3, 1, 1])]).toEqual([1, 7, 128]);
});
