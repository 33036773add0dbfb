import { constant } from "../../ir/scalar.js";
import type { ConvAlgorithm, Operation, OperationOf, Window } from "../../program/program.js";
import { isContiguous, rowMajorStrides, type BufferId, type View } from "../../program/view.js";
import type { Demands, Scratch } from "../../schedule/demands.js";
import { convCandidates, gridOf, type ChoiceOptions, type GpuChoice } from "./choose.js";
import { bindingElements } from "./device-limits.js";
import { isInRuns } from "./contraction.js";
import { minimalFor } from "./minimal.js";
import { leadingZeros } from "./memory.js";
import { packedElements, packing, type PackedAs } from "./packing.js";
import { splitOperation } from "./split.js";
import { isInVectors, lanes, ownsVectors, vectorAxis, vectorsFor, vectorStrides } from "./vectors.js";

/**
 * What the kernels in WGSL demand: activations whose channels lie side by side, every pixel beginning with a vector, and
 * zeros in the lanes that are no channels wherever they are summed over.
 */
export function vectorDemands(options: ChoiceOptions, choose: GpuChoice): Demands {
  return {
    // One channel alone would be a quarter of what is kept.
    strides: (space, shape) =>
      space === "arena" && shape.length > 2 && shape[1] !== 1 ? vectorStrides(shape) : rowMajorStrides(shape),
    fitter: (scratch) => {
      const fitter = new Fitter(scratch, options, choose);
      const most = bindingElements(options.limits) - leadingZeros;
      return (operation) =>
        splitOperation(operation, most, (view) => scratch.capacityOf(view)).flatMap((part) =>
          fitter.fit(part),
        );
    },
  };
}

type Contraction = OperationOf<"conv" | "convInputGradient">;

class Fitter {
  /** What views have been brought to, by the views and what was asked: each is done once. */
  private readonly brought = new Map<string, View>();
  /** Buffers whose spare lanes are zeros. */
  private readonly clean = new Set<BufferId>();
  private before: Operation[] = [];
  private after: Operation[] = [];

  constructor(
    private readonly scratch: Scratch,
    private readonly options: ChoiceOptions,
    private readonly choose: GpuChoice,
  ) {}

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
      case "transformInput":
      case "transformOutput":
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
    const candidates = convCandidates(operation, this.options);
    if (candidates.length === 0) return operation;
    const algorithm = this.choose(candidates, operation);
    const { epilogue, bias, output, groups, weight } = operation;
    const isPlain = epilogue?.operands.every((view) => isInVectors(view)) ?? true;
    const result = this.give(output);
    if (epilogue !== undefined && !isPlain) {
      const { expression, operands } = epilogue;
      this.after.push({ kind: "map", expression, inputs: [output, ...operands], output });
    }
    const finish = { bias: bias && this.vector(bias), epilogue: isPlain ? epilogue : undefined };
    const inRuns = isInRuns(operation);
    const packed = this.packed(weight, { kind: operation.kind, groups, algorithm, inRuns });
    if (algorithm.kind === "winograd")
      return { ...this.minimal(operation, input, packed, algorithm), ...finish, output: result };
    const fitting = inRuns ? this.padded(input, operation.window.padding) : this.vectors(input);
    return { ...withInput(fitting), algorithm, weight: packed, ...finish, output: result };
  }

  /** Minimal filtering as three operations, of which the product of all planes is a convolution in groups. */
  private minimal(
    operation: Contraction,
    input: View,
    weight: View,
    { outputs, tile }: Extract<ConvAlgorithm, { readonly kind: "winograd" }>,
  ) {
    const planes = minimalFor(outputs[0]).inputs ** 2;
    const grid = gridOf(operation, outputs[0]);
    const { output, window } = operation;
    const [samples = 1] = output.shape;
    const inPlanes = ({ shape }: View): View => {
      const channels = planes * lanes * vectorsFor(shape[1] ?? 1);
      const whole = [1, channels, samples * grid[0] * grid[1], 1];
      return this.scratch.allocate(this.scratch.spaceOf(output), whole, vectorStrides(whole));
    };
    const key = ["tiles", input, outputs, grid, window.padding];
    const tiles = this.once(key, () => {
      const transformed = inPlanes(input);
      const padding = [window.padding[0], window.padding[1]] as const;
      const from = this.vectors(input);
      this.before.push({ kind: "transformInput", outputs, grid, padding, input: from, output: transformed });
      return transformed;
    });
    const products = inPlanes(output);
    const one = [1, 1] as const;
    this.before.push({
      kind: "conv",
      window: { kernel: one, stride: one, dilation: one, padding: [0, 0, 0, 0] },
      groups: planes,
      input: tiles,
      weight,
      bias: undefined,
      output: products,
      epilogue: undefined,
      algorithm: { kind: "direct", tile },
    });
    return { kind: "transformOutput", outputs, grid, input: products } as const;
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

  /** The view with zeros around it, its channels side by side. */
  private padded(view: View, padding: Window["padding"]): View {
    const [samples = 1, channels = 1, height = 1, width = 1] = view.shape;
    const [top, left, bottom, right] = padding;
    const [rows, columns] = [top + height + bottom, left + width + right];
    return this.once(["pad", view, padding], () => {
      const output = this.scratch.allocate(
        this.scratch.spaceOf(view),
        [samples, channels, rows, columns],
        [rows * columns * channels, 1, columns * channels, channels],
      );
      this.before.push({ kind: "pad", padding, input: view, output });
      return output;
    });
  }

  private packed(weight: View, as: PackedAs): View {
    const { kind, groups, algorithm, inRuns } = as;
    return this.once(["pack", weight, groups, kind, inRuns, algorithm.kind, outputsOf(algorithm)], () => {
      const elements = packedElements(weight.shape, as);
      const output = this.scratch.allocate(this.scratch.spaceOf(weight), [elements]);
      this.before.push(
        { kind: "map", expression: constant(0), inputs: [], output },
        ...packing(weight, as, output),
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
      case "transformOutput":
        return true;
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
      case "transformInput":
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

function outputsOf(algorithm: ConvAlgorithm): readonly number[] {
  return algorithm.kind === "winograd" ? algorithm.outputs : [];
}
