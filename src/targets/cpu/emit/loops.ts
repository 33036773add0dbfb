import type { View } from "../../../program/view.js";

/** One loop of a nest, and how it is printed: extent and strides as numbers or by the names of extents. */
export interface Loop {
  readonly variable: string;
  readonly extent: number;
  /** Each operand's stride along the loop. */
  readonly strides: readonly number[];
  readonly extentText: string;
  readonly strideTexts: readonly string[];
}

export function extentName(depth: number): string {
  return `n${depth}`;
}

const variables = ["i", "j", "k", "l", "m", "n", "o", "p"];

/**
 * Loops over a shape for operands of that shape; neighbouring axes that every operand walks evenly become one loop.
 * Extents have names, so that calls of other sizes print the same.
 */
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
  return loops.map((loop, depth) => {
    const inner = loops.slice(depth + 1);
    const row = inner.reduce((product, { extent }) => product * extent, 1);
    const rowText = inner.map((_, index) => extentName(depth + 1 + index)).join(" * ");
    return {
      ...loop,
      variable: variables[firstVariable + depth] ?? `i${depth}`,
      extentText: extentName(depth),
      strideTexts: loop.strides.map((stride) =>
        stride === row && inner.length > 0 ? rowText : String(stride),
      ),
    };
  });
}

/** The nest with its extents and strides as numbers. */
export function constantLoops(loops: readonly Loop[]): readonly Loop[] {
  return loops.map((loop) => ({
    ...loop,
    extentText: String(loop.extent),
    strideTexts: loop.strides.map(String),
  }));
}

/** `base + 36 * i + j`: where operand number `operand` is inside the loops. */
export function indexOf(base: string, loops: readonly Loop[], operand: number): string {
  const terms = loops.flatMap(({ variable, strideTexts }) => {
    const stride = strideTexts[operand] ?? "0";
    return stride === "0" ? [] : [stride === "1" ? variable : `${stride} * ${variable}`];
  });
  return [base, ...terms].join(" + ");
}

export function wrapInLoops(loops: readonly Loop[], body: readonly string[]): string[] {
  const heads = loops.map(
    ({ variable, extentText }) =>
      `for (let ${variable} = 0; ${variable} < ${extentText}; ${variable} += 1) {`,
  );
  return [...heads, ...body, ...loops.map(() => "}")];
}
