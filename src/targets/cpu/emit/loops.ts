import type { View } from "../../../program/view.js";

/** One loop of a nest: its variable, its extent, and each operand's stride along it. */
export interface Loop {
  readonly variable: string;
  readonly extent: number;
  readonly strides: readonly number[];
}

const variables = ["i", "j", "k", "l", "m", "n", "o", "p"];

/** Loops over a shape for operands of that shape; neighbouring axes that every operand walks evenly become one loop. */
export function loopNest(
  shape: readonly number[],
  operands: readonly View[],
  firstVariable = 0,
): readonly Loop[] {
  const loops: { extent: number; strides: readonly number[] }[] = [];
  shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const strides = operands.map((view) => view.strides[axis] ?? 0);
    const outer = loops.at(-1);
    if (outer?.strides.every((stride, index) => stride === (strides[index] ?? 0) * extent)) {
      loops[loops.length - 1] = { extent: outer.extent * extent, strides };
    } else {
      loops.push({ extent, strides });
    }
  });
  return loops.map((loop, depth) => ({ ...loop, variable: variables[firstVariable + depth] ?? `i${depth}` }));
}

/** `base + 36 * i + j`: where operand number `operand` is inside the loops. */
export function indexOf(base: string, loops: readonly Loop[], operand: number): string {
  const terms = loops.flatMap(({ variable, strides }) => {
    const stride = strides[operand] ?? 0;
    return stride === 0 ? [] : [stride === 1 ? variable : `${stride} * ${variable}`];
  });
  return [base, ...terms].join(" + ");
}

export function wrapInLoops(loops: readonly Loop[], body: readonly string[]): string[] {
  const heads = loops.map(
    ({ variable, extent }) => `for (let ${variable} = 0; ${variable} < ${extent}; ${variable} += 1) {`,
  );
  return [...heads, ...body, ...loops.map(() => "}")];
}
