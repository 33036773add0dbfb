import type { Operation } from "./program.js";
import type { View } from "./view.js";

/** What an operation reads, in a fixed order; views that are absent are left out. */
export function inputsOf(operation: Operation): readonly View[] {
  switch (operation.kind) {
    case "read":
    case "constant":
      return [];
    case "conv":
      return present([
        operation.input,
        operation.weight,
        operation.bias,
        ...(operation.epilogue?.operands ?? []),
      ]);
    case "matmul":
      return present([operation.a, operation.b, operation.bias, ...(operation.epilogue?.operands ?? [])]);
    case "convInputGradient":
      return present([
        operation.gradient,
        operation.weight,
        operation.bias,
        ...(operation.epilogue?.operands ?? []),
      ]);
    case "convWeightGradient":
    case "maxPoolGradient":
      return [operation.input, operation.gradient];
    case "averagePoolGradient":
      return [operation.gradient];
    case "map":
    case "reduce":
      return operation.inputs;
    case "pool":
    case "copy":
      return [operation.input];
  }
}

function present(views: readonly (View | undefined)[]): readonly View[] {
  return views.filter((view) => view !== undefined);
}
