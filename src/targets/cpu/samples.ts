import type { Operation } from "../../program/program.js";
import { isContiguous, rowMajorStrides, type View } from "../../program/view.js";
import type { Demands, Scratch } from "../../schedule/demands.js";

/**
 * What the kernels in TypeScript demand: row-major `[N, C, H, W]`. The window kernels take samples `[C, H, W]` without gaps, any distance apart, and weights without gaps; convolutions
 * write planes `[H, W]` any distance apart, the others samples again; constants are written without gaps. An operand
 * that is not so is copied before, a result after.
 */
export const plainSamples: Demands = {
  strides: (_, shape) => rowMajorStrides(shape),
  fitter: (scratch) => (operation) => withPlainSamples(operation, scratch),
};

function withPlainSamples(operation: Operation, scratch: Scratch): readonly Operation[] {
  const space = scratch.spaceOf(operation.output);
  const allocate = (shape: readonly number[]): View => scratch.allocate(space, shape);
  const before: Operation[] = [];
  const after: Operation[] = [];
  const take = (view: View, plain: (view: View) => boolean): View => {
    if (plain(view)) return view;
    const output = allocate(view.shape);
    before.push({ kind: "copy", input: view, output });
    return output;
  };
  const sample = (view: View): View => take(view, hasPlainSamples);
  const dense = (view: View): View => take(view, isContiguous);
  const result = (view: View, plain: (view: View) => boolean = hasPlainSamples): View => {
    if (plain(view)) return view;
    const output = allocate(view.shape);
    after.push({ kind: "copy", input: output, output: view });
    return output;
  };
  const middle = ((): Operation => {
    switch (operation.kind) {
      case "conv":
        return {
          ...operation,
          input: sample(operation.input),
          weight: dense(operation.weight),
          bias: operation.bias && dense(operation.bias),
          output: result(operation.output, hasPlainPlanes),
        };
      case "convInputGradient":
        return {
          ...operation,
          gradient: sample(operation.gradient),
          weight: dense(operation.weight),
          bias: operation.bias && dense(operation.bias),
          output: result(operation.output),
        };
      case "convWeightGradient":
        return {
          ...operation,
          input: sample(operation.input),
          gradient: sample(operation.gradient),
          output: result(operation.output, isContiguous),
        };
      case "pool":
        return { ...operation, input: sample(operation.input), output: result(operation.output) };
      case "maxPoolGradient":
        // The kernel walks input and output with one distance between samples.
        return {
          ...operation,
          input: dense(operation.input),
          gradient: sample(operation.gradient),
          output: result(operation.output, isContiguous),
        };
      case "averagePoolGradient":
        return { ...operation, gradient: sample(operation.gradient), output: result(operation.output) };
      case "constant":
        return { ...operation, output: result(operation.output, isContiguous) };
      case "read":
      case "matmul":
      case "map":
      case "reduce":
      case "pad":
      case "transformWeight":
      case "transformInput":
      case "transformOutput":
      case "copy":
        return operation;
    }
  })();
  return [...before, middle, ...after];
}

function hasPlainSamples(view: View): boolean {
  return isContiguous(inside(view, 1));
}

function hasPlainPlanes(view: View): boolean {
  return isContiguous(inside(view, 2));
}

/** The view without its outermost axes. */
function inside(view: View, axes: number): View {
  return { ...view, shape: view.shape.slice(axes), strides: view.strides.slice(axes) };
}
