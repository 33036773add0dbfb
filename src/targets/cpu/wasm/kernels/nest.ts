import { termsIn, type Scalar } from "../../../../ir/scalar.js";
import type { Kernel } from "../kernel.js";
import { vectorCode } from "../vector.js";
import { get, set, WatFunction } from "../wat.js";
import { lanes, loadStepped, range, storeStepped } from "./lanes.js";
import { cheapestInnermost, loopsOf, shareOf, Walk, type Loop, type Nest } from "./loops.js";
import { kernelOf, unitParameters } from "./units.js";

/**
 * An elementwise call: `(first, last, input0, …, output)`; the output is the nest's last operand, and may be an input. Four
 * elements are computed at a time along the axis along which most operands lie side by side.
 */
export function elementwise(name: string, expression: Scalar, nest: Nest): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  const bases = nest.strides.map((_, index) => f.parameter(`p${index}`));
  const pointers = bases.map((_, index) => f.local(`a${index}`));
  const { walk, loops } = elementwiseWalk(f, expression, nest, pointers);
  const share = shareOf(loops, vectorsAtATime(expression) * lanes);
  walk.shared(share, bases);
  return kernelOf(f, share.units);
}

/** The walk that computes elements; the pointers are locals, the last of which is the output's. */
export function elementwiseWalk(
  f: WatFunction,
  expression: Scalar,
  nest: Nest,
  pointers: readonly string[],
): { readonly walk: Walk; readonly loops: readonly Loop[] } {
  const [inputs, output] = [pointers.slice(0, -1), pointers.length - 1];
  const loops = cheapestInnermost(loopsOf(nest, output));
  const steps = loops.at(-1)?.steps ?? [];
  const held = (input: number): string => f.local(`x${input}`, "v128");
  const loadInput = (pointer: string, input: number, vector: number, count: number): void => {
    const step = steps[input] ?? 0;
    f.push(...loadStepped(held(input), get(pointer), vector * lanes * step, step, count));
  };
  const before = (): void => {
    inputs.forEach((pointer, input) => {
      if (steps[input] === 0) loadInput(pointer, input, 0, lanes);
    });
  };
  const body = (count: number, elements: number): void => {
    const results = range(count).map((vector) => {
      inputs.forEach((pointer, input) => {
        if (steps[input] !== 0) loadInput(pointer, input, vector, elements);
      });
      const values = inputs.map((_, input) => get(held(input)));
      const result = f.local(`y${vector}`, "v128");
      f.push(set(result, vectorCode(f, expression, values)));
      return result;
    });
    const [to, step] = [get(pointers[output] ?? ""), steps[output] ?? 1];
    results.forEach((result, vector) => {
      f.push(...storeStepped(to, vector * lanes * step, step, get(result), elements));
    });
  };
  const vectors = vectorsAtATime(expression);
  return { walk: new Walk(f, loops, pointers, { vectors, before, body }, "n"), loops };
}

/** Vectors that are computed at a time share constants; what a long expression holds would need too many registers. */
export function vectorsAtATime(expression: Scalar): number {
  return termsIn(expression) <= 24 ? 4 : 2;
}
