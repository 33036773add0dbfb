import type { Scalar } from "../../../../ir/scalar.js";
import type { CallEpilogue } from "../../../../program/program.js";
import type { Access, Kernel } from "../kernel.js";
import { withoutSpare } from "./epilogue.js";

/** Between which numbers results are kept. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * The bounds that are all there is to an epilogue: none, or those of a rectifier. None of them is NaN, which bounds
 * nothing.
 */
export function boundsOf(epilogue: CallEpilogue | undefined): Bounds | undefined {
  if (epilogue === undefined) return { least: -Infinity, most: Infinity };
  return epilogue.operands.length === 0 ? boundsIn(epilogue.expression) : undefined;
}

function boundsIn(expression: Scalar): Bounds | undefined {
  if (expression.kind === "input") return { least: -Infinity, most: Infinity };
  if (expression.kind !== "binary" || expression.b.kind !== "constant") return undefined;
  if (Number.isNaN(expression.b.value)) return undefined;
  const { op, a, b } = expression;
  const inner = boundsIn(a);
  if (inner === undefined || (op !== "max" && op !== "min")) return undefined;
  const bound = (x: number): number => (op === "max" ? Math.max(x, b.value) : Math.min(x, b.value));
  return { least: bound(inner.least), most: bound(inner.most) };
}

const word = new DataView(new ArrayBuffer(4));

/** A number as a uniform of whole numbers has it. */
function bitsOf(value: number): number {
  word.setFloat32(0, value);
  return word.getUint32(0);
}

export function boundedShape({ least, most }: Bounds, hasBias: boolean): Kernel["shape"] {
  return [
    ["has_bias", Number(hasBias)],
    ["least", bitsOf(least)],
    ["most", bitsOf(most)],
  ];
}

/** `$finish(sample, y, x, vector, sum)` for any bias and any bounds, so that calls with others share a kernel. */
export function boundedFunction(access: Access): readonly string[] {
  const place =
    "$shape.output_at + sample * $shape.output_sample + y * $shape.output_row + x * $shape.output_pixel + vector";
  return [
    "fn $finish(sample: u32, y: u32, x: u32, vector: u32, sum: vec4f) {",
    `  let bias = ${access.read("bias", "$shape.bias_at + select(0, vector, $shape.has_bias == 1)")};`,
    "  let value = sum + select(vec4f(), bias, $shape.has_bias == 1);",
    "  let least = vec4f(bitcast<f32>($shape.least));",
    "  let most = vec4f(bitcast<f32>($shape.most));",
    "  let raised = select(value, least, value < least);",
    "  let result = select(raised, most, raised > most);",
    `  ${access.write(place, withoutSpare("result", "vector", "$shape.out_channels"))}`,
    "}",
  ];
}
