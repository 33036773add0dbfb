import type { ConvAlgorithm, Operation, OperationOf, Window } from "../../program/program.js";
import { isContiguous, rowMajorStrides, type BufferId, type View } from "../../program/view.js";
import type { Demands, Fitted, Scratch } from "../../schedule/demands.js";
import { once, operationsFor, type Brought } from "./algorithms.js";
import { convCandidates, millisecondsFor, type ChoiceOptions, type GpuChoice } from "./choose.js";
import { bindingElements } from "./device-limits.js";
import { isInRuns } from "./contraction.js";
import { adapterClasses } from "./estimate/devices.js";
import { leadingZeros } from "./memory.js";
import { splitOperation } from "./split.js";
import { isInVectors, lanes, ownsVectors, vectorAxis, vectorStrides } from "./vectors.js";

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
  private readonly brought: Brought = new Map();
  /** Buffers whose spare lanes are zeros. */
  private readonly clean = new Set<BufferId>();
  private before: Fitted[] = [];
  private after: Fitted[] = [];

  constructor(
    private readonly scratch: Scratch,
    private readonly options: ChoiceOptions,
    private readonly choose: GpuChoice,
  ) {}

  fit(operation: Operation): readonly Fitted[] {
    [this.before, this.after] = [[], []];
    const middle = this.middle(operation);
    const all = [...this.before, ...middle, ...this.after];
    for (const each of all) if (this.writesVectors(each)) this.clean.add(each.output.buffer);
    return all;
  }

  private middle(operation: Operation): readonly Fitted[] {
    switch (operation.kind) {
      case "conv":
        return this.contraction(operation, operation.input, (input) => ({ ...operation, input }));
      case "convInputGradient":
        return this.contraction(operation, operation.gradient, (gradient) => ({ ...operation, gradient }));
      case "read":
      case "constant": {
        const { output } = operation;
        if (isContiguous(output)) return [operation];
        const plain = this.scratch.allocate(
          this.scratch.spaceOf(output),
          output.shape,
          rowMajorStrides(output.shape),
        );
        this.after.push({ kind: "copy", input: plain, output });
        return [{ ...operation, output: plain }];
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
        return [operation];
    }
  }

  /**
   * A convolution or its transpose with all operands in vectors, where its groups are whole vectors: once for each
   * algorithm that is the fastest on a class of adapters.
   */
  private contraction<O extends Contraction>(
    operation: O,
    input: View,
    withInput: (input: View) => O,
  ): readonly Fitted[] {
    const candidates = convCandidates(operation, this.options);
    if (candidates.length === 0) return [operation];
    const { epilogue, bias, output } = operation;
    const isPlain = epilogue?.operands.every((view) => isInVectors(view)) ?? true;
    const result = this.give(output);
    if (epilogue !== undefined && !isPlain) {
      const { expression, operands } = epilogue;
      this.after.push({ kind: "map", expression, inputs: [output, ...operands], output });
    }
    const inRuns = isInRuns(operation);
    const fitting = inRuns ? this.padded(input, operation.window.padding) : this.vectors(input);
    const fitted = {
      ...withInput(fitting),
      ...{ bias: bias && this.vector(bias), epilogue: isPlain ? epilogue : undefined, output: result },
    };
    const taken = this.choices(candidates, fitted);
    const { scratch, brought } = this;
    return taken.flatMap(({ algorithm, on }) => {
      if (taken.length === 1) return operationsFor(fitted, algorithm, scratch, brought);
      // What only some classes do is not for other layers.
      return operationsFor(fitted, algorithm, scratch, new Map()).map((each) => ({ ...each, on }));
    });
  }

  /** The algorithms that are taken, each with the classes of adapters on which it is. */
  private choices(candidates: readonly ConvAlgorithm[], operation: Contraction) {
    const { scratch, options } = this;
    const taken = adapterClasses.map((adapter) => {
      const millisecondsOf = (algorithm: ConvAlgorithm): number =>
        millisecondsFor(operation, algorithm, adapter, { scratch, precision: options.precision });
      const chosen =
        candidates.length === 1 ? candidates[0] : this.choose(candidates, operation, adapter, millisecondsOf);
      return { adapter, chosen };
    });
    return candidates.flatMap((algorithm) => {
      const on = taken.flatMap(({ adapter, chosen }) => (chosen === algorithm ? [adapter] : []));
      return on.length === 0 ? [] : [{ algorithm, on }];
    });
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
    return once(this.brought, ["pad", view, padding], () => {
      const output = this.scratch.allocate(
        this.scratch.spaceOf(view),
        [samples, channels, rows, columns],
        [rows * columns * channels, 1, columns * channels, channels],
      );
      this.before.push({ kind: "pad", padding, input: view, output });
      return output;
    });
  }

  private copied(view: View, strides: readonly number[]): View {
    return once(this.brought, ["copy", view, strides], () => {
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
}
