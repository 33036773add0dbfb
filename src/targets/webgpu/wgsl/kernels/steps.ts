import type { OperationOf } from "../../../../program/program.js";
import { contractionOf } from "../../contraction.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { indent, pixelStrides, vectorOperand, type Access, type Kernel } from "../kernel.js";
import { boundedFunction, boundedShape, boundsOf } from "./bounded.js";
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

/**
 * A convolution as one loop over four terms of a tap at a time, whatever its window is: what a driver in software takes for a
 * kernel is the time to a first result, and carrying sums into loops is what it does slowly. So most convolutions of a
 * network are one kernel, bias and bounds being numbers of it. Weights are `[groups, kh, kw, terms, results]`.
 */
export function stepsKernel(operation: OperationOf<"conv">, tile: Tile): Kernel {
  const { terms, results } = contractionOf(operation);
  const { kernel, stride, dilation, padding } = operation.window;
  const input = vectorOperand("input", operation.input);
  const weight = vectorOperand("weight", flat(operation.weight), 0);
  const [, , height = 1, width = 1] = operation.input.shape;
  const termVectors = vectorsFor(terms);
  const steps = kernel[0] * kernel[1] * termVectors;
  const tiled = tiling(operation, tile);
  const bounds = boundsOf(operation.epilogue);
  const finish = finishOperands(operation);
  return {
    name: "conv_steps",
    title: `Convolution in one loop, ${sizeTitle(tile)}${bounds ? "; then between bounds" : thenTitle(operation.epilogue)}.`,
    ...tiled,
    shape: [
      ...tiled.shape,
      ...finishShape(operation),
      ...(bounds === undefined ? [] : boundedShape(bounds, operation.bias !== undefined)),
      ["height", height],
      ["width", width],
      ["term_vectors", termVectors],
      ["stride_y", stride[0]],
      ["stride_x", stride[1]],
      ["dilation_y", dilation[0]],
      ["dilation_x", dilation[1]],
      ["end_y", kernel[0] * dilation[0]],
      ["end_x", kernel[1] * dilation[1]],
      ["pad_top", padding[0]],
      ["pad_left", padding[1]],
      ...pixelStrides("input", input.view),
      ["weight_group", lanes * steps * vectorsFor(results)],
    ],
    inputs: [
      input,
      weight,
      // A kernel that takes any bias reads some vector where there is none.
      ...(bounds !== undefined && operation.bias === undefined ? [{ ...weight, role: "bias" }] : finish),
    ],
    output: vectorOperand("output", operation.output),
    // Of each pixel four terms, its coordinates, and where they are.
    work: tileWork(operation, tile, { terms: lanes * steps, loads: steps, registers: lanes + 4 }),
    functions: (access) => (bounds ? boundedFunction(access) : finishFunction(operation, access)),
    body: (access) => body(tile, access),
  };
}

function body(tile: Tile, access: Access): readonly string[] {
  return [
    ...tileLines,
    "// Coordinates below 0 wrap to large ones.",
    ...pixelLines(tile),
    ...upTo(tile.pixels).flatMap((p) => [
      `let top${p} = y${p} * $shape.stride_y - $shape.pad_top;`,
      `let left${p} = x${p} * $shape.stride_x - $shape.pad_left;`,
      `let base${p} = $shape.input_at + sample${p} * $shape.input_sample + top${p} * $shape.input_row` +
        ` + left${p} * $shape.input_pixel + channel_group * $shape.term_vectors;`,
    ]),
    "var weight = $shape.weight_at + channel_group * $shape.weight_group + vector;",
    "var dy = 0u;",
    "var dx = 0u;",
    "var term = 0u;",
    "while (dy < $shape.end_y) {",
    ...indent([
      "let offset = dy * $shape.input_row + dx * $shape.input_pixel + term;",
      "// What is outside of the picture are the zeros before it.",
      ...vectorLines(
        tile,
        (p) =>
          `select(0, base${p} + offset, (top${p} + dy < $shape.height) & (left${p} + dx < $shape.width))`,
        access,
      ),
      "let is_tap = term + 1 == $shape.term_vectors;",
      "term = select(term + 1, 0, is_tap);",
      "dx += select(0, $shape.dilation_x, is_tap);",
      "let is_row = dx == $shape.end_x;",
      "dx = select(dx, 0, is_row);",
      "dy += select(0, $shape.dilation_y, is_row);",
    ]),
    "}",
    ...writeLines(tile),
  ];
}
