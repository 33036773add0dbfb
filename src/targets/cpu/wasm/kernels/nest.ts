import type { Scalar } from "../../../../ir/scalar.js";
import { vectorCode, type VectorNeeds } from "../vector.js";
import { advance, f32x4, get, set, splat, WatFunction } from "../wat.js";
import { acrossLanes, floatBytes, lanes, loadLanes, loadSplat, storeLanes } from "./lanes.js";

/** Elements of a shape, and how far each operand moves along each axis, in floats. */
export interface Nest {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** One loop: every operand's step in floats. */
interface Loop {
  readonly extent: number;
  readonly steps: readonly number[];
}

/**
 * The function of an elementwise call: `(input0, …, output)`, byte addresses; the output is the nest's last operand. What
 * lies side by side is computed four at a time.
 */
export function elementwise(name: string, expression: Scalar, nest: Nest, needs: VectorNeeds): string {
  const f = new WatFunction(name);
  const pointers = nest.strides.map((_, index) => f.parameter(`p${index}`));
  const output = pointers.length - 1;
  const loops = byOutput(loopsOf(nest), output);
  walk(f, loops, pointers, canPair(loops.at(-1), output), (count, steps) => {
    const values = pointers.slice(0, -1).map((pointer, index) => {
      const held = f.local(`x${index}`, "v128");
      f.push(...loadOperand(held, pointer, steps[index] ?? 0, count));
      return get(held);
    });
    f.push(set(f.local("y", "v128"), vectorCode(f, expression, values, needs)));
    f.push(...storeLanes(get(pointers[output] ?? ""), 0, get("y"), count));
  });
  return f.text();
}

/** A reduction of what an expression gives along some axes. */
export interface Reduction {
  readonly reduction: "sum" | "mean" | "max";
  readonly expression: Scalar;
  /** Of the inputs' elements; the output's strides, last, are 0 along the axes that are reduced. */
  readonly nest: Nest;
  /** Whether each axis is reduced. */
  readonly reduced: readonly boolean[];
}

/** The function of a reduction: `(input0, …, output)`, byte addresses. */
export function reduction(
  name: string,
  { reduction: kind, expression, nest, reduced }: Reduction,
  needs: VectorNeeds,
): string {
  const f = new WatFunction(name);
  const pointers = nest.strides.map((_, index) => f.parameter(`p${index}`));
  const [inputs, output] = [pointers.slice(0, -1), pointers.length - 1];
  const axes = (wanted: boolean): Nest => ({
    shape: nest.shape.filter((_, axis) => reduced[axis] === wanted),
    strides: nest.strides.map((strides) => strides.filter((_, axis) => reduced[axis] === wanted)),
  });
  const outer = byOutput(loopsOf(axes(false)), output);
  const inner = byOutput(loopsOf(axes(true)), 0);
  const alongKept = canPair(outer.at(-1), output);
  const combine = kind === "max" ? "max" : "add";
  const start = splat(kind === "max" ? -Infinity : 0);
  const elements = inner.reduce((product, { extent }) => product * extent, 1);
  const total = f.local("total", "v128");
  const term = (count: number, steps: readonly number[]): string => {
    const values = inputs.map((pointer, index) => {
      const held = f.local(`x${index}`, "v128");
      f.push(...loadOperand(held, pointer, steps[index] ?? 0, count));
      return get(held);
    });
    return vectorCode(f, expression, values, needs);
  };
  walk(f, outer, pointers, alongKept, (count, kept) => {
    f.push(set(total, start));
    // Four sums side by side, or one whose terms are taken four at a time.
    const paired = !alongKept && canPair(inner.at(-1), output);
    walk(
      f,
      inner,
      inputs,
      paired,
      (terms, steps) => {
        const value = term(alongKept ? count : terms, alongKept ? kept : steps);
        if (!paired || terms === lanes) f.push(set(total, f32x4(combine, get(total), value)));
        else f.push(...combineLanes(f, total, value, terms, combine));
      },
      "m",
    );
    if (paired) acrossLanes(f, total, combine);
    if (kind === "mean") f.push(set(total, f32x4("div", get(total), splat(elements))));
    f.push(...storeLanes(get(pointers[output] ?? ""), 0, get(total), count));
  });
  return f.text();
}

/** Combines the first lanes only. */
function combineLanes(
  f: WatFunction,
  total: string,
  value: string,
  count: number,
  op: "add" | "max",
): readonly string[] {
  const mask = Array.from({ length: lanes }, (_, lane) => (lane < count ? -1 : 0)).join(" ");
  const held = f.local("last", "v128");
  const combined = f32x4(op, get(total), get(held));
  return [
    set(held, value),
    set(total, `(v128.bitselect ${combined} ${get(total)} (v128.const i32x4 ${mask}))`),
  ];
}

function loadOperand(into: string, pointer: string, step: number, count: number): readonly string[] {
  return step === 0 && count > 1
    ? [set(into, loadSplat(get(pointer), 0))]
    : loadLanes(into, get(pointer), 0, count);
}

/** Axes of one element are no loops, and neighbouring axes that every operand walks evenly are one. */
function loopsOf({ shape, strides }: Nest): readonly Loop[] {
  const loops: Loop[] = [];
  shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const steps = strides.map((of) => of[axis] ?? 0);
    const outer = loops.at(-1);
    if (outer?.steps.every((step, index) => step === (steps[index] ?? 0) * extent)) {
      loops[loops.length - 1] = { extent: outer.extent * extent, steps };
    } else {
      loops.push({ extent, steps });
    }
  });
  return loops;
}

/** The loop along which an operand lies side by side goes innermost. */
function byOutput(loops: readonly Loop[], operand: number): readonly Loop[] {
  const at = loops.findIndex(({ steps }) => steps[operand] === 1);
  const inner = loops[at];
  return inner === undefined ? loops : [...loops.toSpliced(at, 1), inner];
}

/** Whether four elements along a loop are a vector of each operand, or one number for all of them. */
function canPair(loop: Loop | undefined, output: number): boolean {
  if (loop === undefined || (loop.steps[output] !== 1 && loop.steps[output] !== 0)) return false;
  return loop.steps.every((step) => step === 0 || step === 1);
}

/**
 * Walks loops, moving the pointers, which are back where they were in the end. Where the innermost goes four at a time,
 * `body` gets how many elements there are, and each pointer's step along it.
 */
function walk(
  f: WatFunction,
  loops: readonly Loop[],
  pointers: readonly string[],
  paired: boolean,
  body: (count: number, steps: readonly number[]) => void,
  counter = "n",
): void {
  const visit = (depth: number): void => {
    const loop = loops[depth];
    if (loop === undefined) {
      body(1, []);
      return;
    }
    const move = (elements: number): void => {
      pointers.forEach((pointer, index) => {
        f.push(...advance(pointer, (loop.steps[index] ?? 0) * elements * floatBytes));
      });
    };
    if (paired && depth === loops.length - 1) {
      const vectors = Math.floor(loop.extent / lanes);
      f.repeat(`${counter}${depth}`, vectors, () => {
        body(lanes, loop.steps);
        move(lanes);
      });
      const rest = loop.extent - vectors * lanes;
      if (rest > 0) body(rest, loop.steps);
      move(-vectors * lanes);
      return;
    }
    f.repeat(`${counter}${depth}`, loop.extent, () => {
      visit(depth + 1);
      move(1);
    });
    move(-loop.extent);
  };
  visit(0);
}
