import type { Scalar } from "../../../../ir/scalar.js";
import type { Kernel } from "../kernel.js";
import { vectorCode } from "../vector.js";
import { f32x4, get, set, splat, WatFunction } from "../wat.js";
import { acrossLanes, lanes, larger, loadStepped, range, storeStepped } from "./lanes.js";
import { cheapestInnermost, loopsOf, shareOf, vectorCost, Walk, type Loop, type Nest } from "./loops.js";
import { vectorsAtATime } from "./nest.js";
import { kernelOf, unitParameters } from "./units.js";

/** A reduction of what an expression gives along some axes. */
export interface Reduction {
  readonly reduction: "sum" | "mean" | "max";
  readonly expression: Scalar;
  /** Of the inputs' elements; the output's strides, last, are 0 along the axes that are reduced. */
  readonly nest: Nest;
  /** Whether each axis is reduced. */
  readonly reduced: readonly boolean[];
}

/** Terms that one number sums up; longer sums are sums of sums. */
const longestSum = 1024;

/** A reduction along some axes: `(first, last, input0, …, output)`. Units are parts of what the output holds. */
export function reduction(name: string, call: Reduction): Kernel {
  const { nest, reduced } = call;
  const output = nest.strides.length - 1;
  const axes = (wanted: boolean): Nest => ({
    shape: nest.shape.filter((_, axis) => reduced[axis] === wanted),
    strides: nest.strides.map((strides) => strides.filter((_, axis) => reduced[axis] === wanted)),
  });
  const loops = {
    kept: cheapestInnermost(loopsOf(axes(false), output)),
    reduced: cheapestInnermost(loopsOf(axes(true), 0, longestSum)),
  };
  const kept = loops.kept.at(-1);
  const along = loops.reduced.at(-1);
  const isKept = kept !== undefined && (along === undefined || vectorCost(kept) <= acrossCost(along));
  return isKept ? manyAtATime(name, call, loops) : oneAtATime(name, call, loops);
}

interface Loops {
  readonly kept: readonly Loop[];
  readonly reduced: readonly Loop[];
}

/** Four sums become one in the end. */
function acrossCost(loop: Loop): number {
  return vectorCost(loop) + 8 / loop.extent;
}

/** Vectors of results side by side, each the sum of what lies under it. */
function manyAtATime(name: string, call: Reduction, loops: Loops): Kernel {
  const { f, bases, pointers, inputs } = begin(name, call);
  const output = inputs.length;
  const { combine, start, elements } = arithmeticOf(call);
  const steps = loops.kept.at(-1)?.steps ?? [];
  const outer = loops.reduced.length > 1 && call.reduction !== "max";
  const wide = call.expression.kind === "input" && (loops.kept.at(-1)?.extent ?? 1) >= 512;
  const most = wide ? 8 : vectorsAtATime(call.expression);
  const body = (vectors: number, count: number): void => {
    const totals = range(vectors).map((vector) => f.local(`total${vector}`, "v128"));
    const parts = outer ? totals.map((_, vector) => f.local(`part${vector}`, "v128")) : totals;
    for (const total of totals) f.push(set(total, start));
    const terms = (): void => {
      parts.forEach((part, vector) => {
        const values = inputs.map((pointer, input) => {
          const held = f.local(`x${input}`, "v128");
          const step = steps[input] ?? 0;
          f.push(...loadStepped(held, get(pointer), vector * lanes * step, step, count));
          return get(held);
        });
        f.push(set(f.local("term", "v128"), vectorCode(f, call.expression, values)));
        f.push(set(part, combine(get(part), get("term"))));
      });
    };
    const inner = outer ? loops.reduced.slice(-1) : loops.reduced;
    const sum = new Walk(f, inner, inputs, { vectors: 0, body: terms }, "m");
    const sumOfSums = (): void => {
      for (const part of parts) f.push(set(part, start));
      sum.all();
      totals.forEach((total, vector) => {
        f.push(set(total, combine(get(total), get(parts[vector] ?? ""))));
      });
    };
    if (outer) new Walk(f, loops.reduced.slice(0, -1), inputs, { vectors: 0, body: sumOfSums }, "l").all();
    else sum.all();
    const step = steps[output] ?? 1;
    totals.forEach((total, vector) => {
      if (call.reduction === "mean") f.push(set(total, f32x4("div", get(total), splat(elements))));
      f.push(...storeStepped(get(pointers[output] ?? ""), vector * lanes * step, step, get(total), count));
    });
  };
  const share = shareOf(loops.kept, most * lanes, elements);
  new Walk(f, loops.kept, pointers, { vectors: most, body }, "n").shared(share, bases);
  return kernelOf(f, share.units);
}

/** One result, of terms that are taken a few vectors at a time. */
function oneAtATime(name: string, call: Reduction, loops: Loops): Kernel {
  const { f, bases, pointers, inputs } = begin(name, call);
  const output = inputs.length;
  const { combine, start, elements } = arithmeticOf(call);
  const steps = loops.reduced.at(-1)?.steps ?? [];
  const extent = loops.reduced.at(-1)?.extent ?? 1;
  const most = Math.max(1, Math.min(vectorsAtATime(call.expression), Math.floor(extent / lanes)));
  const totals = range(most).map((vector) => f.local(`total${vector}`, "v128"));
  const terms = (vectors: number, count: number): void => {
    totals.slice(0, vectors).forEach((total, vector) => {
      const values = inputs.map((pointer, input) => {
        const held = f.local(`x${input}`, "v128");
        const step = steps[input] ?? 0;
        f.push(...loadStepped(held, get(pointer), vector * lanes * step, step, count));
        return get(held);
      });
      const value = vectorCode(f, call.expression, values);
      f.push(set(f.local("term", "v128"), count === lanes ? value : firstLanes(value, start, count)));
      f.push(set(total, combine(get(total), get("term"))));
    });
  };
  const body = (): void => {
    for (const total of totals) f.push(set(total, start));
    new Walk(f, loops.reduced, inputs, { vectors: most, body: terms }, "m").all();
    const [total = "", ...others] = totals;
    for (const other of others) f.push(set(total, combine(get(total), get(other))));
    acrossLanes(f, total, combine);
    if (call.reduction === "mean") f.push(set(total, f32x4("div", get(total), splat(elements))));
    f.push(...storeStepped(get(pointers[output] ?? ""), 0, 1, get(total), 1));
  };
  const share = shareOf(loops.kept, 1, elements);
  new Walk(f, loops.kept, pointers, { vectors: 0, body }, "n").shared(share, bases);
  return kernelOf(f, share.units);
}

function begin(name: string, { nest }: Reduction) {
  const f = new WatFunction(name);
  unitParameters(f);
  const bases = nest.strides.map((_, index) => f.parameter(`p${index}`));
  const pointers = bases.map((_, index) => f.local(`a${index}`));
  return { f, bases, pointers, inputs: pointers.slice(0, -1) };
}

/** How terms are combined, what is there before the first, and how many there are. */
function arithmeticOf({ reduction: kind, nest, reduced }: Reduction) {
  const elements = nest.shape.reduce((product, extent, axis) => product * (reduced[axis] ? extent : 1), 1);
  return kind === "max"
    ? { combine: larger, start: splat(-Infinity), elements }
    : { combine: (a: string, b: string) => f32x4("add", a, b), start: splat(0), elements };
}

/** The first lanes of a vector, and those of another behind them. */
function firstLanes(value: string, others: string, count: number): string {
  const mask = range(lanes).map((lane) => (lane < count ? -1 : 0));
  return `(v128.bitselect ${value} ${others} (v128.const i32x4 ${mask.join(" ")}))`;
}
