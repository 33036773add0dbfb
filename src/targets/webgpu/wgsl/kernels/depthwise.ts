import type { OperationOf } from "../../../../program/program.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { indent, itemLines, overItems, pixelStrides, vectorOperand, type Kernel } from "../kernel.js";
import { flat, windowShape } from "./conv.js";
import { addressRegisters, type KernelWork } from "../work.js";
import { finishFunction, finishOperands, finishShape, finishWork, thenTitle } from "./epilogue.js";

/** A filter for each channel: an invocation sums a strip of pixels of a row, for a vector of channels. Weights are `[kh, kw, out]`. */
export function depthwiseKernel(operation: OperationOf<"conv">, pixels: number): Kernel {
  const input = vectorOperand("input", operation.input);
  const [samples = 1, channels = 1, rows = 1, columns = 1] = operation.output.shape;
  const [, , height = 1, width = 1] = operation.input.shape;
  const strips = Math.ceil(columns / pixels);
  const items = vectorsFor(channels) * strips * rows * samples;
  const over = overItems(items);
  const strip = Array.from({ length: pixels }, (_, index) => index);
  return {
    name: "conv_depthwise",
    title: `Depthwise convolution, ${pixels} pixels by 4 channels an invocation${thenTitle(operation.epilogue)}.`,
    ...over,
    constants: { ...over.constants, PIXELS: pixels },
    shape: [
      ...finishShape(operation).map(([name, value]) => [name, name === "count" ? items : value] as const),
      ["strips", strips],
      ["height", height],
      ["width", width],
      ...windowShape(operation.window),
      ...pixelStrides("input", input.view),
    ],
    inputs: [input, vectorOperand("weight", flat(operation.weight), 0), ...finishOperands(operation)],
    output: vectorOperand("output", operation.output),
    work: work(operation, pixels, items),
    functions: (access) => finishFunction(operation, access),
    body: (access) => [
      ...itemLines,
      "let vector = item % $shape.out_vectors;",
      "let strip = item / $shape.out_vectors;",
      "let first = strip % $shape.strips * $PIXELS;",
      "let y = strip / $shape.strips % $shape.out_height;",
      "let sample = strip / ($shape.strips * $shape.out_height);",
      ...strip.map((p) => `var sum${p} = vec4f();`),
      "for (var ky = 0u; ky < $shape.kernel_height; ky++) {",
      "  let row = y * $shape.stride_y + ky * $shape.dilation_y - $shape.pad_top;",
      "  if (row >= $shape.height) {",
      "    continue;",
      "  }",
      "  let base = $shape.input_at + sample * $shape.input_sample + row * $shape.input_row + vector;",
      "  for (var kx = 0u; kx < $shape.kernel_width; kx++) {",
      ...indent(
        [
          `let weight = ${access.read("weight", "$shape.weight_at + (ky * $shape.kernel_width + kx) * $shape.out_vectors + vector")};`,
          ...strip.flatMap((p) => [
            `let column${p} = (first + ${p}) * $shape.stride_x + kx * $shape.dilation_x - $shape.pad_left;`,
            `let at${p} = select(0, base + column${p} * $shape.input_pixel, column${p} < $shape.width);`,
            `sum${p} += ${access.read("input", `at${p}`)} * weight;`,
          ]),
        ],
        2,
      ),
      "  }",
      "}",
      ...strip.flatMap((p) =>
        p === 0
          ? ["$finish(sample, y, first, vector, sum0);"]
          : [
              `if (first + ${p} < $shape.out_width) {`,
              `  $finish(sample, y, first + ${p}, vector, sum${p});`,
              "}",
            ],
      ),
    ],
  };
}

/** An invocation reads what the taps of a row have in common once; a vector of weights serves the strips of a workgroup. */
function work(operation: OperationOf<"conv">, pixels: number, items: number): KernelWork {
  const { kernel, stride, dilation } = operation.window;
  const [, channels = 1, , columns = 1] = operation.output.shape;
  const taps = kernel[0] * kernel[1];
  const across = Math.min(pixels, columns);
  const row = Math.min((across - 1) * stride[1] + (kernel[1] - 1) * dilation[1] + 1, across * kernel[1]);
  const weights = taps * Math.min(64, vectorsFor(channels)) * Math.ceil(items / 64);
  const finish = finishWork(operation, (items / Math.ceil(columns / pixels)) * columns);
  return {
    flops: 2 * lanes * taps * pixels * items + finish.flops,
    loads: taps * (1 + pixels) * items + finish.loads,
    traffic: 4 * lanes * (kernel[0] * row * items + weights) + finish.traffic,
    registers: addressRegisters + lanes * (2 * pixels + 1) + pixels,
    chains: lanes * pixels,
  };
}
