import type { OperationOf } from "../../../../program/program.js";
import { isInVectors, lanes } from "../../vectors.js";
import {
  folded,
  indent,
  itemLines,
  numberOperand,
  overItems,
  vectorOperand,
  type Access,
  type Kernel,
} from "../kernel.js";
import { addressRegisters, type KernelWork } from "../work.js";
import { thenTitle } from "./epilogue.js";
import { finishFunction, finishOperands, finishShape, finishWork } from "./product-finish.js";
import { upTo } from "./tile.js";

type Product = OperationOf<"matmul">;

/**
 * A dense layer: so many invocations of a workgroup share the terms of a column, four or one at a time, for a few rows,
 * and put their parts together as a tree; or one has a column for itself. Weights are read once, in the order in which
 * they lie.
 */
export function denseKernel(operation: Product, parts: number): Kernel {
  const { a, b, output } = operation;
  const terms = a.shape[1] ?? 1;
  const [rows = 1, columns = 1] = output.shape;
  const isVector = terms % lanes === 0 && isInVectors(a, 1) && isInVectors(b, 0);
  const input = isVector ? vectorOperand("input", a, 1) : numberOperand("input", a);
  const weight = isVector ? vectorOperand("weight", b, 0) : numberOperand("weight", b);
  const tile = Math.min(rows, 4);
  const blocks = columns * Math.ceil(rows / tile);
  const height = tile === 1 ? "a row" : `${tile} rows`;
  const isShared = parts > 1;
  const over = overItems(blocks);
  return {
    name: "dense",
    title: `Dense layer, ${isShared ? "a workgroup" : "an invocation"} for each output of ${height}${thenTitle(operation.epilogue)}.`,
    ...(isShared
      ? {
          constants: { PARTS: parts, ROWS: tile },
          shared: parts * tile,
          builtins: ["group", "groups", "local"],
          workgroup: ["$PARTS", "1"],
          groups: folded(blocks),
        }
      : { ...over, constants: { ...over.constants, ROWS: tile } }),
    shape: [
      ["count", blocks],
      ["rows", rows],
      ["columns", columns],
      ["terms", input.view.shape[1] ?? 1],
      ["input_row", input.view.strides[0] ?? 0],
      ["weight_column", weight.view.strides[1] ?? 0],
      ...finishShape(operation),
    ],
    inputs: [input, weight, ...finishOperands(operation)],
    output: numberOperand("output", output),
    work: denseWork(operation, { tile, blocks, isVector, parts }),
    functions: (access) => finishFunction(operation, access),
    body: (access) => (isShared ? sharedBody : ownBody)(tile, isVector, access),
  };
}

function ownBody(tile: number, isVector: boolean, access: Access): readonly string[] {
  return [
    ...itemLines,
    "let column = item % $shape.columns;",
    "let first = item / $shape.columns * $ROWS;",
    ...sumLines(tile, isVector, access, "var term = 0u; term < $shape.terms; term++"),
    ...upTo(tile).flatMap((row) =>
      row === 0
        ? ["$finish(first, column, part0);"]
        : [`if (first + ${row} < $shape.rows) {`, `  $finish(first + ${row}, column, part${row});`, "}"],
    ),
  ];
}

function sharedBody(tile: number, isVector: boolean, access: Access): readonly string[] {
  return [
    "let block = group.x + group.y * groups.x;",
    "let column = block % $shape.columns;",
    "let first = block / $shape.columns * $ROWS;",
    ...sumLines(tile, isVector, access, "var term = local.x; term < $shape.terms; term += $PARTS"),
    ...upTo(tile).map((row) => `$shared[${row} * $PARTS + local.x] = part${row};`),
    "workgroupBarrier();",
    "for (var half = $PARTS / 2; half > 0; half /= 2) {",
    "  if (local.x < half) {",
    ...upTo(tile).map(
      (row) => `    $shared[${row} * $PARTS + local.x] += $shared[${row} * $PARTS + local.x + half];`,
    ),
    "  }",
    "  workgroupBarrier();",
    "}",
    "if ((local.x < $ROWS) & (first + local.x < $shape.rows)) {",
    "  $finish(first + local.x, column, $shared[local.x * $PARTS]);",
    "}",
  ];
}

/** Products of the rows from `first` on with a column, over the terms of a loop. */
function sumLines(tile: number, isVector: boolean, access: Access, loop: string): readonly string[] {
  const product = (row: number): string => {
    const value = access.read("input", `from${row} + term`);
    return isVector ? `part${row} += dot(${value}, weight);` : `part${row} += ${value} * weight;`;
  };
  return [
    "// Behind the last row, that one is computed again, and not written.",
    ...upTo(tile).flatMap((row) => [
      `let from${row} = $shape.input_at + min(first + ${row}, $shape.rows - 1) * $shape.input_row;`,
      `var part${row} = 0.0;`,
    ]),
    "let weights = $shape.weight_at + column * $shape.weight_column;",
    `for (${loop}) {`,
    ...indent([`let weight = ${access.read("weight", "weights + term")};`, ...upTo(tile).map(product)]),
    "}",
  ];
}

function denseWork(
  operation: Product,
  {
    tile,
    blocks,
    isVector,
    parts,
  }: { readonly tile: number; readonly blocks: number; readonly isVector: boolean; readonly parts: number },
): KernelWork {
  const terms = operation.a.shape[1] ?? 1;
  const width = isVector ? lanes : 1;
  const finish = finishWork(operation, blocks * tile);
  return {
    flops: blocks * tile * (2 * terms + parts) + finish.flops,
    loads: (blocks * (1 + tile) * terms) / width + finish.loads,
    traffic: 4 * blocks * (1 + tile) * terms + finish.traffic,
    registers: addressRegisters + width * (1 + tile) + 2 * tile,
    chains: tile,
  };
}
