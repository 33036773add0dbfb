import type { OperationOf } from "../../../../program/program.js";
import { itemLines, numberOperand, overItems, type Kernel } from "../kernel.js";
import { addressRegisters, type KernelWork } from "../work.js";
import { denseKernel } from "./dense.js";
import { thenTitle } from "./epilogue.js";
import { finishFunction, finishOperands, finishShape, finishWork } from "./product-finish.js";

type Product = OperationOf<"matmul">;

/** A matrix product: as a dense layer where both factors lie side by side along the terms, or else number by number. */
export function productKernel(operation: Product, parts: number): Kernel {
  const { a, b } = operation;
  return a.strides[1] === 1 && b.strides[0] === 1 ? denseKernel(operation, parts) : plainKernel(operation);
}

/** Invocations beside one another have columns beside one another, for which a term of the row is read once. */
function plainWork(operation: Product, items: number): KernelWork {
  const [terms = 1, columns = 1] = [operation.a.shape[1], operation.output.shape[1]];
  const finish = finishWork(operation, items);
  return {
    flops: 2 * items * terms + finish.flops,
    loads: 2 * items * terms + finish.loads,
    traffic: 4 * items * terms * (1 + 1 / Math.min(64, columns)) + finish.traffic,
    registers: addressRegisters + 4,
    chains: 1,
  };
}

/** Any strides: an invocation sums one element. */
function plainKernel(operation: Product): Kernel {
  const { a, b, output } = operation;
  const [rows = 1, columns = 1] = output.shape;
  return {
    name: "product",
    title: `Matrix product, number by number${thenTitle(operation.epilogue)}.`,
    ...overItems(rows * columns),
    shape: [
      ["count", rows * columns],
      ["columns", columns],
      ["terms", a.shape[1] ?? 1],
      ["input_row", a.strides[0] ?? 0],
      ["input_term", a.strides[1] ?? 0],
      ["weight_term", b.strides[0] ?? 0],
      ["weight_column", b.strides[1] ?? 0],
      ...finishShape(operation),
    ],
    inputs: [numberOperand("input", a), numberOperand("weight", b), ...finishOperands(operation)],
    output: numberOperand("output", output),
    work: plainWork(operation, rows * columns),
    functions: (access) => finishFunction(operation, access),
    body: (access) => [
      ...itemLines,
      "let row = item / $shape.columns;",
      "let column = item % $shape.columns;",
      "var sum = 0.0;",
      "for (var term = 0u; term < $shape.terms; term++) {",
      `  let input = ${access.read("input", "$shape.input_at + row * $shape.input_row + term * $shape.input_term")};`,
      `  sum += input * ${access.read("weight", "$shape.weight_at + term * $shape.weight_term + column * $shape.weight_column")};`,
      "}",
      "$finish(row, column, sum);",
    ],
  };
}
