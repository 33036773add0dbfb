import { printScalar } from "../../../../ir/scalar.js";
import type { CallEpilogue } from "../../../../program/program.js";
import type { View } from "../../../../program/view.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { operationsOf } from "../scalar.js";
import type { KernelWork } from "../work.js";
import { pixelStrides, vectorOperand, type Access, type Kernel, type KernelOperand } from "../kernel.js";

/** What kernels of whole vectors do with a sum: bias, epilogue, zeros in the lanes that are no channels. */
export interface Finish {
  readonly bias: View | undefined;
  readonly epilogue: CallEpilogue | undefined;
  readonly output: View;
}

export function finishOperands({ bias, epilogue }: Finish): readonly KernelOperand[] {
  return [
    ...(bias === undefined ? [] : [vectorOperand("bias", bias, 0)]),
    ...(epilogue?.operands ?? []).map((view, index) => vectorOperand(`operand${index + 1}`, view)),
  ];
}

export function finishShape({ epilogue, output }: Finish): Kernel["shape"] {
  const [samples = 1, channels = 1, height = 1, width = 1] = output.shape;
  const operands = epilogue?.operands ?? [];
  return [
    ["count", samples * height * width],
    ["out_height", height],
    ["out_width", width],
    ["out_channels", channels],
    ["out_vectors", vectorsFor(channels)],
    ...pixelStrides("output", vectorOperand("output", output).view),
    ...operands.flatMap((view, index) => {
      const role = `operand${index + 1}`;
      return pixelStrides(role, vectorOperand(role, view).view);
    }),
  ];
}

/** `$finish(sample, y, x, vector, sum)`: writes one vector of a pixel. */
export function finishFunction({ bias, epilogue, output }: Finish, access: Access): readonly string[] {
  const operands = (epilogue?.operands ?? []).map((_, index) => `operand${index + 1}`);
  const place = (role: string): string =>
    `$shape.${role}_at + sample * $shape.${role}_sample + y * $shape.${role}_row + x * $shape.${role}_pixel + vector`;
  const sum =
    bias === undefined ? [] : [`let value = sum + ${access.read("bias", "$shape.bias_at + vector")};`];
  const value = bias === undefined ? "sum" : "value";
  const printed = epilogue && access.compute(epilogue.expression, [value, ...operands], "vec4f");
  const result = printed?.value ?? value;
  const [, channels = 1] = output.shape;
  return [
    "fn $finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {",
    ...sum.map((line) => `  ${line}`),
    ...operands.map((role) => `  let ${role} = ${access.read(role, place(role))};`),
    ...(printed?.statements ?? []).map((line) => `  ${line}`),
    `  ${access.write(place("output"), channels % lanes === 0 ? result : withoutSpare(result, "vector", "$shape.out_channels"))}`,
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
