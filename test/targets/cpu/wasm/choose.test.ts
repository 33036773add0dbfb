import { describe, expect, test } from "vitest";
import { chooseConv, convCandidates, type ConvShape } from "../../../../src/targets/cpu/wasm/choose.js";

/** A convolution of one sample that keeps `size` over a stride. */
function shape(
  size: number,
  channels: number,
  filters: number,
  kernel: number,
  stride = 1,
  groups = 1,
): ConvShape {
  const pad = (kernel - 1) / 2;
  return {
    samples: 1,
    groups,
    channels,
    filters,
    window: {
      kernel: [kernel, kernel],
      stride: [stride, stride],
      dilation: [1, 1],
      padding: [pad, pad, pad, pad],
    },
    extent: [size, size],
  };
}

describe("the choice of an algorithm", () => {
  test.each([
    ["a 3×3 convolution of many channels", shape(14, 256, 256, 3), { kind: "winograd", outputs: [4, 4] }],
    ["a 5×5 convolution", shape(27, 64, 192, 5), { kind: "winograd", outputs: [4, 4] }],
    ["a small map", shape(4, 64, 64, 3), { kind: "winograd", outputs: [2, 2] }],
    ["a single pixel", shape(1, 64, 64, 3), { kind: "direct" }],
    ["one channel", shape(28, 1, 6, 5), { kind: "direct" }],
    ["a stem", shape(112, 3, 64, 7, 2), { kind: "winograd", outputs: [4, 4] }],
    ["a small stem", shape(112, 3, 32, 3, 2), { kind: "direct", tile: { pixels: 4, vectors: 2 } }],
    ["stride 2", shape(28, 128, 128, 3, 2), { kind: "winograd", outputs: [4, 4] }],
    ["stride 2 on a small map", shape(7, 512, 512, 3, 2), { kind: "direct" }],
    ["a dense layer of a kind", shape(1, 512, 128, 1), { kind: "direct", tile: { pixels: 1, vectors: 8 } }],
    ["a large product", shape(14, 256, 256, 1), { kind: "strassen", tile: { pixels: 2, vectors: 4 } }],
    ["a product of few channels", shape(56, 64, 256, 1), { kind: "direct" }],
    ["a product of few pixels", shape(12, 256, 256, 1), { kind: "direct" }],
    ["a product of odd rows", shape(27, 256, 256, 1), { kind: "direct" }],
    ["a channel a group", shape(56, 1, 1, 3, 1, 144), { kind: "depthwise" }],
    ["groups", shape(56, 4, 4, 3, 1, 32), { kind: "direct" }],
  ] as const)("%s", (_, given, expected) => {
    expect(chooseConv(given, "fast")).toMatchObject(expected);
  });

  test("exact numerics keep to the direct method", () => {
    expect(chooseConv(shape(14, 256, 256, 3), "exact")).toMatchObject({ kind: "direct" });
  });

  test("is among different candidates", () => {
    for (const given of [shape(14, 256, 256, 3), shape(1, 512, 128, 1), shape(56, 1, 1, 3, 1, 144)]) {
      const candidates = convCandidates(given, "fast").map((candidate) => JSON.stringify(candidate));
      expect(new Set(candidates).size).toBe(candidates.length);
      expect(candidates).toContain(JSON.stringify(chooseConv(given, "fast")));
    }
    const exact = convCandidates(shape(14, 256, 256, 3), "exact");
    expect(new Set(exact.map(({ kind }) => kind))).toEqual(new Set(["direct"]));
  });

  test.each([
    ["of all tiles, where their transforms stay near", shape(28, 16, 16, 3), 49],
    ["of equal size and even number, where there are few", shape(28, 64, 96, 3), 25],
    ["of whole register tiles, where there are many", shape(112, 64, 96, 3), 12],
    ["of all tiles, where weights are large", shape(14, 512, 512, 3), 16],
  ])("blocks are %s", (_, given, block) => {
    expect(chooseConv(given, "fast")).toMatchObject({ kind: "winograd", block });
  });
});
