import { inputsIn, printScalar, type Scalar } from "../../../../ir/scalar.js";
import type { View } from "../../../../program/view.js";
import { inVectors, isInVectors, lanes, vectorAxis } from "../../vectors.js";
import { itemLines, overItems, type Kernel, type KernelOperand } from "../kernel.js";
import { operationsOf, type Element } from "../scalar.js";
import { workOfItems, type KernelWork } from "../work.js";
import { withoutSpare } from "./epilogue.js";
import { itemsOf, nestOf, nestShape, placeTerms, splitLines } from "./nest.js";

/** How an invocation that writes a vector reads an operand: as one, as numbers some distance apart, or one for all lanes. */
type Reading = "vector" | "apart" | "repeated";

/**
 * An expression for every element: an invocation writes a vector where the result lies in vectors, with zeros in spare
 * lanes, or else a number.
 */
export function elementwiseKernel(
  name: string,
  expression: Scalar,
  views: readonly View[],
  output: View,
  capacity: number,
): Kernel {
  const used = inputsIn(expression);
  const roles = views.map((_, index) => `input${index + 1}`);
  const axis = vectorAxis(output, capacity);
  const readings = views.map((view): Reading => {
    if (axis === undefined) return "repeated";
    if (isInVectors(view, axis)) return "vector";
    return view.strides[axis] === 0 ? "repeated" : "apart";
  });
  const written = axis === undefined ? output : inVectors(output, axis);
  const extent = axis === undefined ? 1 : (output.shape[axis] ?? 1);
  const spare = axis !== undefined && extent % lanes !== 0;
  const inLanes = views.map((view, index): View => {
    if (axis === undefined) return view;
    if (readings[index] === "vector") return inVectors(view, axis);
    return {
      ...view,
      shape: written.shape,
      strides: view.strides.with(axis, lanes * (view.strides[axis] ?? 0)),
    };
  });
  const loops = nestOf(written.shape, [...inLanes, written]);
  const count = itemsOf(loops);
  const element = axis === undefined ? "f32" : "vec4f";
  const operand = (index: number): KernelOperand => {
    const reading = readings[index];
    const view = inLanes[index] ?? output;
    return { role: roles[index] ?? "", element: reading === "vector" ? "vec4f" : "f32", view };
  };
  const inputs = views.flatMap((_, index) => (used.has(index) ? [operand(index)] : []));
  const all = [...roles, "output"];
  const distances = views.flatMap((view, index) =>
    used.has(index) && readings[index] === "apart" && axis !== undefined
      ? [[`${roles[index] ?? ""}_lane`, view.strides[axis] ?? 0] as const]
      : [],
  );
  const listed = new Set([...inputs.map(({ role }) => role), "output"]);
  return {
    name,
    title: `${axis === undefined ? "Number" : "Vector"} by ${axis === undefined ? "number" : "vector"}: ${printScalar(expression, roles)}.`,
    ...overItems(count),
    shape: [
      ["count", count],
      ...nestShape(loops, "n", all).filter(([field]) => isListed(field, listed)),
      ...distances,
      ...(spare ? ([["vectors", written.shape[axis] ?? 1]] as const) : []),
      ...(spare ? ([["channels", extent]] as const) : []),
    ],
    inputs,
    output: { role: "output", element, view: written },
    work: work(
      expression,
      inputs,
      readings.filter((_, index) => used.has(index)),
      count,
      element,
    ),
    body: (access) => {
      const read = ({ role, element: of }: KernelOperand): string => {
        const place = `$shape.${role}_at${placeTerms(loops, role, "n")}`;
        if (element === "f32" || of === "vec4f") return `let ${role} = ${access.read(role, place)};`;
        const reading = readings[roles.indexOf(role)];
        if (reading === "repeated") return `let ${role} = vec4f(${access.read(role, place)});`;
        const lane = [0, 1, 2, 3].map((index) =>
          access.read(role, index === 0 ? `${role}_first` : `${role}_first + ${index} * $shape.${role}_lane`),
        );
        return `let ${role}_first = ${place};\nlet ${role} = vec4f(${lane.join(", ")});`;
      };
      const { statements, value } = access.compute(expression, roles, element);
      return [
        ...itemLines,
        ...splitLines(loops, "item", "n"),
        ...inputs.flatMap((each) => read(each).split("\n")),
        ...statements,
        access.write(
          `$shape.output_at${placeTerms(loops, "output", "n")}`,
          // Vectors of channels are the fastest part of the innermost loop.
          spare ? withoutSpare(value, "(item % $shape.vectors)", "$shape.channels") : value,
        ),
      ];
    },
  };
}

function work(
  expression: Scalar,
  inputs: readonly KernelOperand[],
  readings: readonly Reading[],
  count: number,
  element: Element,
): KernelWork {
  const width = element === "vec4f" ? lanes : 1;
  const loads = readings.reduce((sum, reading) => sum + (reading === "apart" ? lanes : 1), 0);
  const numbers = readings.reduce((sum, reading) => sum + (reading === "repeated" ? 1 : lanes), 0);
  const each = {
    flops: width * operationsOf(expression),
    loads,
    traffic: 4 * numbers,
    registers: width * (inputs.length + 2),
  };
  return workOfItems(count, each, width);
}

function isListed(field: string, roles: ReadonlySet<string>): boolean {
  const [role = "", rest] = field.split("_");
  return rest === undefined || roles.has(role);
}
