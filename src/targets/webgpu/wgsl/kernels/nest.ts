import type { View } from "../../../../program/view.js";

/** A loop of a nest: how often, and each operand's stride. */
export interface Loop {
  readonly extent: number;
  readonly strides: readonly number[];
}

/** Loops over a shape for operands of that shape, outermost first; what all of them walk evenly is one loop. */
export function nestOf(shape: readonly number[], operands: readonly View[]): readonly Loop[] {
  const last = operands.at(-1);
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  axes.sort((a, b) => (last?.strides[b] ?? 0) - (last?.strides[a] ?? 0) || a - b);
  const loops: Loop[] = [];
  for (const axis of axes) {
    const extent = shape[axis] ?? 1;
    const strides = operands.map((view) => view.strides[axis] ?? 0);
    const outer = loops.at(-1);
    if (outer?.strides.every((stride, index) => stride === (strides[index] ?? 0) * extent))
      loops[loops.length - 1] = { extent: outer.extent * extent, strides };
    else loops.push({ extent, strides });
  }
  return loops;
}

export function itemsOf(loops: readonly Loop[]): number {
  return loops.reduce((product, { extent }) => product * extent, 1);
}

/** `prefix0 …`: the extents of loops, and the strides of each operand along them. */
export function nestShape(
  loops: readonly Loop[],
  prefix: string,
  roles: readonly string[],
): readonly (readonly [string, number])[] {
  return [
    ...loops.map(({ extent }, depth) => [`${prefix}${depth}`, extent] as const),
    ...roles.flatMap((role, index) =>
      loops.map(({ strides }, depth) => [`${role}_${prefix}${depth}`, strides[index] ?? 0] as const),
    ),
  ];
}

/** Splits an item into the indices `prefix0 …`, the last of which runs fastest. */
export function splitLines(loops: readonly Loop[], item: string, prefix: string): string[] {
  return loops.map((_, depth) => {
    const inner = loops.slice(depth + 1).map((__, index) => `$shape.${prefix}${depth + 1 + index}`);
    const divided =
      inner.length === 0 ? item : `${item} / ${inner.length > 1 ? `(${inner.join(" * ")})` : inner.join("")}`;
    const text = depth === 0 ? divided : `${divided} % $shape.${prefix}${depth}`;
    return `let ${prefix}${depth} = ${text};`;
  });
}

/** Where an operand is under the loops: terms to add to its beginning. */
export function placeTerms(loops: readonly Loop[], role: string, prefix: string): string {
  return loops.map((_, depth) => ` + ${prefix}${depth} * $shape.${role}_${prefix}${depth}`).join("");
}
