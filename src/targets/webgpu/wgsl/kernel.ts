import type { PrintedScalar } from "../../../emit/scalar.js";
import type { Scalar } from "../../../ir/scalar.js";
import type { View } from "../../../program/view.js";
import { inVectors } from "../vectors.js";
import { printScalar, type Element, type FunctionNeeds } from "./scalar.js";
import type { KernelWork } from "./work.js";

/** A view that a kernel reads or writes, in elements of that kind; its strides are in them, too. */
export interface KernelOperand {
  readonly role: string;
  readonly element: Element;
  readonly view: View;
}

/** How a kernel's text meets its operands and what is around it. */
export interface Access {
  /** The element of an operand at an index in its own elements, which `role_at` begins. */
  read(role: string, index: string): string;
  write(index: string, value: string): string;
  /** The expression over the named values, with statements before it. */
  compute(expression: Scalar, names: readonly string[], element: Element): PrintedScalar;
}

/** A kernel for a call. Texts name its shape `$shape` and its constants and functions `$…`. */
export interface Kernel {
  /** What it does, as a name and as a sentence. */
  readonly name: string;
  readonly title: string;
  /** Sizes that are fixed in the text: tiles, workgroups. */
  readonly constants: Readonly<Record<string, number>>;
  /** Numbers of the uniform `$shape`; where each operand begins, `role_at`, comes on top. */
  readonly shape: readonly (readonly [name: string, value: number])[];
  readonly inputs: readonly KernelOperand[];
  readonly output: KernelOperand;
  /** Numbers in memory that a workgroup shares, `$shared`. */
  readonly shared?: number;
  /** Built-in values that the entry point takes. */
  readonly builtins: readonly Builtin[];
  readonly workgroup: readonly [x: string, y: string];
  /** Workgroups of a dispatch. */
  readonly groups: readonly [number, number, number];
  readonly work: KernelWork;
  readonly functions?: (access: Access) => readonly string[];
  readonly body: (access: Access) => readonly string[];
}

export const builtins = {
  id: "@builtin(global_invocation_id) id: vec3u",
  local: "@builtin(local_invocation_id) local: vec3u",
  group: "@builtin(workgroup_id) group: vec3u",
  groups: "@builtin(num_workgroups) groups: vec3u",
} as const;

export type Builtin = keyof typeof builtins;

/** WebGPU's limit for each dimension of a dispatch. */
const mostGroups = 65_535;

/** So many workgroups, in no dimension more than the limit: `group.x + group.y * groups.x` counts them, and a few more. */
export function folded(workgroups: number): Kernel["groups"] {
  const rows = Math.ceil(workgroups / mostGroups);
  return [Math.ceil(workgroups / rows), rows, 1];
}

/** What kernels have in common that give each of `count` items to an invocation. */
export function overItems(count: number): Pick<Kernel, "constants" | "builtins" | "workgroup" | "groups"> {
  const width = 64;
  return {
    constants: { WIDTH: width },
    builtins: ["id", "groups"],
    workgroup: ["$WIDTH", "1"],
    groups: folded(Math.ceil(count / width)),
  };
}

/** The item of an invocation. Item and count are below 2^31, so that nothing wraps. */
export const itemLines: readonly string[] = [
  "let item = id.x + id.y * groups.x * $WIDTH;",
  "if (item >= $shape.count) {",
  "  return;",
  "}",
];

/** `prefix_sample`, `prefix_row` and `prefix_pixel`: strides of `[N, C, H, W]` in its own elements. */
export function pixelStrides(prefix: string, { strides }: View): readonly (readonly [string, number])[] {
  const [sample = 0, , row = 0, pixel = 0] = strides;
  return [
    [`${prefix}_sample`, sample],
    [`${prefix}_row`, row],
    [`${prefix}_pixel`, pixel],
  ];
}

/** An operand whose channels are vectors. */
export function vectorOperand(role: string, view: View, axis = 1): KernelOperand {
  return { role, element: "vec4f", view: inVectors(view, axis) };
}

export function numberOperand(role: string, view: View): KernelOperand {
  return { role, element: "f32", view };
}

export function indent(lines: readonly string[], depth = 1): string[] {
  return lines.map((line) => `${"  ".repeat(depth)}${line}`);
}

/** An {@link Access.compute} that notes what functions expressions call. */
export function computeWith(needs: FunctionNeeds): Access["compute"] {
  return (expression, names, element) => printScalar(expression, names, element, needs);
}
