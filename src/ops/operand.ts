import type { TensorType } from "../ir/graph.js";

/** Operand `index` of a node whose shape rule has made sure that it exists. */
export function operand<T>(operands: readonly T[], index: number): T {
  const found = operands[index];
  if (found === undefined) throw new Error(`operand ${index} is missing`);
  return found;
}

/** The only element of a list. */
export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`expected one, got ${list.length}`);
  return first;
}

/** An extent that is not the batch. */
export function extent(type: TensorType, axis: number): number {
  const dim = type.shape[axis];
  if (typeof dim !== "number")
    throw new Error(`axis ${axis} of [${type.shape.join(", ")}] has no fixed extent`);
  return dim;
}
