import { printScalar } from "../ir/scalar.js";
import {
  bufferOf,
  type Call,
  type CallEpilogue,
  type ConvAlgorithm,
  type Program,
  type RegisterTile,
  type Window,
} from "./program.js";
import { isContiguous, type View } from "./view.js";

/** The program as text, for `--emit program` and snapshots: one line a call, operands as `space+offset[shape]`. */
export function printProgram(program: Program): string {
  const { arena, weights } = program.memory;
  const view = (v: View): string => {
    const buffer = bufferOf(program, v.buffer);
    const strides = isContiguous(v) ? "" : ` strides [${v.strides.join(", ")}]`;
    return `${buffer.half ? "half " : ""}${buffer.space}+${buffer.offset + v.offset}[${v.shape.join(", ")}]${strides}`;
  };
  const lines = [
    `program ${program.name}, batch ${program.batch}`,
    `  arena ${arena.elements} floats (largest live set ${arena.largestLiveSet})`,
    `  weights ${weights.elements} floats (largest live set ${weights.largestLiveSet})`,
    ...program.inputs.map((input) => `  input ${input.name} = ${view(input.view)}`),
    ...program.outputs.map((output) => `  output ${output.name} = ${view(output.view)}`),
    ...program.taps.map((tap) => `  tap ${tap.name} = ${view(tap.view)}`),
    "load",
    ...program.load.map((call) => `  ${printCall(call, view)}`),
    "run",
    ...program.run.map((call) => `  ${printCall(call, view)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function printCall(call: Call, view: (v: View) => string): string {
  const on = call.on === undefined ? "" : ` on ${call.on.join(", ")}`;
  return `${view(call.output)} = ${printOperation(call, view)}${on}  // ${call.origin.path}`;
}

function printOperation(call: Call, view: (v: View) => string): string {
  const bias = (v: View | undefined): string => (v === undefined ? "" : `, bias ${view(v)}`);
  switch (call.kind) {
    case "read":
      return `read ${call.path}`;
    case "constant":
      return `constant of ${call.data.length}`;
    case "conv":
      return `conv ${view(call.input)}, ${view(call.weight)}${bias(call.bias)}, ${printWindow(call.window)}, groups ${call.groups}${by(call.algorithm)}${then(call.epilogue, view)}`;
    case "convInputGradient":
      return `convInputGradient ${view(call.gradient)}, ${view(call.weight)}${bias(call.bias)}, ${printWindow(call.window)}, groups ${call.groups}${then(call.epilogue, view)}`;
    case "convWeightGradient":
      return `convWeightGradient ${view(call.input)}, ${view(call.gradient)}, ${printWindow(call.window)}, groups ${call.groups}`;
    case "matmul":
      return `matmul ${view(call.a)}, ${view(call.b)}${bias(call.bias)}${then(call.epilogue, view)}`;
    case "pool":
      return `pool ${call.reduction}${call.countPadding ? " counting padding" : ""} ${view(call.input)}, ${printWindow(call.window)}`;
    case "maxPoolGradient":
      return `maxPoolGradient ${view(call.input)}, ${view(call.gradient)}, ${printWindow(call.window)}`;
    case "averagePoolGradient":
      return `averagePoolGradient${call.countPadding ? " counting padding" : ""} ${view(call.gradient)}, ${printWindow(call.window)}`;
    case "map":
      return `map ${printScalar(call.expression, call.inputs.map(view))}`;
    case "reduce":
      return `reduce ${call.reduction} ${printScalar(call.expression, call.inputs.map(view))}`;
    case "pad":
      return `pad ${view(call.input)}, padding [${call.padding.join(", ")}]`;
    case "transformWeight":
      return `transform ${view(call.input)}${by(call.algorithm)}`;
    case "transformInput":
      return `transform tiles of ${view(call.input)} for ${call.outputs.join("×")}`;
    case "transformOutput":
      return `transform products ${view(call.input)}${bias(call.bias)} to ${call.outputs.join("×")}${then(call.epilogue, view)}`;
    case "copy":
      return `copy ${view(call.input)}`;
  }
}

function by(algorithm: ConvAlgorithm | undefined): string {
  if (algorithm === undefined) return "";
  switch (algorithm.kind) {
    case "direct":
      return ` by direct ${printTile(algorithm.tile)}`;
    case "winograd":
      return ` by winograd ${algorithm.outputs.join("×")}, blocks of ${algorithm.block}, ${printTile(algorithm.tile)}`;
    case "strassen":
      return ` by strassen ${printTile(algorithm.tile)}`;
    case "depthwise":
      return ` by depthwise ${algorithm.pixels}`;
  }
}

function printTile({ pixels, vectors }: RegisterTile): string {
  return `${pixels}x${vectors}`;
}

function printWindow({ kernel, stride, dilation, padding }: Window): string {
  return `kernel ${kernel.join("x")} stride ${stride.join("x")} dilation ${dilation.join("x")} padding [${padding.join(", ")}]`;
}

function then(epilogue: CallEpilogue | undefined, view: (v: View) => string): string {
  return epilogue === undefined
    ? ""
    : ` then ${printScalar(epilogue.expression, ["it", ...epilogue.operands.map(view)])}`;
}
