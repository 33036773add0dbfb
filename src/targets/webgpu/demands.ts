import { constant } from "../../ir/scalar.js";
import type { ConvAlgorithm, Operation, OperationOf } from "../../program/program.js";
import { isContiguous, rowMajorStrides, type BufferId, type View } from "../../program/view.js";
import type { Demands, Scratch } from "../../schedule/demands.js";
import { chooseTile } from "./choose.js";
import { packedElements, packing } from "./packing.js";
import { isInVectors, lanes, ownsVectors, vectorAxis, vectorStrides } from "./vectors.js";

/**
 * What the kernels in WGSL demand: activations whose channels lie side by side, every pixel beginning with a vector, and
 * zeros in the lanes that are no channels wherever they are summed over.
 */
export const vectorDemands: Demands = {
  // One channel alone would be a quarter of what is kept.
  strides: (space, shape) =>
    space === "arena" && shape.length > 2 && shape[1] !== 1 ? vectorStrides(shape) : rowMajorStrides(shape),
  fitter: (scratch) => {
    const fitter = new Fitter(scratch);
    return (operation) => fitter.fit(operation);
  },
};

type Contraction = OperationOf<"conv" | "convInputGradient">;

class Fitter {
  /** What views have been brought to, by the views and what was asked: each is done once. */
  private readonly brought = new Map<string, View>();
  /** Buffers whose spare lanes are zeros. */
  private readonly clean = new Set<BufferId>();
  private before: Operation[] = [];
  private after: Operation[] = [];

  constructor(private readonly scratch: Scratch) {}

  fit(operation: Operation): readonly Operation[] {
    [this.before, this.after] = [[], []];
    const middle = this.middle(operation);
    const all = [...this.before, middle, ...this.after];
    for (const each of all) if (this.writesVectors(each)) this.clean.add(each.output.buffer);
    return all;
  }

  private middle(operation: Operation): Operation {
    switch (operation.kind) {
      case "conv":
        return this.contraction(operation, operation.input, (input) => ({ ...operation, input }));
      case "convInputGradient":
        return this.contraction(operation, operation.gradient, (gradient) => ({ ...operation, gradient }));
      case "read":
      case "constant": {
        const { output } = operation;
        if (isContiguous(output)) return operation;
        const plain = this.scratch.allocate(
          this.scratch.spaceOf(output),
          output.shape,
          rowMajorStrides(output.shape),
        );
        this.after.push({ kind: "copy", input: plain, output });
        return { ...operation, output: plain };
      }
      case "matmul":
      case "pool":
      case "map":
      case "reduce":
      case "copy":
      case "pad":
      case "transformWeight":
      case "convWeightGradient":
      case "maxPoolGradient":
      case "averagePoolGradient":
        return operation;
    }
  }

  /** A convolution or its transpose with all operands in vectors, where its groups are whole vectors. */
  private contraction<O extends Contraction>(
    operation: O,
    input: View,
    withInput: (input: View) => O,
  ): Operation {
    const algorithm = chooseTile(operation);
    if (algorithm === undefined) return operation;
    const { epilogue, bias, output, groups, weight } = operation;
    const isPlain = epilogue?.operands.every((view) => isInVectors(view)) ?? true;
    const result = this.give(output);
    if (epilogue !== undefined && !isPlain) {
      const { expression, operands } = epilogue;
      this.after.push({ kind: "map", expression, inputs: [output, ...operands], output });
    }
    return {
      ...withInput(this.vectors(input)),
      algorithm,
      weight: this.packed(weight, groups, operation.kind, algorithm),
      bias: bias && this.vector(bias),
      output: result,
      epilogue: isPlain ? epilogue : undefined,
    };
  }

  /** The view in vectors with zeros in spare lanes, or a copy of it. */
  private vectors(view: View): View {
    const [, channels = 1] = view.shape;
    const fits =
      isInVectors(view) &&
      (channels % lanes === 0 ||
        (this.clean.has(view.buffer) && ownsVectors(view, this.scratch.capacityOf(view))));
    return fits ? view : this.copied(view, vectorStrides(view.shape));
  }

  /** A vector of numbers, one for each channel, beginning with a vector. */
  private vector(view: View): View {
    return isInVectors(view, 0) ? view : this.copied(view, rowMajorStrides(view.shape));
  }

  /** The view, or another one from which it is filled afterwards. */
  private give(view: View): View {
    if (ownsVectors(view, this.scratch.capacityOf(view))) return view;
    const output = this.scratch.allocate(this.scratch.spaceOf(view), view.shape, vectorStrides(view.shape));
    this.after.push({ kind: "copy", input: output, output: view });
    return output;
  }

  private packed(weight: View, groups: number, kind: Contraction["kind"], algorithm: ConvAlgorithm): View {
    return this.once(["pack", weight, groups, kind, algorithm.kind], () => {
      const output = this.scratch.allocate(this.scratch.spaceOf(weight), [
        packedElements(weight.shape, groups, kind, algorithm),
      ]);
      this.before.push(
        { kind: "map", expression: constant(0), inputs: [], output },
        ...packing(weight, groups, kind, algorithm, output),
      );
      return output;
    });
  }

  private copied(view: View, strides: readonly number[]): View {
    return this.once(["copy", view, strides], () => {
      const output = this.scratch.allocate(this.scratch.spaceOf(view), view.shape, strides);
      this.before.push({ kind: "copy", input: view, output });
      return output;
    });
  }

  /** Whether a kernel writes zeros into spare lanes: the ones that write whole vectors do. */
  private writesVectors(operation: Operation): boolean {
    const { output } = operation;
    const capacity = this.scratch.capacityOf(output);
    switch (operation.kind) {
      case "conv":
      case "convInputGradient":
        return operation.algorithm !== undefined;
      case "map":
      case "copy":
        return vectorAxis(output, capacity) !== undefined;
      case "pool":
        return isInVectors(operation.input) && ownsVectors(output, capacity);
      case "convWeightGradient":
      case "maxPoolGradient":
      case "averagePoolGradient":
      case "read":
      case "constant":
      case "matmul":
      case "reduce":
      case "pad":
      case "transformWeight":
        return false;
    }
  }

  private once(key: readonly unknown[], bring: () => View): View {
    const text = JSON.stringify(key);
    const known = this.brought.get(text);
    if (known !== undefined) return known;
    const view = bring();
    this.brought.set(text, view);
    return view;
  }
}
