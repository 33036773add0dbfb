import type { OperationOf } from "../../../../program/program.js";
import { indent, numberOperand, pixelStrides, vectorOperand, type Access, type Kernel } from "../kernel.js";
import { flat } from "./conv.js";
import { finishFunction, finishOperands, finishShape, thenTitle } from "./epilogue.js";
import {
  pixelLines,
  sizeTitle,
  termLines,
  tileLines,
  tileWork,
  tiling,
  upTo,
  writeLines,
  type Tile,
} from "./tile.js";

/**
 * A convolution of fewer channels than a vector has: a row of a window is a run of numbers side by side, in an input that
 * has its padding in memory. Weights are `[kh, kw * terms, results]`.
 */
export function runsKernel(operation: OperationOf<"conv">, tile: Tile): Kernel {
  const { kernel, stride, dilation } = operation.window;
  const input = numberOperand("input", operation.input);
  const run = kernel[1] * (operation.input.shape[1] ?? 1);
  const terms = termsOf(run);
  const tapRow = dilation[0] * (input.view.strides[2] ?? 0);
  const tiled = tiling(operation, tile);
  return {
    name: "conv_runs",
    title: `Convolution of few channels, ${sizeTitle(tile)}, ${terms} terms at a time${thenTitle(operation.epilogue)}.`,
    ...tiled,
    constants: { ...tiled.constants, TERMS: terms },
    shape: [
      ...tiled.shape,
      ...finishShape(operation),
      ["run", run],
      ["stride_y", stride[0]],
      ["stride_x", stride[1]],
      ...pixelStrides("input", input.view),
      ["tap_row", tapRow],
      ["end", kernel[0] * tapRow],
    ],
    inputs: [input, vectorOperand("weight", flat(operation.weight), 0), ...finishOperands(operation)],
    output: vectorOperand("output", operation.output),
    // Of each pixel a term, and where its window is.
    work: tileWork(operation, tile, { terms: kernel[0] * run, loads: kernel[0] * run, registers: 2 }),
    functions: (access) => finishFunction(operation, access),
    body: (access) => body(tile, terms, access),
  };
}

/** Terms of an iteration: the smallest part of a run that is no less than three. */
function termsOf(run: number): number {
  return upTo(run).find((terms) => terms >= 3 && run % terms === 0) ?? run;
}

function body(tile: Tile, terms: number, access: Access): readonly string[] {
  const place = (p: number): string =>
    `$shape.input_at + sample${p} * $shape.input_sample + y${p} * $shape.stride_y * $shape.input_row` +
    ` + x${p} * $shape.stride_x * $shape.input_pixel`;
  return [
    ...tileLines,
    ...pixelLines(tile),
    ...upTo(tile.pixels).map((p) => `let at${p} = ${place(p)};`),
    "var weight = $shape.weight_at + vector;",
    "var row = 0u;",
    "var column = 0u;",
    "// One loop: drivers in software are slow at carrying sums into another.",
    "while (row < $shape.end) {",
    ...indent([
      "let start = row + column;",
      ...upTo(terms).flatMap((term) => [
        "{",
        ...indent([
          ...upTo(tile.pixels).map((p) => {
            const index = `at${p} + start${term === 0 ? "" : ` + ${term}`}`;
            return `let in${p} = ${access.read("input", index)};`;
          }),
          ...termLines(tile, "", access),
        ]),
        "}",
      ]),
      "column += $TERMS;",
      "row += select(0, $shape.tap_row, column == $shape.run);",
      "column = select(column, 0, column == $shape.run);",
    ]),
    "}",
    ...writeLines(tile),
  ];
}
