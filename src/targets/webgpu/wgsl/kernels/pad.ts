import type { OperationOf } from "../../../../program/program.js";
import { itemLines, numberOperand, overItems, pixelStrides, type Kernel } from "../kernel.js";
import { workOfItems } from "../work.js";

/** A picture with zeros around it, number by number; channels run fastest. */
export function padKernel({ input: from, output: to, padding }: OperationOf<"pad">): Kernel {
  const [input, output] = [numberOperand("input", from), numberOperand("output", to)];
  const [, , height = 1, width = 1] = from.shape;
  const [samples = 1, channels = 1, rows = 1, columns = 1] = to.shape;
  const count = samples * channels * rows * columns;
  return {
    name: "pad",
    title: "Zeros around a picture, a number an invocation.",
    ...overItems(count),
    shape: [
      ["count", count],
      ["channels", channels],
      ["out_height", rows],
      ["out_width", columns],
      ["height", height],
      ["width", width],
      ["pad_top", padding[0]],
      ["pad_left", padding[1]],
      ...pixelStrides("input", from),
      ["input_channel", from.strides[1] ?? 0],
      ...pixelStrides("output", to),
      ["output_channel", to.strides[1] ?? 0],
    ],
    inputs: [input],
    output,
    work: workOfItems(count, { flops: 0, loads: 1, traffic: 4, registers: 1 }, 1),
    body: (access) => [
      ...itemLines,
      "let channel = item % $shape.channels;",
      "let x = item / $shape.channels % $shape.out_width;",
      "let y = item / ($shape.channels * $shape.out_width) % $shape.out_height;",
      "let sample = item / ($shape.channels * $shape.out_width * $shape.out_height);",
      "// Coordinates below 0 wrap to large ones; what is outside of the picture are the zeros before it.",
      "let row = y - $shape.pad_top;",
      "let column = x - $shape.pad_left;",
      "let start = $shape.input_at + sample * $shape.input_sample + row * $shape.input_row + column * $shape.input_pixel + channel * $shape.input_channel;",
      `let value = ${access.read("input", "select(0, start, (row < $shape.height) & (column < $shape.width))")};`,
      access.write(
        "$shape.output_at + sample * $shape.output_sample + y * $shape.output_row + x * $shape.output_pixel + channel * $shape.output_channel",
        "value",
      ),
    ],
  };
}
