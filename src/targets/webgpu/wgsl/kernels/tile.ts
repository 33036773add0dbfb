import type { OperationOf, RegisterTile } from "../../../../program/program.js";
import { contractionOf } from "../../contraction.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { folded, indent, type Access, type Kernel } from "../kernel.js";
import { addressRegisters, type KernelWork } from "../work.js";
import { finishWork } from "./epilogue.js";

/** What an invocation sums in registers, and how many invocations a workgroup has. */
export interface Tile extends RegisterTile {
  readonly width: number;
  /** How many of them share the terms of a tile; one has them for itself where nothing is said, or the kernel knows no more. */
  readonly parts?: number;
}

/** For titles. */
export function sizeTitle({ pixels, vectors }: RegisterTile): string {
  return `${pixels} pixels by ${lanes * vectors} channels an invocation`;
}

type Contraction = OperationOf<"conv" | "convInputGradient">;

/** Whole numbers below a count. */
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** How tiles are shared out: workgroups are blocks of tiles, `across` of which lie side by side along the channels. */
function blocksOf(operation: Contraction, { pixels, vectors, width, parts = 1 }: Tile) {
  const { groups, results } = contractionOf(operation);
  const [samples = 1, , rows = 1, columns = 1] = operation.output.shape;
  const [wanted, resultVectors] = [samples * rows * columns, vectorsFor(results)];
  const tilesAcross = Math.ceil(resultVectors / vectors);
  // Few channels leave more of a workgroup to pixels.
  const across = 2 ** Math.ceil(Math.min(Math.log2(width / parts) / 2, Math.log2(tilesAcross)));
  const down = Math.ceil(wanted / ((width / parts / across) * pixels));
  return { groups, wanted, resultVectors, across, along: Math.ceil(tilesAcross / across), down };
}

/** The workgroups of a tiled kernel, and numbers that {@link tileLines} reads. */
export function tiling(
  operation: Contraction,
  tile: Tile,
): Pick<Kernel, "constants" | "builtins" | "workgroup" | "groups" | "shape"> {
  const { groups, resultVectors, across, along, down } = blocksOf(operation, tile);
  return {
    constants: { PIXELS: tile.pixels, VECTORS: tile.vectors, WIDTH: tile.width },
    builtins: ["group", "groups", "local"],
    workgroup: ["$WIDTH", "1"],
    groups: folded(along * down * groups),
    shape: [
      ["across", across],
      ["blocks_along", along],
      ["blocks_down", down],
      ["channel_groups", groups],
      ["result_vectors", resultVectors],
    ],
  };
}

/** Which tile it is: pixels from `first`, vectors from `vector` of what results in `channel_group`. */
export const tileLines: readonly string[] = [
  "let block = group.x + group.y * groups.x;",
  "let vector = (block % $shape.blocks_along * $shape.across + local.x % $shape.across) * $VECTORS;",
  "let down = block / $shape.blocks_along;",
  "let first = (down % $shape.blocks_down * ($WIDTH / $shape.across) + local.x / $shape.across) * $PIXELS;",
  "let channel_group = down / $shape.blocks_down;",
  "if ((first >= $shape.count) | (vector >= $shape.result_vectors) | (channel_group >= $shape.channel_groups)) {",
  "  return;",
  "}",
];

/**
 * Coordinates and sums of the tile's pixels: of the first one by division, which is dear, and of each other from the one
 * before.
 */
export function pixelLines({ pixels, vectors }: Tile): string[] {
  return [
    "let pixel = min(first, $shape.count - 1);",
    "let line = pixel / $shape.out_width;",
    "let x0 = pixel - line * $shape.out_width;",
    "let sample0 = line / $shape.out_height;",
    "let y0 = line - sample0 * $shape.out_height;",
    "// Behind the last pixel, that one is computed again, and not written.",
    ...(pixels > 1
      ? ["// The next pixel: along the row, then in the row below, then in the next sample."]
      : []),
    ...upTo(pixels - 1).flatMap((p) => [
      `let along${p} = x${p} + u32(first + ${p + 1} < $shape.count);`,
      `let below${p} = y${p} + u32(along${p} == $shape.out_width);`,
      `let x${p + 1} = select(along${p}, 0, along${p} == $shape.out_width);`,
      `let y${p + 1} = select(below${p}, 0, below${p} == $shape.out_height);`,
      `let sample${p + 1} = sample${p} + u32(below${p} == $shape.out_height);`,
    ]),
    ...upTo(pixels).flatMap((p) => upTo(vectors).map((q) => `var sum${p}_${q} = vec4f();`)),
  ];
}

