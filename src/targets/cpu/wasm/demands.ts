import type { ConvAlgorithm, Operation, OperationOf, Space } from "../../../program/program.js";
import {
  isContiguous,
  isSideBySide,
  permuteView,
  rowMajorStrides,
  type View,
} from "../../../program/view.js";
import type { Demands, Numerics, Scratch } from "../../../schedule/demands.js";
import { chooseConv, type ConvShape } from "./choose.js";
import type { ConvChoice } from "./tuned.js";
import { gatherTile } from "./kernels/conv-input-gradient.js";
import { inputPhases, weightPhases, windowInPhases } from "./phases.js";
import { blockPacking, gatheredElements, groupPacking, packedElements, packing } from "./packing.js";

/**
 * What the kernels in WebAssembly demand: activations whose channels lie side by side, convolutions padded in memory and
 * their weights packed, products of rows with rows. `choose`, where given, takes the algorithms of convolutions.
 */
export function channelsLast(numerics: Numerics, choose?: ConvChoice): Demands {
  return {
    strides: (space, shape) =>
      space === "arena" && shape.length > 2 ? channelsLastStrides(shape) : rowMajorStrides(shape),
    fitter: (scratch) => {
      const fitter = new Fitter(scratch, numerics, choose);
      return (operation) => fitter.fit(operation);
    },
  };
}

/** Strides with which axis 1 lies innermost. */
function channelsLastStrides(shape: readonly number[]): readonly number[] {
  const [batch = 1, channels = 1, ...spatial] = shape;
  const strides = rowMajorStrides([batch, ...spatial, channels]);
  return [strides[0] ?? 1, 1, ...strides.slice(1, -1)];
}

class Fitter {
  /** What views have been brought to, by the views and what was asked: each is done once. */
  private readonly brought = new Map<string, View>();
  private before: Operation[] = [];
  private after: Operation[] = [];

  constructor(
    private readonly scratch: Scratch,
    private readonly numerics: Numerics,
    private readonly choose?: ConvChoice,
  ) {}

  fit(operation: Operation): readonly Operation[] {
    [this.before, this.after] = [[], []];
    const middle = this.middle(operation);
    return [...this.before, middle, ...this.after];
  }

  private middle(operation: Operation): Operation {
    switch (operation.kind) {
      case "conv":
        return this.conv(operation);
      case "convInputGradient": {
        const plain = this.withPlainEpilogue(operation);
        // Where every channel is a group of its own, the groups are the kernel's channels.
        const isDepthwise = plain.weight.shape[0] === plain.groups && plain.weight.shape[1] === 1;
        const weight = isDepthwise ? permuteView(plain.weight, [1, 0, 2, 3]) : plain.weight;
        const groups = isDepthwise ? 1 : plain.groups;
        return {
          ...plain,
          gradient: this.channels(plain.gradient),
          weight: this.once(["gather", weight, groups], () => {
            const output = this.scratch.allocate(this.scratch.spaceOf(weight), [
              gatheredElements(weight.shape),
            ]);
            this.before.push(...blockPacking(weight, groups, "channels", gatherTile.vectors, output));
            return output;
          }),
          bias: plain.bias && this.byGroup(plain.bias, groups),
          output: this.give(plain.output, isSideBySide(plain.output, 1)),
        };
      }
      case "convWeightGradient":
        return {
          ...operation,
          input: this.channels(operation.input),
          gradient: this.channels(operation.gradient),
        };
      case "constant":
        return { ...operation, output: this.give(operation.output, isContiguous(operation.output)) };
      case "maxPoolGradient":
      case "averagePoolGradient":
      case "read":
      case "pool":
      case "pad":
      case "transformWeight":
      case "transformInput":
      case "transformOutput":
      case "map":
      case "matmul":
      case "reduce":
      case "copy":
        return operation;
    }
  }

  private conv(operation: OperationOf<"conv">): Operation {
    const plain = this.withPlainEpilogue(operation);
    const algorithm = this.algorithmFor(shapeOf(plain));
    const isPadded = algorithm.kind === "direct";
    const walked = algorithm.kind === "winograd" ? this.inPhases(plain) : plain;
    return {
      ...walked,
      ...(isPadded ? this.padded(walked) : { input: this.channels(walked.input) }),
      algorithm,
      weight: this.packed(walked, algorithm),
      bias: plain.bias && this.byGroup(plain.bias, isPadded ? plain.groups : 1),
      output: this.give(plain.output, isSideBySide(plain.output, 1)),
    };
  }

  private algorithmFor(shape: ConvShape): ConvAlgorithm {
    return this.choose?.(shape, this.numerics) ?? chooseConv(shape, this.numerics);
  }

  /** Epilogues read operands as the result is written: others become an elementwise operation of their own. */
  private withPlainEpilogue<O extends OperationOf<"conv" | "convInputGradient">>(operation: O): O {
    const { epilogue, output } = operation;
    if (epilogue === undefined || epilogue.operands.every((view) => isSideBySide(view, 1))) return operation;
    const { expression, operands } = epilogue;
    this.after.push({ kind: "map", expression, inputs: [output, ...operands], output });
    return { ...operation, epilogue: undefined };
  }

