import { showShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { extent } from "./operand.js";
import { numberIn } from "./read.js";
import { rearrangement } from "./rearrangement.js";
import { countsNothing } from "./plain.js";
import { int, text, valuesOf } from "./onnx.js";

type PixelShuffleAttributes = Readonly<{ factor: number }>;

export const pixelShuffle = rearrangement<PixelShuffleAttributes>({
  name: "pixel_shuffle",
  doc: {
    summary:
      "Enlarges images: factor² neighbouring channels become a square of factor by factor pixels, row by row.",
    shapes: "[C · factor², H, W] → [C, factor · H, factor · W]",
    source: "Shi et al. 2016, Sub-Pixel Convolution; ONNX DepthToSpace, mode CRD",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "factor",
        type: { kind: "int", min: 1 },
        doc: "Factor by which height and width grow; its square divides the channels.",
      },
    ],
    page: { counts: countsNothing, example: { x: [12, 8, 8], layers: "output y = pixel_shuffle(2)" } },
  },
  attributes: (parameters) => ({ factor: numberIn(parameters, "factor") }),
  problem({ factor }, input) {
    if (input.shape.length !== 4) {
      return new Problem(
        "CNN0301",
        `pixel_shuffle needs an input [C, H, W], but gets ${showShape(input.shape)}`,
      );
    }
    if (extent(input, 1) % factor ** 2 === 0) return undefined;
    const message = `${extent(input, 1)} channels are no multiple of ${factor}²`;
    return new Problem("CNN0205", message, "the square of `factor` must divide the channels", "factor");
  },
  moves({ factor }, [batch = 1, channels = 1, height = 1, width = 1]) {
    const depth = Number(channels) / factor ** 2;
    return {
      split: [batch, depth, factor, factor, height, width],
      order: [0, 1, 4, 2, 5, 3],
      joined: [batch, depth, Number(height) * factor, Number(width) * factor],
    };
  },
  receptiveField: ({ factor }) => ({ kind: "window", extent: [1, 1], stride: [1 / factor, 1 / factor] }),
  onnx: {
    opType: "DepthToSpace",
    export: (onnx, { factor }, inputs) =>
      onnx.node("DepthToSpace", valuesOf(inputs), { blocksize: int(factor), mode: text("CRD") }),
    import: (attributes) =>
      attributes.mode === "CRD"
        ? { factor: numberIn(attributes, "blocksize") }
        : new Problem("CNN0205", "a DepthToSpace is a pixel shuffle in mode CRD only"),
  },
  samples(random) {
    const factor = random(1, 3);
    const shape = ["N", random(1, 2) * factor ** 2, random(1, 3), random(1, 3)] as const;
    return { attributes: { factor }, inputs: [shape] };
  },
});
