import type { OperationOf } from "../../../../program/program.js";
import { contractionOf } from "../../contraction.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { indent, pixelStrides, vectorOperand, type Access, type Kernel } from "../kernel.js";
import { flat } from "./conv.js";
import { finishFunction, finishOperands, finishShape, thenTitle } from "./epilogue.js";
import {
  pixelLines,
  sizeTitle,
  tileLines,
  tileWork,
  tiling,
  upTo,
  vectorLines,
  writeLines,
  type Tile,
} from "./tile.js";

/** Whether every result needs one pixel, which there is. */
export function isPointwise({ kernel, padding }: OperationOf<"conv">["window"]): boolean {
  return kernel.every((extent) => extent === 1) && padding.every((extent) => extent === 0);
}

/**
 * A convolution of one tap: a matrix product. Weights are `[groups, terms, results]`. Where invocations share the terms of
 * a tile, they put their parts together in memory that they share, always in the same order.
 */
export function pointwiseKernel(operation: OperationOf<"conv">, tile: Tile): Kernel {
  const { terms, results } = contractionOf(operation);
  const { stride } = operation.window;
  const input = vectorOperand("input", operation.input);
  const [termVectors, resultVectors] = [vectorsFor(terms), vectorsFor(results)];
  const { parts = 1 } = tile;
  // The last terms leave some of those who share them without one.
  const steps = parts * Math.ceil(termVectors / parts);
  const tiled = tiling(operation, tile);
  return {
    name: "conv_1x1",
    title: `Convolution of one tap, ${sizeTitle(tile)}${parts > 1 ? `, whose terms ${parts} share` : ""}${thenTitle(operation.epilogue)}.`,
    ...tiled,
    ...(parts > 1 && {
      constants: { ...tiled.constants, PARTS: parts },
      shared: tile.width * tile.pixels * tile.vectors * lanes,
    }),
    shape: [
      ...tiled.shape,
      ...finishShape(operation),
      ["term_vectors", termVectors],
      ["stride_y", stride[0]],
      ["stride_x", stride[1]],
      ...pixelStrides("input", input.view),
      ["weight_group", lanes * termVectors * resultVectors],
    ],
    inputs: [input, vectorOperand("weight", flat(operation.weight), 0), ...finishOperands(operation)],
    output: vectorOperand("output", operation.output),
    // Of each pixel four terms, and where they are.
    work: tileWork(operation, tile, { terms: lanes * steps, loads: steps, registers: lanes + 1 }),
    functions: (access) => finishFunction(operation, access),
    body: (access) => (parts > 1 ? sharedBody : ownBody)(tile, access),
  };
}

function placeOf(p: number): string {
  return (
    `$shape.input_at + sample${p} * $shape.input_sample + y${p} * $shape.stride_y * $shape.input_row` +
    ` + x${p} * $shape.stride_x * $shape.input_pixel + channel_group * $shape.term_vectors`
  );
}

function ownBody(tile: Tile, access: Access): readonly string[] {
  return [
    ...tileLines,
    ...pixelLines(tile),
    ...upTo(tile.pixels).map((p) => `let at${p} = ${placeOf(p)};`),
    "var weight = $shape.weight_at + channel_group * $shape.weight_group + vector;",
    "for (var term = 0u; term < $shape.term_vectors; term++) {",
    ...indent(vectorLines(tile, (p) => `at${p} + term`, access)),
    "}",
    ...writeLines(tile),
  ];
}

/** All invocations meet at the barrier: behind the last vector or group, that one is computed again, and not written. */
function sharedBody(tile: Tile, access: Access): readonly string[] {
  const { pixels, vectors } = tile;
  return [
    "let block = group.x + group.y * groups.x;",
    "let part = local.x % $PARTS;",
    "let tile = local.x / $PARTS;",
    "let wanted = (block % $shape.blocks_along * $shape.across + tile % $shape.across) * $VECTORS;",
    "let vector = min(wanted, $shape.result_vectors - 1);",
    "let down = block / $shape.blocks_along;",
    "let first = (down % $shape.blocks_down * ($WIDTH / $PARTS / $shape.across) + tile / $shape.across) * $PIXELS;",
    "let channel_group = min(down / $shape.blocks_down, $shape.channel_groups - 1);",
    "let isWanted = (wanted == vector) & (down / $shape.blocks_down == channel_group);",
    ...pixelLines(tile),
    ...upTo(pixels).map((p) => `let at${p} = ${placeOf(p)};`),
    "let weights = $shape.weight_at + channel_group * $shape.weight_group + vector;",
    "for (var term = part; term < $shape.term_vectors; term += $PARTS) {",
    ...indent([
      "var weight = weights + 4 * term * $shape.result_vectors;",
      ...vectorLines(tile, (p) => `at${p} + term`, access),
    ]),
    "}",
    "let sums = $PIXELS * $VECTORS * 4;",
    ...upTo(pixels).flatMap((p) =>
      upTo(vectors).flatMap((q) =>
        upTo(lanes).map(
          (lane) => `$shared[local.x * sums + ${lanes * (p * vectors + q) + lane}] = sum${p}_${q}[${lane}];`,
        ),
      ),
    ),
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
