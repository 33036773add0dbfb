import { printScalar } from "../ir/scalar.js";
import type { Call, CallEpilogue, Window } from "../program/program.js";
import type { View } from "../program/view.js";
import { operandsOf } from "./operands.js";

/** What a kernel for a call computes, in a sentence. */
export function titleOf(call: Call): string {
  const output = extents(call.output);
  switch (call.kind) {
    case "conv": {
      const groups = call.groups > 1 ? `, ${call.groups} groups` : "";
      return `Convolution ${windowTitle(call.window)}${groups}: ${extents(call.input)} to ${output}${thenTitle(call.epilogue)}.`;
    }
    case "convInputGradient":
      return `Gradient of a convolution ${windowTitle(call.window)} to its input ${output}${thenTitle(call.epilogue)}.`;
    case "convWeightGradient":
      return `Gradient of a convolution ${windowTitle(call.window)} to its weight ${output}.`;
    case "matmul":
      return `Matrix product ${extents(call.a)} by ${extents(call.b)}${call.bias ? ", plus bias" : ""}${thenTitle(call.epilogue)}.`;
    case "pool":
      return `Pooling (${call.reduction}) ${windowTitle(call.window)}: ${extents(call.input)} to ${output}.`;
    case "maxPoolGradient":
      return `Gradient of max pooling ${windowTitle(call.window)} to ${output}.`;
    case "averagePoolGradient":
      return `Gradient of average pooling ${windowTitle(call.window)} to ${output}.`;
    case "map":
      return `Elementwise: ${printScalar(call.expression, inputRoles(call))}.`;
    case "copy":
      return `Elementwise: input.`;
    case "pad":
      return `Zeros around ${extents(call.input)}: ${call.padding.join(", ")}.`;
    case "transformWeight":
      return call.algorithm.kind === "strassen"
        ? `Sums of the quarters of a weight ${extents(call.input)}.`
        : `Transform of a weight ${extents(call.input)} for tiles of ${call.algorithm.outputs.join("×")}.`;
    case "transformInput":
      return `Transform of ${extents(call.input)} in tiles for ${call.outputs.join("×")}.`;
    case "transformOutput":
      return `Transform of products to ${output} in tiles of ${call.outputs.join("×")}${thenTitle(call.epilogue)}.`;
    case "reduce": {
      const expression = printScalar(call.expression, inputRoles(call));
      return `Reduction (${call.reduction}) of ${expression}: ${extents(call.inputs[0])} to ${output}.`;
    }
    case "constant":
      return `Constant ${output}.`;
    case "read":
      return `Tensor ${output} of the weight file.`;
  }
}

function extents(view: View | undefined): string {
  return `[${view?.shape.join(", ") ?? ""}]`;
}

/** Names of the operands before the output. */
function inputRoles(call: Call): readonly string[] {
  return operandsOf(call)
    .slice(0, -1)
    .map(({ role }) => role);
}

function thenTitle(epilogue: CallEpilogue | undefined): string {
  if (epilogue === undefined) return "";
  const operands = epilogue.operands.map((_, index) => `operand${index + 1}`);
  return `; then ${printScalar(epilogue.expression, ["it", ...operands])}`;
}

function windowTitle({ kernel, stride, dilation, padding }: Window): string {
  const parts = [kernel.join("×")];
  if (stride.some((extent) => extent !== 1)) parts.push(`stride ${stride.join("×")}`);
  if (dilation.some((extent) => extent !== 1)) parts.push(`dilation ${dilation.join("×")}`);
  if (padding.some((extent) => extent !== 0)) parts.push(`padding ${padding.join(", ")}`);
  return parts.join(", ");
}