/** Adds the product of a term of every pixel, `in0 …` or a lane of it, with the weights from `weight` on. */
export function termLines({ pixels, vectors }: Tile, lane: string, access: Access): string[] {
  return [
    "{",
    ...indent([
      ...upTo(vectors).map(
        (q) => `let w${q} = ${access.read("weight", q === 0 ? "weight" : `weight + ${q}`)};`,
      ),
      ...upTo(pixels).map((p) =>
        upTo(vectors)
          .map((q) => `sum${p}_${q} += in${p}${lane} * w${q};`)
          .join(" "),
      ),
      "weight += $shape.result_vectors;",
    ]),
    "}",
  ];
}

/** Four terms of every pixel, which lie at `place`, and their products. */
export function vectorLines(tile: Tile, place: (pixel: number) => string, access: Access): string[] {
  return [
    ...upTo(tile.pixels).map((p) => `let in${p} = ${access.read("input", place(p))};`),
    ...[".x", ".y", ".z", ".w"].flatMap((lane) => termLines(tile, lane, access)),
  ];
}

/** Writes the sums that are of pixels and channels: in loops, since what is done with a sum is long, and here only once. */
export function writeLines({ pixels, vectors }: Tile): string[] {
  const sums = upTo(pixels).flatMap((p) => upTo(vectors).map((q) => `sum${p}_${q}`));
  return [
    `var sums = array<vec4f, ${sums.length}>(${sums.join(", ")});`,
    "var x = x0;",
    "var y = y0;",
    "var sample = sample0;",
    "for (var p = 0u; p < $PIXELS; p++) {",
    "  if (first + p >= $shape.count) {",
    "    break;",
    "  }",
    "  for (var q = 0u; q < $VECTORS; q++) {",
    "    if (vector + q < $shape.result_vectors) {",
    "      let channel = channel_group * $shape.result_vectors + vector + q;",
    "      $finish(sample, y, x, channel, sums[p * $VECTORS + q]);",
    "    }",
    "  }",
    "  x += 1;",
    "  y += u32(x == $shape.out_width);",
    "  x = select(x, 0, x == $shape.out_width);",
    "  sample += u32(y == $shape.out_height);",
    "  y = select(y, 0, y == $shape.out_height);",
    "}",
  ];
}

/**
 * The work of so many terms and loads a pixel, which has so many registers besides its sums. Every tap reads its pixels
 * anew: what one workgroup goes through is more than a core keeps.
 */
export function tileWork(
  operation: Contraction,
  tile: Tile,
  { terms, loads, registers }: { readonly terms: number; readonly loads: number; readonly registers: number },
): KernelWork {
  const { pixels, vectors, parts = 1 } = tile;
  const { groups, wanted, resultVectors, along, down } = blocksOf(operation, tile);
  const [tiles, columns] = [Math.ceil(wanted / pixels), Math.ceil(resultVectors / vectors)];
  const sums = pixels * vectors;
  const finish = finishWork(operation, wanted * resultVectors * groups);
  return {
    flops: lanes * sums * (2 * terms + (parts > 1 ? parts : 0)) * tiles * columns * groups + finish.flops,
    loads: (pixels * loads + vectors * terms) * tiles * columns * groups + finish.loads,
    traffic:
      4 * terms * groups * (pixels * tiles * along + lanes * vectors * columns * down) + finish.traffic,
    registers: addressRegisters + lanes * (sums + vectors) + registers * pixels,
    chains: lanes * sums,
  };
}
