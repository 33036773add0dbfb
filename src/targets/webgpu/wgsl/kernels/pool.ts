import type { OperationOf, Window } from "../../../../program/program.js";
import { isInVectors, lanes, ownsVectors } from "../../vectors.js";
import { itemLines, numberOperand, overItems, pixelStrides, vectorOperand, type Kernel } from "../kernel.js";
import { numberLiteral, type Element } from "../scalar.js";
import { workOfItems, type KernelWork } from "../work.js";
import { windowShape } from "./conv.js";
import { withoutSpare } from "./epilogue.js";

/** A reduction over windows: an invocation for each vector of channels, or for each number where they are not side by side. */
export function poolKernel(
  { window, reduction, countPadding, ...views }: OperationOf<"pool">,
  capacity: number,
): Kernel {
  const isVector = isInVectors(views.input) && ownsVectors(views.output, capacity);
  const element: Element = isVector ? "vec4f" : "f32";
  const operand = isVector ? vectorOperand : numberOperand;
  const input = operand("input", views.input);
  const output = operand("output", views.output);
  const [samples = 1, channels = 1, rows = 1, columns = 1] = output.view.shape;
  const [, , height = 1, width = 1] = input.view.shape;
  const count = samples * channels * rows * columns;
  const own = views.output.shape[1] ?? 1;
  const isAverage = reduction === "average";
  const isMax = reduction === "max";
  // The extents that elements are counted in, from the first row and column of the padding.
  const [bottom, right] = countPadding ? [window.padding[2], window.padding[3]] : [0, 0];
  const counted = [
    ["counted_height", window.padding[0] + height + bottom],
    ["counted_width", window.padding[1] + width + right],
  ] as const;
  const spare = isVector && own % lanes !== 0;
  const result = isAverage ? "result / max(divisor, 1.0)" : "result";
  return {
    name: `${reduction}_pool`,
    title: `Pooling (${reduction})${countPadding ? ", with the padding" : ""}, ${isVector ? "4 channels" : "a number"} an invocation.`,
    ...overItems(count),
    shape: [
      ["count", count],
      ["out_vectors", channels],
      ["out_height", rows],
      ["out_width", columns],
      ["height", height],
      ["width", width],
      ...windowShape(window),
      ...(isAverage && countPadding ? counted : []),
      ...pixelStrides("input", input.view),
      ...pixelStrides("output", output.view),
      ...(isVector
        ? []
        : ([
            ["input_channel", input.view.strides[1] ?? 0],
            ["output_channel", output.view.strides[1] ?? 0],
          ] as const)),
      ...(spare ? ([["out_channels", own]] as const) : []),
    ],
    inputs: [input],
    output,
    work: work(window, count, isVector ? lanes : 1),
    body: (access) => {
      const channel = (role: string): string => (isVector ? "vector" : `vector * $shape.${role}_channel`);
      const value = access.read("input", "base + row * $shape.input_row + column * $shape.input_pixel");
      return [
        ...itemLines,
        "let vector = item % $shape.out_vectors;",
        "let x = item / $shape.out_vectors % $shape.out_width;",
        "let y = item / ($shape.out_vectors * $shape.out_width) % $shape.out_height;",
        "let sample = item / ($shape.out_vectors * $shape.out_width * $shape.out_height);",
        `let base = $shape.input_at + sample * $shape.input_sample + ${channel("input")};`,
        `var result = ${numberLiteral(isMax ? -Infinity : 0, element)};`,
        ...(isAverage ? ["var divisor = 0.0;"] : []),
        "for (var ky = 0u; ky < $shape.kernel_height; ky++) {",
        "  let down = y * $shape.stride_y + ky * $shape.dilation_y;",
        "  let row = down - $shape.pad_top;",
        "  for (var kx = 0u; kx < $shape.kernel_width; kx++) {",
        "    let along = x * $shape.stride_x + kx * $shape.dilation_x;",
        "    let column = along - $shape.pad_left;",
        ...(isAverage && countPadding
          ? [
              "    if ((down < $shape.counted_height) & (along < $shape.counted_width)) {",
              "      divisor += 1.0;",
              "    }",
            ]
          : []),
        "    if ((row < $shape.height) & (column < $shape.width)) {",
        isMax ? `      result = max(result, ${value});` : `      result += ${value};`,
        ...(isAverage && !countPadding ? ["      divisor += 1.0;"] : []),
        "    }",
        "  }",
        "}",
        access.write(
          `$shape.output_at + sample * $shape.output_sample + y * $shape.output_row + x * $shape.output_pixel + ${channel("output")}`,
          spare ? withoutSpare(result, "vector", "$shape.out_channels") : result,
        ),
      ];
    },
  };
}

function work({ kernel }: Window, count: number, width: number): KernelWork {
  const taps = kernel[0] * kernel[1];
  const each = { flops: width * taps, loads: taps, traffic: 4 * width * taps, registers: 3 * width };
  return workOfItems(count, each, width);
}
