import type { OperationOf } from "../../../../program/program.js";
import type { View } from "../../../../program/view.js";
import { contractionOf, groupedWeight } from "../../contraction.js";
import { itemLines, numberOperand, overItems, type Kernel } from "../kernel.js";
import { operationsOf } from "../scalar.js";
import { workOfItems, type KernelWork } from "../work.js";
import { windowShape } from "./conv.js";
import { thenTitle } from "./epilogue.js";

const axes = ["sample", "channel", "row", "pixel"] as const;

/** A convolution, or its transpose, number by number: any strides, any groups. An invocation sums one element. */
export function directKernel(operation: OperationOf<"conv" | "convInputGradient">): Kernel {
  const isTransposed = operation.kind === "convInputGradient";
  const { groups, terms, results } = contractionOf(operation);
  const source = isTransposed ? operation.gradient : operation.input;
  const weight = groupedWeight(operation.weight, groups, operation.kind);
  const { bias, epilogue, output } = operation;
  const [samples = 1, channels = 1, rows = 1, columns = 1] = output.shape;
  const [, , height = 1, width = 1] = source.shape;
  const operands = (epilogue?.operands ?? []).map((view, index) =>
    numberOperand(`operand${index + 1}`, view),
  );
  const names = operands.map(({ role }) => role);
  const place = (role: string): string =>
    `$shape.${role}_at + ${["sample", "channel", "y", "x"].map((index, axis) => `${index} * $shape.${role}_${axes[axis] ?? ""}`).join(" + ")}`;
  const row = isTransposed
    ? ["let down = y + $shape.pad_top - ky * $shape.dilation_y;", "let row = down / $shape.stride_y;"]
    : ["let row = y * $shape.stride_y + ky * $shape.dilation_y - $shape.pad_top;"];
  const column = isTransposed
    ? ["let along = x + $shape.pad_left - kx * $shape.dilation_x;", "let column = along / $shape.stride_x;"]
    : ["let column = x * $shape.stride_x + kx * $shape.dilation_x - $shape.pad_left;"];
  const outside = (inside: string, distance: string): string =>
    isTransposed ? `(${inside}) | (${distance} != 0)` : inside;
  return {
    name: isTransposed ? "conv_transposed_direct" : "conv_direct",
    title: `${isTransposed ? "Transposed convolution" : "Convolution"}, number by number${thenTitle(epilogue)}.`,
    ...overItems(samples * channels * rows * columns),
    shape: [
      ["count", samples * channels * rows * columns],
      ["out_channels", channels],
      ["out_height", rows],
      ["out_width", columns],
      ["height", height],
      ["width", width],
      ["terms", terms],
      ["results", results],
      ...windowShape(operation.window),
      ...fourStrides("input", source),
      ...(["group", "term", "result", "row", "pixel"] as const).map(
        (axis, index) => [`weight_${axis}`, weight.strides[index] ?? 0] as const,
      ),
      ...(bias === undefined ? [] : [["bias_channel", bias.strides[0] ?? 0] as const]),
      ...operands.flatMap(({ role, view }) => fourStrides(role, view)),
      ...fourStrides("output", output),
    ],
    inputs: [
      numberOperand("input", source),
      numberOperand("weight", weight),
      ...(bias === undefined ? [] : [numberOperand("bias", bias)]),
      ...operands,
    ],
    output: numberOperand("output", output),
    work: work(operation, { items: samples * channels * rows * columns, terms, results }),
    body: (access) => {
      const printed = epilogue && access.compute(epilogue.expression, ["sum", ...names], "f32");
      return [
        ...itemLines,
        "let channel = item % $shape.out_channels;",
        "let x = item / $shape.out_channels % $shape.out_width;",
        "let y = item / ($shape.out_channels * $shape.out_width) % $shape.out_height;",
        "let sample = item / ($shape.out_channels * $shape.out_width * $shape.out_height);",
        "let group = channel / $shape.results;",
        "let weight = $shape.weight_at + group * $shape.weight_group + channel % $shape.results * $shape.weight_result;",
        "let base = $shape.input_at + sample * $shape.input_sample + group * $shape.terms * $shape.input_channel;",
        bias === undefined
          ? "var sum = 0.0;"
          : `var sum = ${access.read("bias", "$shape.bias_at + channel * $shape.bias_channel")};`,
        "for (var ky = 0u; ky < $shape.kernel_height; ky++) {",
        ...row.map((line) => `  ${line}`),
        `  if (${outside("row >= $shape.height", "down % $shape.stride_y")}) {`,
        "    continue;",
        "  }",
        "  for (var kx = 0u; kx < $shape.kernel_width; kx++) {",
        ...column.map((line) => `    ${line}`),
        `    if (${outside("column >= $shape.width", "along % $shape.stride_x")}) {`,
        "      continue;",
        "    }",
        "    let place = base + row * $shape.input_row + column * $shape.input_pixel;",
        "    let tap = weight + ky * $shape.weight_row + kx * $shape.weight_pixel;",
        "    for (var term = 0u; term < $shape.terms; term++) {",
        `      sum += ${access.read("input", "place + term * $shape.input_channel")} * ${access.read("weight", "tap + term * $shape.weight_term")};`,
        "    }",
        "  }",
        "}",
        ...names.map((role) => `let ${role} = ${access.read(role, place(role))};`),
        ...(printed?.statements ?? []),
        access.write(place("output"), printed?.value ?? "sum"),
      ];
    },
  };
}

/** The invocations of a workgroup are the channels of as few pixels as that makes. */
function work(
  { window, bias, epilogue }: OperationOf<"conv" | "convInputGradient">,
  { items, terms, results }: { readonly items: number; readonly terms: number; readonly results: number },
): KernelWork {
  const products = window.kernel[0] * window.kernel[1] * terms;
  const operands = epilogue?.operands.length ?? 0;
  const [added, finish] = [bias === undefined ? 0 : 1, epilogue ? operationsOf(epilogue.expression) : 0];
  return workOfItems(
    items,
    {
      flops: 2 * products + added + finish,
      loads: 2 * products + added + operands,
      traffic: 4 * (products * (1 + 1 / Math.min(64, results)) + operands),
      registers: 4,
    },
    1,
  );
}

function fourStrides(role: string, { strides }: View): readonly (readonly [string, number])[] {
  return axes.map((axis, index) => [`${role}_${axis}`, strides[index] ?? 0]);
}