  private channels(view: View): View {
    return this.take(view, isSideBySide(view, 1), channelsLastStrides(view.shape));
  }

  /** The input with zeros around it, as far as the windows reach, and the window that is left. */
  private padded({ window, input, output }: OperationOf<"conv">) {
    const [top, left] = window.padding;
    const behind = ([0, 1] as const).map((axis) => {
      const [places, extent] = [output.shape[axis + 2] ?? 1, input.shape[axis + 2] ?? 1];
      const reach =
        (places - 1) * window.stride[axis] + (window.kernel[axis] - 1) * window.dilation[axis] + 1;
      return Math.max(0, reach - (axis === 0 ? top : left) - extent);
    });
    const [bottom = 0, right = 0] = behind;
    const padding = [top, left, bottom, right] as const;
    if (padding.every((zeros) => zeros === 0)) return { input: this.channels(input), window };
    const [n = 1, c = 1, h = 1, w = 1] = input.shape;
    const shape = [n, c, h + top + bottom, w + left + right];
    const view = this.once(["pad", input, padding], () => {
      const result = this.scratch.allocate(this.scratch.spaceOf(input), shape, channelsLastStrides(shape));
      this.before.push({ kind: "pad", padding, input, output: result });
      return result;
    });
    return { input: view, window: { ...window, padding: [0, 0, 0, 0] as const } };
  }

  /** A convolution of some stride as one of stride 1 over the input's phases. */
  private inPhases(operation: OperationOf<"conv">): OperationOf<"conv"> {
    const { window, input, weight, output } = operation;
    if (window.stride.every((step) => step === 1)) return operation;
    const [n = 1, channels = 1] = input.shape;
    const [, filters = 1, height = 1, width = 1] = output.shape;
    const plain = windowInPhases(window);
    const all = channels * window.stride[0] * window.stride[1];
    const { kernel } = plain;
    const shape = [n, all, height + kernel[0] - 1, width + kernel[1] - 1];
    return {
      ...operation,
      window: plain,
      input: this.once(["phases", input, window, shape], () => {
        const strides = channelsLastStrides(shape);
        const result = this.scratch.allocate(this.scratch.spaceOf(input), shape, strides);
        this.before.push(...inputPhases(input, window, result));
        return result;
      }),
      weight: this.once(["phases", weight, window.stride], () => {
        const result = this.scratch.allocate(this.scratch.spaceOf(weight), [filters, all, ...kernel]);
        this.before.push(...weightPhases(weight, window, result));
        return result;
      }),
    };
  }

  private packed({ weight, groups }: OperationOf<"conv">, algorithm: ConvAlgorithm): View {
    const isTransformed = algorithm.kind === "winograd" || algorithm.kind === "strassen";
    const plain = isTransformed ? this.take(weight, isContiguous(weight)) : weight;
    return this.once(["pack", weight, groups, algorithm], () => {
      const elements = packedElements(weight.shape, groups, algorithm);
      const output = this.scratch.allocate(this.scratch.spaceOf(weight), [elements]);
      this.before.push(...packing(plain, groups, algorithm, output));
      return output;
    });
  }

  /** A number for each channel, those of a group beginning with a vector. */
  private byGroup(bias: View, groups: number): View {
    const packing = groupPacking(bias, groups);
    if (packing === undefined) return bias;
    return this.once(["groups", bias, groups], () => {
      const output = this.scratch.allocate(this.scratch.spaceOf(bias), [packing.elements]);
      this.before.push(...packing.pack(output));
      return output;
    });
  }

  /** The view, or a copy of it that lies as these strides say. */
  private take(view: View, fits: boolean, strides: readonly number[] = rowMajorStrides(view.shape)): View {
    if (fits) return view;
    return this.once(["copy", view, strides], () => {
      const output = this.scratch.allocate(this.scratch.spaceOf(view), view.shape, strides);
      this.before.push({ kind: "copy", input: view, output });
      return output;
    });
  }

  /** The view, or another one from which it is filled afterwards. */
  private give(view: View, fits: boolean): View {
    if (fits) return view;
    const space: Space = this.scratch.spaceOf(view);
    const strides = view.shape.length > 2 ? channelsLastStrides(view.shape) : rowMajorStrides(view.shape);
    const output = this.scratch.allocate(space, view.shape, strides);
    this.after.unshift({ kind: "copy", input: output, output: view });
    return output;
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

function shapeOf({ window, groups, input, output }: OperationOf<"conv">): ConvShape {
  const [samples = 1, filters = 1, rows = 1, pixels = 1] = output.shape;
  const channels = (input.shape[1] ?? 1) / groups;
  return { samples, groups, channels, filters: filters / groups, window, extent: [rows, pixels] };
}
