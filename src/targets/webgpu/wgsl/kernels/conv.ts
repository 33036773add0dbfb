import type { OperationOf, RegisterTile, Window } from "../../../../program/program.js";
import type { View } from "../../../../program/view.js";
import { contractionOf } from "../../contraction.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { indent, pixelStrides, vectorOperand, type Access, type Kernel } from "../kernel.js";
import { addressRegisters, type KernelWork } from "../work.js";
import { finishFunction, finishOperands, finishShape, finishWork, thenTitle } from "./epilogue.js";

/**
 * A convolution, or its transpose, as a matrix product that is never written out: each invocation sums a tile of pixels
 * by vectors of channels in registers, tap by tap and four terms at a time. A tap outside of the picture reads the zeros
 * at the beginning of the buffer, so that the inner loop has no branch. Weights are `[groups, kh, kw, terms, results]`.
 */
export function convKernel(
  operation: OperationOf<"conv" | "convInputGradient">,
  { pixels, vectors }: RegisterTile,
): Kernel {
  const { groups, terms, results } = contractionOf(operation);
  const source = operation.kind === "conv" ? operation.input : operation.gradient;
  const input = vectorOperand("input", source);
  const [, , height = 1, width = 1] = source.shape;
  const resultVectors = vectorsFor(results);
  const termVectors = vectorsFor(terms);
  const { kernel } = operation.window;
  const [samples = 1, , rows = 1, columns = 1] = operation.output.shape;
  // Few channels leave more of a workgroup to pixels.
  const across = Math.min(8, 2 ** Math.ceil(Math.log2(Math.ceil(resultVectors / vectors))));
  const down = 64 / across;
  const wanted = samples * rows * columns;
  const dispatched = [
    Math.ceil(resultVectors / (across * vectors)),
    Math.ceil(wanted / (down * pixels)),
    groups,
  ] as const;
  return {
    name: operation.kind === "conv" ? "conv" : "conv_transposed",
    title: `${operation.kind === "conv" ? "Convolution" : "Transposed convolution"}, ${pixels} pixels by ${4 * vectors} channels an invocation${thenTitle(operation.epilogue)}.`,
    constants: { PIXELS: pixels, VECTORS: vectors, ACROSS: across, DOWN: down },
    shape: [
      ...finishShape(operation),
      ["height", height],
      ["width", width],
      ["term_vectors", termVectors],
      ["result_vectors", resultVectors],
      ...windowShape(operation.window),
      ...pixelStrides("input", input.view),
      ["weight_group", kernel[0] * kernel[1] * 4 * termVectors * resultVectors],
    ],
    inputs: [input, vectorOperand("weight", flat(operation.weight), 0), ...finishOperands(operation)],
    output: vectorOperand("output", operation.output),
    builtins: ["id"],
    workgroup: ["$ACROSS", "$DOWN"],
    groups: dispatched,
    work: work(
      { pixels, vectors },
      kernel[0] * kernel[1] * termVectors,
      wanted,
      resultVectors,
      dispatched,
      operation,
    ),
    functions: (access) => finishFunction(operation, access),
    body: (access) => body(operation.kind, pixels, vectors, access),
  };
}

/** Every tap reads its pixels anew: what one workgroup goes through is more than a core keeps. */
function work(
  { pixels, vectors }: RegisterTile,
  steps: number,
  wanted: number,
  resultVectors: number,
  [along, down, groups]: Kernel["groups"],
  operation: OperationOf<"conv" | "convInputGradient">,
): KernelWork {
  const [tiles, columns] = [Math.ceil(wanted / pixels), Math.ceil(resultVectors / vectors)];
  const sums = pixels * vectors;
  const finish = finishWork(operation, wanted * resultVectors * groups);
  return {
    flops: 2 * lanes * lanes * sums * steps * tiles * columns * groups + finish.flops,
    loads: (pixels + lanes * vectors) * steps * tiles * columns * groups + finish.loads,
    traffic:
      4 * lanes * steps * groups * (pixels * tiles * along + lanes * vectors * columns * down) +
      finish.traffic,
    // Sums and the operands of a step; of each pixel its coordinates, and where its term is.
    registers: addressRegisters + lanes * (sums + pixels + vectors) + 5 * pixels,
    chains: lanes * sums,
  };
}

