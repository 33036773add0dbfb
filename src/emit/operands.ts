import type { Call } from "../program/program.js";
import type { View } from "../program/view.js";

/** A view that a call is given, with the name of the parameter that says where it begins. */
export interface Operand {
  readonly role: string;
  readonly view: View;
}

/** The operands of a call in the order of its kernel's parameters; the output is last. */
export function operandsOf(call: Call): readonly Operand[] {
  const epilogue = (views: readonly View[] = []): Operand[] =>
    views.map((view, index) => ({ role: `operand${index + 1}`, view }));
  const optional = (role: string, view: View | undefined): Operand[] =>
    view === undefined ? [] : [{ role, view }];
  const output = { role: "output", view: call.output };
  switch (call.kind) {
    case "read":
    case "constant":
      return [output];
    case "conv":
      return [
        { role: "input", view: call.input },
        { role: "weight", view: call.weight },
        ...optional("bias", call.bias),
        ...epilogue(call.epilogue?.operands),
        output,
      ];
    case "transformOutput":
      return [
        { role: "input", view: call.input },
        ...optional("bias", call.bias),
        ...epilogue(call.epilogue?.operands),
        output,
      ];
    case "matmul":
      return [
        { role: "input", view: call.a },
        { role: "weight", view: call.b },
        ...optional("bias", call.bias),
        ...epilogue(call.epilogue?.operands),
        output,
      ];
    case "convInputGradient":
      return [
        { role: "gradient", view: call.gradient },
        { role: "weight", view: call.weight },
        ...optional("bias", call.bias),
        ...epilogue(call.epilogue?.operands),
        output,
      ];
    case "convWeightGradient":
    case "maxPoolGradient":
      return [{ role: "input", view: call.input }, { role: "gradient", view: call.gradient }, output];
    case "averagePoolGradient":
      return [{ role: "gradient", view: call.gradient }, output];
    case "map":
    case "reduce":
      return [...call.inputs.map((view, index) => ({ role: `input${index + 1}`, view })), output];
    case "pool":
    case "pad":
    case "transformWeight":
    case "transformInput":
    case "copy":
      return [{ role: "input", view: call.input }, output];
  }
}
