import { printScalar } from "../../../../ir/scalar.js";
import type { CallEpilogue } from "../../../../program/program.js";
import type { View } from "../../../../program/view.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { operationsOf, type Element } from "../scalar.js";
import type { KernelWork } from "../work.js";
import {
  numberOperand,
  pixelStrides,
  vectorOperand,
  type Access,
  type Kernel,
  type KernelOperand,
} from "../kernel.js";

/** What kernels do with a sum of a vector of channels, or of one: bias, epilogue, zeros in the lanes that are no channels. */
export interface Finish {
  readonly bias: View | undefined;
  readonly epilogue: CallEpilogue | undefined;
  readonly output: View;
}

function operandOf(role: string, view: View, element: Element, axis?: number): KernelOperand {
  return element === "vec4f" ? vectorOperand(role, view, axis) : numberOperand(role, view);
}

export function finishOperands(
  { bias, epilogue }: Finish,
  element: Element = "vec4f",
): readonly KernelOperand[] {
  return [
    ...(bias === undefined ? [] : [operandOf("bias", bias, element, 0)]),
    ...(epilogue?.operands ?? []).map((view, index) => operandOf(`operand${index + 1}`, view, element)),
  ];
}

export function finishShape({ epilogue, output }: Finish, element: Element = "vec4f"): Kernel["shape"] {
  const [samples = 1, channels = 1, height = 1, width = 1] = output.shape;
  const operands = epilogue?.operands ?? [];
  return [
    ["count", samples * height * width],
    ["out_height", height],
    ["out_width", width],
    ["out_channels", channels],
    ["out_vectors", vectorsFor(channels)],
    ...pixelStrides("output", operandOf("output", output, element).view),
    ...operands.flatMap((view, index) => {
      const role = `operand${index + 1}`;
      return pixelStrides(role, operandOf(role, view, element).view);
    }),
  ];
}

/** `$finish(sample, y, x, vector, sum)`, or `channel` for numbers: writes one of a pixel. */
export function finishFunction(
  { bias, epilogue, output }: Finish,
  access: Access,
  element: Element = "vec4f",
): readonly string[] {
  const at = element === "vec4f" ? "vector" : "channel";
  const operands = (epilogue?.operands ?? []).map((_, index) => `operand${index + 1}`);
  const place = (role: string): string =>
    `$shape.${role}_at + sample * $shape.${role}_sample + y * $shape.${role}_row + x * $shape.${role}_pixel + ${at}`;
  const sum =
    bias === undefined ? [] : [`let value = sum + ${access.read("bias", `$shape.bias_at + ${at}`)};`];
  const value = bias === undefined ? "sum" : "value";
  const printed = epilogue && access.compute(epilogue.expression, [value, ...operands], element);
  const result = printed?.value ?? value;
  const [, channels = 1] = output.shape;
  const spared =
    element === "vec4f"
      ? withoutSpare(result, at, "$shape.out_channels")
      : `select(0, ${result}, ${at} < $shape.out_channels)`;
  return [
    `fn $finish(sample: u32, y: u32, x: u32, ${at}: u32, sum: ${element}) {`,
    ...sum.map((line) => `  ${line}`),
    ...operands.map((role) => `  let ${role} = ${access.read(role, place(role))};`),
    ...(printed?.statements ?? []).map((line) => `  ${line}`),
    `  ${access.write(place("output"), channels % lanes === 0 ? result : spared)}`,
    "}",
  ];
}

/** What that takes for so many vectors. */
export function finishWork(
  { bias, epilogue }: Pick<Finish, "bias" | "epilogue">,
  vectors: number,
): Pick<KernelWork, "flops" | "loads" | "traffic"> {
  const operands = epilogue?.operands.length ?? 0;
  const added = bias === undefined ? 0 : 1;
  const flops = added + (epilogue === undefined ? 0 : operationsOf(epilogue.expression));
  return {
    flops: lanes * flops * vectors,
    loads: (added + operands) * vectors,
    traffic: 4 * lanes * operands * vectors,
  };
}

/** What comes after the sum, for a title. */
export function thenTitle(epilogue: CallEpilogue | undefined): string {
  if (epilogue === undefined) return "";
  const operands = epilogue.operands.map((_, index) => `operand${index + 1}`);
  return `; then ${printScalar(epilogue.expression, ["it", ...operands])}`;
}

/** A vector with zeros in the lanes from `channels` on. */
export function withoutSpare(value: string, vector: string, channels: string): string {
  return `select(vec4f(), ${value}, 4 * ${vector} + vec4u(0, 1, 2, 3) < vec4u(${channels}))`;
}
