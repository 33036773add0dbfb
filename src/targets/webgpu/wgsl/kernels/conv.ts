import type { OperationOf, Window } from "../../../../program/program.js";
import type { View } from "../../../../program/view.js";
import { contractionOf } from "../../contraction.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { indent, pixelStrides, vectorOperand, type Access, type Kernel } from "../kernel.js";
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

/**
 * A convolution, or its transpose, as a matrix product that is never written out: each invocation sums a tile of pixels
 * by vectors of channels in registers, tap by tap and four terms at a time. A tap outside of the picture reads the zeros
 * at the beginning of the buffer, so that the inner loop has no branch; nor has the loop over taps, for which drivers in
 * software take minutes. Weights are `[groups, kh, kw, terms, results]`.
 */
export function convKernel(operation: OperationOf<"conv" | "convInputGradient">, tile: Tile): Kernel {
  const { terms } = contractionOf(operation);
  const source = operation.kind === "conv" ? operation.input : operation.gradient;
  const input = vectorOperand("input", source);
  const [, , height = 1, width = 1] = source.shape;
  const [termVectors, resultVectors] = [vectorsFor(terms), vectorsFor(contractionOf(operation).results)];
  const { kernel } = operation.window;
  const taps = kernel[0] * kernel[1];
  const steps = taps * sharedSteps(termVectors, tile);
  const tiled = tiling(operation, tile);
  return {
    name: operation.kind === "conv" ? "conv" : "conv_transposed",
    title: `${operation.kind === "conv" ? "Convolution" : "Transposed convolution"}, ${sizeTitle(tile)}${sharingTitle(tile)}${thenTitle(operation.epilogue)}.`,
    ...tiled,
    ...sharing(tile, tiled.constants),
    shape: [
      ...tiled.shape,
      ...finishShape(operation),
      ["height", height],
      ["width", width],
      ["term_vectors", termVectors],
      ...windowShape(operation.window),
      ...pixelStrides("input", input.view),
      ["weight_group", lanes * taps * termVectors * resultVectors],
    ],
    inputs: [input, vectorOperand("weight", flat(operation.weight), 0), ...finishOperands(operation)],
    output: vectorOperand("output", operation.output),
    // Of each pixel four terms, its coordinates, and where they are.
    work: tileWork(operation, tile, { terms: lanes * steps, loads: steps, registers: lanes + 5 }),
    functions: (access) => finishFunction(operation, access),
    body: (access) => body(operation.kind, tile, access),
  };
}

export function windowShape({ kernel, stride, dilation, padding }: Window): Kernel["shape"] {
  return [
    ["kernel_height", kernel[0]],
    ["kernel_width", kernel[1]],
    ["stride_y", stride[0]],
    ["stride_x", stride[1]],
    ["dilation_y", dilation[0]],
    ["dilation_x", dilation[1]],
    ["pad_top", padding[0]],
    ["pad_left", padding[1]],
  ];
}

/** A packed weight lies in the order in which it is read. */
export function flat(view: View): View {
  return { ...view, shape: [view.shape.reduce((product, extent) => product * extent, 1)], strides: [1] };
}

function body(kind: "conv" | "convInputGradient", tile: Tile, access: Access): string[] {
  const isTransposed = kind === "convInputGradient";
  return [
    ...openingLines(tile),
    "// Coordinates below 0 wrap to large ones.",
    ...pixelLines(tile),
    ...upTo(tile.pixels).map(
      (p) =>
        `let base${p} = $shape.input_at + sample${p} * $shape.input_sample + channel_group * $shape.term_vectors;`,
    ),
    weightLine(tile, "$shape.weight_at + channel_group * $shape.weight_group + vector"),
    "for (var ky = 0u; ky < $shape.kernel_height; ky++) {",
    "  for (var kx = 0u; kx < $shape.kernel_width; kx++) {",
    ...indent(
      [
        ...upTo(tile.pixels).flatMap((p) => [
          ...(isTransposed
            ? [
                `let down${p} = y${p} + $shape.pad_top - ky * $shape.dilation_y;`,
                `let along${p} = x${p} + $shape.pad_left - kx * $shape.dilation_x;`,
                `let row${p} = down${p} / $shape.stride_y;`,
                `let column${p} = along${p} / $shape.stride_x;`,
                `let isTap${p} = (row${p} * $shape.stride_y == down${p}) & (column${p} * $shape.stride_x == along${p});`,
                `let isInside${p} = isTap${p} & (row${p} < $shape.height) & (column${p} < $shape.width);`,
              ]
            : [
                `let row${p} = y${p} * $shape.stride_y + ky * $shape.dilation_y - $shape.pad_top;`,
                `let column${p} = x${p} * $shape.stride_x + kx * $shape.dilation_x - $shape.pad_left;`,
                `let isInside${p} = (row${p} < $shape.height) & (column${p} < $shape.width);`,
              ]),
          `let at${p} = select(0, base${p} + row${p} * $shape.input_row + column${p} * $shape.input_pixel, isInside${p});`,
          `let reach${p} = select(0u, 0xffffffffu, isInside${p});`,
        ]),
        ...termLines(tile, (p) => `at${p} + (term & reach${p})`, access, "(ky * $shape.kernel_width + kx)"),
      ],
      2,
    ),
    "  }",
    "}",
    ...closingLines(tile),
  ];
}