export function windowShape({ kernel, stride, dilation, padding }: Window): Kernel["shape"] {
  return [
    ["kernel_height", kernel[0]],
    ["kernel_width", kernel[1]],
    ["stride_y", stride[0]],
    ["stride_x", stride[1]],
    ["dilation_y", dilation[0]],
    ["dilation_x", dilation[1]],
    ["pad_top", padding[0]],
    ["pad_left", padding[1]],
  ];
}

/** A packed weight lies in the order in which it is read. */
export function flat(view: View): View {
  return { ...view, shape: [view.shape.reduce((product, extent) => product * extent, 1)], strides: [1] };
}

function body(kind: "conv" | "convInputGradient", pixels: number, vectors: number, access: Access): string[] {
  const each = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const tile = each(pixels);
  const across = each(vectors);
  const isTransposed = kind === "convInputGradient";
  return [
    "let first = id.y * $PIXELS;",
    "let vector = id.x * $VECTORS;",
    "if (first >= $shape.count || vector >= $shape.result_vectors) {",
    "  return;",
    "}",
    "// Behind the last pixel, that one is computed again, and not written. Coordinates below 0 wrap to large ones.",
    ...tile.flatMap((p) => [
      `let pixel${p} = min(first + ${p}, $shape.count - 1);`,
      `let x${p} = pixel${p} % $shape.out_width;`,
      `let y${p} = pixel${p} / $shape.out_width % $shape.out_height;`,
      `let sample${p} = pixel${p} / ($shape.out_width * $shape.out_height);`,
      `let base${p} = $shape.input_at + sample${p} * $shape.input_sample + id.z * $shape.term_vectors;`,
      ...across.map((q) => `var sum${p}_${q} = vec4f();`),
    ]),
    "var weight = $shape.weight_at + id.z * $shape.weight_group + vector;",
    "for (var ky = 0u; ky < $shape.kernel_height; ky++) {",
    "  for (var kx = 0u; kx < $shape.kernel_width; kx++) {",
    ...indent(
      [
        ...tile.flatMap((p) => [
          ...(isTransposed
            ? [
                `let down${p} = y${p} + $shape.pad_top - ky * $shape.dilation_y;`,
                `let along${p} = x${p} + $shape.pad_left - kx * $shape.dilation_x;`,
                `let row${p} = down${p} / $shape.stride_y;`,
                `let column${p} = along${p} / $shape.stride_x;`,
                `let isInside${p} = row${p} < $shape.height && column${p} < $shape.width && down${p} % $shape.stride_y == 0 && along${p} % $shape.stride_x == 0;`,
              ]
            : [
                `let row${p} = y${p} * $shape.stride_y + ky * $shape.dilation_y - $shape.pad_top;`,
                `let column${p} = x${p} * $shape.stride_x + kx * $shape.dilation_x - $shape.pad_left;`,
                `let isInside${p} = row${p} < $shape.height && column${p} < $shape.width;`,
              ]),
          `var at${p} = select(0, base${p} + row${p} * $shape.input_row + column${p} * $shape.input_pixel, isInside${p});`,
          `let step${p} = select(0u, 1u, isInside${p});`,
        ]),
        "for (var term = 0u; term < $shape.term_vectors; term++) {",
        ...indent([
          ...tile.flatMap((p) => [`let in${p} = ${access.read("input", `at${p}`)};`, `at${p} += step${p};`]),
          ...["x", "y", "z", "w"].flatMap((lane) => [
            "{",
            ...indent([
              ...across.map(
                (q) => `let w${q} = ${access.read("weight", q === 0 ? "weight" : `weight + ${q}`)};`,
              ),
              ...tile.map((p) => across.map((q) => `sum${p}_${q} += in${p}.${lane} * w${q};`).join(" ")),
              "weight += $shape.result_vectors;",
            ]),
            "}",
          ]),
        ]),
        "}",
      ],
      2,
    ),
    "  }",
    "}",
    "let channel = id.z * $shape.result_vectors + vector;",
    ...tile.flatMap((p) => [
      `if (first + ${p} < $shape.count) {`,
      ...across.flatMap((q) =>
        q === 0
          ? [`  $finish(sample${p}, y${p}, x${p}, channel, sum${p}_0);`]
          : [
              `  if (vector + ${q} < $shape.result_vectors) {`,
              `    $finish(sample${p}, y${p}, x${p}, channel + ${q}, sum${p}_${q});`,
              "  }",
            ],
      ),
      "}",
    ]),
  ];
}
