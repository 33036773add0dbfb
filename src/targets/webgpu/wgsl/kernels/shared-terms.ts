import { lanes } from "../../vectors.js";
import { indent, type Access, type Kernel } from "../kernel.js";
import { tileLines, upTo, vectorLines, writeLines, type Tile } from "./tile.js";

// The terms of a tile shared by several invocations, which put their sums together in memory that they share, always in
// the same order.

/** What the kernel of such a tile has besides; nothing where terms are not shared. */
export function sharing(
  { width, pixels, vectors, parts = 1 }: Tile,
  constants: Kernel["constants"],
): Pick<Kernel, "constants" | "shared"> {
  if (parts === 1) return { constants };
  return { constants: { ...constants, PARTS: parts }, shared: width * pixels * vectors * lanes };
}

/** For titles. */
export function sharingTitle(tile: Tile): string {
  return isShared(tile) ? `, whose terms ${tile.parts} share` : "";
}

/** Vectors of terms that are gone through: the last ones leave some of those who share them without one. */
export function sharedSteps(termVectors: number, { parts = 1 }: Tile): number {
  return parts * Math.ceil(termVectors / parts);
}

/** Where an invocation's tile is, whether its terms are shared or not. */
export function openingLines(tile: Tile): readonly string[] {
  return isShared(tile) ? sharedTileLines : tileLines;
}

/** Declares the place of the weights, which moves where one invocation goes through all of them. */
export function weightLine(tile: Tile, place: string): string {
  return `${isShared(tile) ? "let weights" : "var weight"} = ${place};`;
}

/** The loop over the terms of a tap, which are behind those of `tap` earlier ones, or of none. */
export function termLines(
  tile: Tile,
  at: (pixel: number) => string,
  access: Access,
  tap?: string,
): readonly string[] {
  const terms = indent(vectorLines(tile, at, access));
  if (!isShared(tile)) return ["for (var term = 0u; term < $shape.term_vectors; term++) {", ...terms, "}"];
  const behind = tap === undefined ? "term" : "(tap + term)";
  return [
    ...(tap === undefined ? [] : [`let tap = ${tap} * $shape.term_vectors;`]),
    "for (var term = part; term < $shape.term_vectors; term += $PARTS) {",
    `  var weight = weights + 4 * ${behind} * $shape.result_vectors;`,
    ...terms,
    "}",
  ];
}

/** Writes the sums of a tile, of all parts where its terms are shared. */
export function closingLines(tile: Tile): readonly string[] {
  return isShared(tile) ? sharedWriteLines(tile) : writeLines(tile);
}

function isShared({ parts = 1 }: Tile): boolean {
  return parts > 1;
}

/** As {@link tileLines}. All invocations meet at the barrier: behind the last vector or group, that one is computed again. */
const sharedTileLines: readonly string[] = [
  "let block = group.x + group.y * groups.x;",
  "let part = local.x % $PARTS;",
  "let tile = local.x / $PARTS;",
  "let wanted = (block % $shape.blocks_along * $shape.across + tile % $shape.across) * $VECTORS;",
  "let vector = min(wanted, $shape.result_vectors - 1);",
  "let down = block / $shape.blocks_along;",
  "let first = (down % $shape.blocks_down * ($WIDTH / $PARTS / $shape.across) + tile / $shape.across) * $PIXELS;",
  "let channel_group = min(down / $shape.blocks_down, $shape.channel_groups - 1);",
  "let isWanted = (wanted == vector) & (down / $shape.blocks_down == channel_group);",
];

/** As {@link writeLines}: each part writes some of the sums. */
function sharedWriteLines({ pixels, vectors }: Tile): readonly string[] {
  const sums = upTo(pixels).flatMap((p) => upTo(vectors).map((q) => `sum${p}_${q}`));
  return [
    "let sums = $PIXELS * $VECTORS * 4;",
    `var parts = array<vec4f, ${sums.length}>(${sums.join(", ")});`,
    "for (var sum = 0u; sum < $PIXELS * $VECTORS; sum++) {",
    "  let to = local.x * sums + 4 * sum;",
    ...upTo(lanes).map((lane) => `  $shared[to + ${lane}] = parts[sum][${lane}];`),
    "}",
    "workgroupBarrier();",
    "for (var sum = part; sum < $PIXELS * $VECTORS; sum += $PARTS) {",
    ...indent([
      "let pixel = first + sum / $VECTORS;",
      "let own = vector + sum % $VECTORS;",
      "if (!isWanted | (pixel >= $shape.count) | (own >= $shape.result_vectors)) {",
      "  continue;",
      "}",
      "var whole = vec4f();",
      "for (var other = 0u; other < $PARTS; other++) {",
      "  let from_part = (tile * $PARTS + other) * sums + 4 * sum;",
      "  whole += vec4f($shared[from_part], $shared[from_part + 1], $shared[from_part + 2], $shared[from_part + 3]);",
      "}",
      "let x = pixel % $shape.out_width;",
      "let y = pixel / $shape.out_width % $shape.out_height;",
      "let sample = pixel / ($shape.out_width * $shape.out_height);",
      "$finish(sample, y, x, channel_group * $shape.result_vectors + own, whole);",
    ]),
    "}",
  ];
}
