import { lifetimesOf } from "../program/lifetimes.js";
import { elementsOf, isDense, type BufferId, type View } from "../program/view.js";
import type { MemoryNeeds } from "./memory.js";

/**
 * Elementwise calls write where an operand lies that nothing needs after them, such as what squeeze-and-excite scales:
 * gives each view the buffer that it is in then. Operand and result lie alike and are gone through in the same order, so
 * that each element is read before it is overwritten.
 */
export function computeInPlace({
  buffers,
  run,
  inputs,
  outputs,
}: Omit<MemoryNeeds, "load">): (view: View) => View {
  const lifetimes = lifetimesOf(run, inputs, outputs);
  const isWhole = (view: View): boolean => {
    const buffer = buffers[view.buffer];
    return buffer?.space === "arena" && isDense(view) && elementsOf(view) === buffer.elements;
  };
  const places = new Map<BufferId, BufferId>();
  run.forEach((call, index) => {
    const { output } = call;
    if (call.kind !== "map" || !isWhole(output) || lifetimes.get(output.buffer)?.from !== index) return;
    const dying = call.inputs.find(
      ({ buffer }) =>
        lifetimes.get(buffer)?.to === index &&
        buffers[buffer]?.elements === buffers[output.buffer]?.elements &&
        call.inputs.every((view) => view.buffer !== buffer || (isWhole(view) && liesAs(view, output))),
    );
    if (dying !== undefined) places.set(output.buffer, places.get(dying.buffer) ?? dying.buffer);
  });
  return (view) => ({ ...view, buffer: places.get(view.buffer) ?? view.buffer });
}

function liesAs(a: View, b: View): boolean {
  return a.shape.every(
    (extent, axis) => extent === b.shape[axis] && (extent === 1 || a.strides[axis] === b.strides[axis]),
  );
}
