import { showShape, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { ConvGeometry } from "./conv-rows.js";
import type { Arguments } from "./definition.js";
import type { InitialiserName } from "./initialisers.js";
import { extent } from "./operand.js";
import { axesOf, dilatedExtent, explicitPadding, spatialExtents } from "./window.js";

export type ConvTransposeAttributes = ConvGeometry &
  Readonly<{
    /** Rows and columns more at the ends, an axis: which of the sizes that a stride makes equal is meant. */
    output_padding: readonly number[];
    filters: number;
    bias: boolean;
    init: InitialiserName;
  }>;

/** Shape of the weight: PyTorch's, in which the channels of the input come first. */
export function transposeWeight(
  { filters, groups, kernel }: ConvTransposeAttributes,
  x: TensorType,
): readonly number[] {
  return [extent(x, 1), filters / groups, ...kernel];
}

type Sizing = Pick<ConvTransposeAttributes, "kernel" | "stride" | "dilation" | "padding" | "output_padding">;

export function transposeSize(attributes: Sizing, x: TensorType): readonly number[] {
  const extents = spatialExtents(x.shape);
  return axesOf(attributes).map((axis, index) => {
    const spread = ((extents[index] ?? 1) - 1) * axis.stride + dilatedExtent(axis);
    return spread - axis.begin - axis.end + (attributes.output_padding[index] ?? 0);
  });
}

/** Why the attributes do not fit an input. */
export function sizeProblem(attributes: Sizing, x: TensorType): Problem | undefined {
  const { kernel, stride, padding, output_padding: added } = attributes;
  if (kernel.length !== x.shape.length - 2) {
    const given = showShape(x.shape);
    return new Problem(
      "CNN0301",
      `conv_transpose has a window of ${kernel.length} axes, its input is ${given}`,
    );
  }
  if (added.some((extra, axis) => extra >= (stride[axis] ?? 1))) {
    const message = `output_padding (${added.join(", ")}) is not smaller than the stride ${stride.join("x")}`;
    const help = "it tells apart the sizes from which a convolution of that stride gives the input's";
    return new Problem("CNN0205", message, help, "output_padding");
  }
  const size = transposeSize(attributes, x);
  if (size.every((extentOfAxis) => extentOfAxis > 0)) return undefined;
  const message = `padding (${padding.join(", ")}) leaves nothing of the result of conv_transpose: [${size.join(", ")}]`;
  return new Problem("CNN0205", message, "padding is cut off the result; take less", "pad");
}

/** One number, or one an axis. */
export function resolveOutputPadding(
  { output_padding: given }: Arguments,
  axes: number,
): readonly number[] | Problem {
  const added = given === undefined || given === "same" ? [] : explicitPadding(given, axes);
  if (
    added instanceof Problem ||
    (typeof given === "object" && given.length !== axes) ||
    added.length === 0
  ) {
    const help = axes === 1 ? "write one number" : "write one number, or (vertical, horizontal)";
    return new Problem("CNN0204", "output_padding is a number of elements an axis", help, "output_padding");
  }
  return added.slice(0, axes);
}
