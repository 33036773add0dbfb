import type { OperationOf } from "../../../../program/program.js";
import type { View } from "../../../../program/view.js";
import { isInVectors, lanes } from "../../vectors.js";
import {
  indent,
  itemLines,
  mostGroups,
  numberOperand,
  overItems,
  vectorOperand,
  type Access,
  type Kernel,
} from "../kernel.js";
import { operationsOf } from "../scalar.js";
import { addressRegisters, type KernelWork } from "../work.js";
import { thenTitle } from "./epilogue.js";

type Product = OperationOf<"matmul">;

/** A matrix product: by whole workgroups where both factors lie side by side along the terms, or else number by number. */
export function productKernel(operation: Product): Kernel {
  const { a, b } = operation;
  return a.strides[1] === 1 && b.strides[0] === 1 ? denseKernel(operation) : plainKernel(operation);
}

/**
 * A dense layer: the invocations of a workgroup share the terms of a column, four or one at a time, for a few rows, and
 * put their parts together as a tree. Weights are read once, in the order in which they lie.
 */
function denseKernel(operation: Product): Kernel {
  const { a, b, output } = operation;
  const terms = a.shape[1] ?? 1;
  const [rows = 1, columns = 1] = output.shape;
  const isVector = terms % lanes === 0 && isInVectors(a, 1) && isInVectors(b, 0);
  const input = isVector ? vectorOperand("input", a, 1) : numberOperand("input", a);
  const weight = isVector ? vectorOperand("weight", b, 0) : numberOperand("weight", b);
  const tile = Math.min(rows, 4);
  const each = Array.from({ length: tile }, (_, index) => index);
  const count = input.view.shape[1] ?? 1;
  const down = Math.ceil(columns / mostGroups);
  return {
    name: "dense",
    title: `Dense layer, a workgroup for each output of ${tile === 1 ? "a row" : `${tile} rows`}${thenTitle(operation.epilogue)}.`,
    constants: { PARTS: 64, ROWS: tile },
    shape: [
      ["rows", rows],
      ["columns", columns],
      ["terms", count],
      ["input_row", input.view.strides[0] ?? 0],
      ["weight_column", weight.view.strides[1] ?? 0],
      ...finishShape(operation),
    ],
    inputs: [input, weight, ...finishOperands(operation)],
    output: numberOperand("output", output),
    shared: 64 * tile,
    builtins: ["group", "groups", "local"],
    workgroup: ["$PARTS", "1"],
    groups: [Math.ceil(columns / down), down, Math.ceil(rows / tile)],
    work: denseWork(operation, { tile, workgroups: columns * Math.ceil(rows / tile), isVector }),
    functions: (access) => finishFunction(operation, access),
    body: (access) => {
      const product = (row: number): string => {
        const value = access.read("input", `from${row} + term`);
        return isVector ? `part${row} += dot(${value}, weight);` : `part${row} += ${value} * weight;`;
      };
      return [
        "// Behind the last column, that one is computed again, and not written: all invocations meet at the barriers.",
        "let wanted = group.x + group.y * groups.x;",
        "let column = min(wanted, $shape.columns - 1);",
        "let first = group.z * $ROWS;",
        ...each.flatMap((row) => [
          `let from${row} = $shape.input_at + min(first + ${row}, $shape.rows - 1) * $shape.input_row;`,
          `var part${row} = 0.0;`,
        ]),
        "let weights = $shape.weight_at + column * $shape.weight_column;",
        "for (var term = local.x; term < $shape.terms; term += $PARTS) {",
        ...indent([`let weight = ${access.read("weight", "weights + term")};`, ...each.map(product)]),
        "}",
        ...each.map((row) => `$shared[${row} * $PARTS + local.x] = part${row};`),
        "workgroupBarrier();",
        "for (var half = $PARTS / 2; half > 0; half /= 2) {",
        "  if (local.x < half) {",
        ...each.map(
          (row) => `    $shared[${row} * $PARTS + local.x] += $shared[${row} * $PARTS + local.x + half];`,
        ),
        "  }",
        "  workgroupBarrier();",
        "}",
        "if (local.x < $ROWS && first + local.x < $shape.rows && wanted < $shape.columns) {",
        "  $finish(first + local.x, column, $shared[local.x * $PARTS]);",
        "}",
      ];
    },
  };
}

function denseWork(
  operation: Product,
  {
    tile,
    workgroups,
    isVector,
  }: { readonly tile: number; readonly workgroups: number; readonly isVector: boolean },
): KernelWork {
  const terms = operation.a.shape[1] ?? 1;
  const width = isVector ? lanes : 1;
  const finish = finishWork(operation, workgroups * tile);
  return {
    flops: workgroups * tile * (2 * terms + 64) + finish.flops,
    loads: (workgroups * (1 + tile) * terms) / width + finish.loads,
    traffic: 4 * workgroups * (1 + tile) * terms + finish.traffic,
    registers: addressRegisters + width * (1 + tile) + 2 * tile,
    chains: tile,
  };
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

/** Bias and epilogue for so many elements. */
function finishWork(
  { bias, epilogue }: Product,
  items: number,
): Pick<KernelWork, "flops" | "loads" | "traffic"> {
  const operands = (bias === undefined ? 0 : 1) + (epilogue?.operands.length ?? 0);
  const flops = (bias === undefined ? 0 : 1) + (epilogue ? operationsOf(epilogue.expression) : 0);
  return { flops: items * flops, loads: items * operands, traffic: 4 * items * operands };
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

function named(operation: Product): readonly (readonly [string, View])[] {
  return (operation.epilogue?.operands ?? []).map((view, index) => [`operand${index + 1}`, view]);
}

function finishOperands(operation: Product) {
  const { bias } = operation;
  return [
    ...(bias === undefined ? [] : [numberOperand("bias", bias)]),
    ...named(operation).map(([role, view]) => numberOperand(role, view)),
  ];
}

function finishShape(operation: Product): Kernel["shape"] {
  const { bias, output } = operation;
  return [
    ...(bias === undefined ? [] : [["bias_column", bias.strides.at(-1) ?? 0] as const]),
    ...[...named(operation), ["output", output] as const].flatMap(([role, { strides }]) => [
      [`${role}_row`, strides[0] ?? 0] as const,
      [`${role}_column`, strides[1] ?? 0] as const,
    ]),
  ];
}

/** `$finish(row, column, sum)`: bias and epilogue for one element. */
function finishFunction(operation: Product, access: Access): readonly string[] {
  const { bias, epilogue } = operation;
  const roles = named(operation).map(([role]) => role);
  const place = (role: string): string =>
    `$shape.${role}_at + row * $shape.${role}_row + column * $shape.${role}_column`;
  const printed = epilogue && access.compute(epilogue.expression, ["value", ...roles], "f32");
  return [
    "fn $finish(row: u32, column: u32, sum: f32) {",
    ...indent([
      bias === undefined
        ? "let value = sum;"
        : `let value = sum + ${access.read("bias", "$shape.bias_at + column * $shape.bias_column")};`,
      ...roles.map((role) => `let ${role} = ${access.read(role, place(role))};`),
      ...(printed?.statements ?? []),
      access.write(place("output"), printed?.value ?? "value"),
    ]),
    "}",
  ];
}
