import type { CallEpilogue, Operation } from "./program.js";
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
    case "transformOutput":
      return present([operation.input, operation.bias, ...(operation.epilogue?.operands ?? [])]);
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
    case "pad":
    case "transformWeight":
    case "transformInput":
    case "copy":
      return [operation.input];
  }
}

/** The same operation with every view replaced. */
export function withViews<O extends Operation>(operation: O, replace: (view: View) => View): O;
export function withViews(operation: Operation, replace: (view: View) => View): Operation {
  const output = replace(operation.output);
  const optional = (view: View | undefined): View | undefined => view && replace(view);
  const then = (epilogue: CallEpilogue | undefined): CallEpilogue | undefined =>
    epilogue && { ...epilogue, operands: epilogue.operands.map(replace) };
  switch (operation.kind) {
    case "read":
    case "constant":
      return { ...operation, output };
    case "conv": {
      const { input, weight, bias, epilogue } = operation;
      const inputs = { input: replace(input), weight: replace(weight), bias: optional(bias) };
      return { ...operation, ...inputs, output, epilogue: then(epilogue) };
    }
    case "matmul": {
      const { a, b, bias, epilogue } = operation;
      const inputs = { a: replace(a), b: replace(b), bias: optional(bias) };
      return { ...operation, ...inputs, output, epilogue: then(epilogue) };
    }
    case "convInputGradient": {
      const { gradient, weight, bias, epilogue } = operation;
      const inputs = { gradient: replace(gradient), weight: replace(weight), bias: optional(bias) };
      return { ...operation, ...inputs, output, epilogue: then(epilogue) };
    }
    case "convWeightGradient":
    case "maxPoolGradient": {
      const { input, gradient } = operation;
      return { ...operation, input: replace(input), gradient: replace(gradient), output };
    }
    case "averagePoolGradient":
      return { ...operation, gradient: replace(operation.gradient), output };
    case "map":
    case "reduce":
      return { ...operation, inputs: operation.inputs.map(replace), output };
    case "pool":
    case "pad":
    case "transformWeight":
    case "transformInput":
    case "copy":
      return { ...operation, input: replace(operation.input), output };
    case "transformOutput": {
      const { input, bias, epilogue } = operation;
      return { ...operation, input: replace(input), bias: optional(bias), output, epilogue: then(epilogue) };
    }
  }
}

function present(views: readonly (View | undefined)[]): readonly View[] {
  return views.filter((view) => view !== undefined);
}
