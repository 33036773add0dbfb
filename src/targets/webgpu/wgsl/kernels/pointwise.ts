import type { OperationOf } from "../../../../program/program.js";
import { contractionOf } from "../../contraction.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { pixelStrides, vectorOperand, type Access, type Kernel } from "../kernel.js";
import { flat } from "./conv.js";
import { finishFunction, finishOperands, finishShape, thenTitle } from "./epilogue.js";
import {
  closingLines,
  openingLines,
  sharedSteps,
  sharing,
  sharingTitle,
  termLines,
  weightLine,
} from "./shared-terms.js";
import { pixelLines, sizeTitle, tileWork, tiling, upTo, type Tile } from "./tile.js";

/** Whether every result needs one pixel, which there is. */
export function isPointwise({ kernel, padding }: OperationOf<"conv">["window"]): boolean {
  return kernel.every((extent) => extent === 1) && padding.every((extent) => extent === 0);
}

/** A convolution of one tap: a matrix product. Weights are `[groups, terms, results]`. */
export function pointwiseKernel(operation: OperationOf<"conv">, tile: Tile): Kernel {
  const { terms, results } = contractionOf(operation);
  const { stride } = operation.window;
  const input = vectorOperand("input", operation.input);
  const [termVectors, resultVectors] = [vectorsFor(terms), vectorsFor(results)];
  const steps = sharedSteps(termVectors, tile);
  const tiled = tiling(operation, tile);
  return {
    name: "conv_1x1",
    title: `Convolution of one tap, ${sizeTitle(tile)}${sharingTitle(tile)}${thenTitle(operation.epilogue)}.`,
    ...tiled,
    ...sharing(tile, tiled.constants),
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
    body: (access) => body(tile, access),
  };
}

function placeOf(p: number): string {
  return (
    `$shape.input_at + sample${p} * $shape.input_sample + y${p} * $shape.stride_y * $shape.input_row` +
    ` + x${p} * $shape.stride_x * $shape.input_pixel + channel_group * $shape.term_vectors`
  );
}

function body(tile: Tile, access: Access): readonly string[] {
  return [
    ...openingLines(tile),
    ...pixelLines(tile),
    ...upTo(tile.pixels).map((p) => `let at${p} = ${placeOf(p)};`),
    weightLine(tile, "$shape.weight_at + channel_group * $shape.weight_group + vector"),
    ...termLines(tile, (p) => `at${p} + term`, access),
    ...closingLines(tile),
  ];
}
