import type { Kernel } from "../kernel.js";
import { get, i32, WatFunction } from "../wat.js";
import { floatBytes } from "./lanes.js";
import { kernelOf, unitParameters } from "./units.js";

/** Numbers that the module holds: `(first, last, output)`, one unit. */
export function constant(name: string, numbers: readonly number[]): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  f.parameter("output");
  const copied = `(memory.init $${name} ${get("output")} ${i32(0)} ${i32(numbers.length * floatBytes)})`;
  f.push(`(if (i32.lt_u ${get("first")} ${get("last")}) (then ${copied}))`);
  const kernel = kernelOf(f, 1);
  return { ...kernel, functions: [`(data $${name} "${dataOf(numbers)}")`, ...kernel.functions] };
}

function dataOf(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(numbers.length * floatBytes));
  numbers.forEach((number, index) => {
    view.setFloat32(index * floatBytes, number, true);
  });
  const bytes = new Uint8Array(view.buffer);
  return Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
}
