import type { OperationOf } from "../../../../program/program.js";
import type { View } from "../../../../program/view.js";
import { indent, numberOperand, type Access, type Kernel } from "../kernel.js";
import { operationsOf } from "../scalar.js";
import type { KernelWork } from "../work.js";

/** What matrix products do with a sum. */
type Finish = Pick<OperationOf<"matmul">, "bias" | "epilogue" | "output">;

/** Bias and epilogue for so many elements. */
export function finishWork(
  { bias, epilogue }: Finish,
  items: number,
): Pick<KernelWork, "flops" | "loads" | "traffic"> {
  const operands = (bias === undefined ? 0 : 1) + (epilogue?.operands.length ?? 0);
  const flops = (bias === undefined ? 0 : 1) + (epilogue ? operationsOf(epilogue.expression) : 0);
  return { flops: items * flops, loads: items * operands, traffic: 4 * items * operands };
}

function named(operation: Finish): readonly (readonly [string, View])[] {
  return (operation.epilogue?.operands ?? []).map((view, index) => [`operand${index + 1}`, view]);
}

export function finishOperands(operation: Finish) {
  const { bias } = operation;
  return [
    ...(bias === undefined ? [] : [numberOperand("bias", bias)]),
    ...named(operation).map(([role, view]) => numberOperand(role, view)),
  ];
}

export function finishShape(operation: Finish): Kernel["shape"] {
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
export function finishFunction(operation: Finish, access: Access): readonly string[] {
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
