import type { OperationOf } from "../../../../program/program.js";
import { minimalFor, type Minimal } from "../../minimal.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { itemLines, numberOperand, overItems, pixelStrides, vectorOperand, type Kernel } from "../kernel.js";
import { numberLiteral } from "../scalar.js";
import { workOfItems, type KernelWork } from "../work.js";
import { flat } from "./conv.js";
import { finishFunction, finishOperands, finishShape, thenTitle } from "./epilogue.js";
import { upTo } from "./tile.js";

/** Minimal filtering, first: an invocation transforms a tile of four channels. Every tile has its planes one after another. */
export function tileKernel(operation: OperationOf<"transformInput">): Kernel {
  const { outputs, grid, padding } = operation;
  const { inputs, input: transform } = minimalFor(outputs[0]);
  const input = vectorOperand("input", operation.input);
  const [samples = 1, vectors = 1, height = 1, width = 1] = input.view.shape;
  const tiles = samples * grid[0] * grid[1];
  const each = upTo(inputs);
  return {
    name: "tiles",
    title: `Tiles of ${inputs}×${inputs} pixels transformed for ${outputs.join("×")} outputs, 4 channels an invocation.`,
    ...overItems(tiles * vectors),
    constants: { ...overItems(tiles * vectors).constants, OUTPUTS: outputs[0], PLANES: inputs * inputs },
    shape: [
      ["count", tiles * vectors],
      ["vectors", vectors],
      ["tile_rows", grid[0]],
      ["tile_columns", grid[1]],
      ["height", height],
      ["width", width],
      ["pad_top", padding[0]],
      ["pad_left", padding[1]],
      ...pixelStrides("input", input.view),
    ],
    work: work(tiles * vectors, transform, [inputs, inputs], lanes),
    inputs: [input],
    output: vectorOperand("output", flat(operation.output), 0),
    body: (access) => [
      ...itemLines,
      "let vector = item % $shape.vectors;",
      "let tile = item / $shape.vectors;",
      "let sample = tile / ($shape.tile_rows * $shape.tile_columns);",
      "let base = $shape.input_at + sample * $shape.input_sample + vector;",
      "// Coordinates below 0 wrap to large ones; what is outside of the picture are the zeros before it.",
      "let top = tile / $shape.tile_columns % $shape.tile_rows * $OUTPUTS - $shape.pad_top;",
      "let left = tile % $shape.tile_columns * $OUTPUTS - $shape.pad_left;",
      ...each.flatMap((i) => [
        `let isRow${i} = top + ${i} < $shape.height;`,
        `let from${i} = base + (top + ${i}) * $shape.input_row;`,
      ]),
      ...each.flatMap((j) => [
        `let x${j} = left + ${j};`,
        `let place${j} = x${j} * $shape.input_pixel;`,
        ...each.map(
          (i) =>
            `let in${i}_${j} = ${access.read("input", `select(0, from${i} + place${j}, isRow${i} & (x${j} < $shape.width))`)};`,
        ),
        ...transform.map((row, i) => `let down${i}_${j} = ${combination(row, (k) => `in${k}_${j}`)};`),
      ]),
      "let to = $shape.output_at + tile * $PLANES * $shape.vectors + vector;",
      ...each.flatMap((i) =>
        transform.map((row, j) =>
          access.write(
            `to + ${i * inputs + j} * $shape.vectors`,
            combination(row, (k) => `down${i}_${k}`),
          ),
        ),
      ),
    ],
  };
}

/** Last: an invocation brings a tile of four channels back. */
export function untileKernel(operation: OperationOf<"transformOutput">): Kernel {
  const { outputs, grid, output, epilogue } = operation;
  const { inputs, output: transform } = minimalFor(outputs[0]);
  const [samples = 1, channels = 1] = output.shape;
  const items = samples * grid[0] * grid[1] * vectorsFor(channels);
  const over = overItems(items);
  const each = upTo(inputs);
  return {
    name: "untile",
    title: `Products of planes brought back to tiles of ${outputs.join("×")} pixels, 4 channels an invocation${thenTitle(epilogue)}.`,
    ...over,
    constants: { ...over.constants, OUTPUTS: outputs[0], PLANES: inputs * inputs },
    shape: [
      ...finishShape(operation).map(([name, value]) => [name, name === "count" ? items : value] as const),
      ["tile_rows", grid[0]],
      ["tile_columns", grid[1]],
    ],
    work: work(items, transform, [inputs, outputs[0]], lanes),
    inputs: [vectorOperand("input", flat(operation.input), 0), ...finishOperands(operation)],
    output: vectorOperand("output", output),
    functions: (access) => finishFunction(operation, access),
    body: (access) => [
      ...itemLines,
      "let vector = item % $shape.out_vectors;",
      "let tile = item / $shape.out_vectors;",
      "let sample = tile / ($shape.tile_rows * $shape.tile_columns);",
      "let y = tile / $shape.tile_columns % $shape.tile_rows * $OUTPUTS;",
      "let x = tile % $shape.tile_columns * $OUTPUTS;",
      "let base = $shape.input_at + tile * $PLANES * $shape.out_vectors + vector;",
      ...each.flatMap((j) => [
        ...each.map(
          (i) =>
            `let in${i}_${j} = ${access.read("input", `base + ${i * inputs + j} * $shape.out_vectors`)};`,
        ),
        ...transform.map((row, i) => `let down${i}_${j} = ${combination(row, (k) => `in${k}_${j}`)};`),
      ]),
      `var results = array<vec4f, ${outputs[0] ** 2}>(`,
      ...upTo(outputs[0]).flatMap((i) =>
        transform.map((row) => `  ${combination(row, (k) => `down${i}_${k}`)},`),
      ),
      ");",
      "// What is done with a result is long: it is here once, in loops.",
      "for (var i = 0u; i < $OUTPUTS; i++) {",
      "  for (var j = 0u; j < $OUTPUTS; j++) {",
      "    if (y + i < $shape.out_height && x + j < $shape.out_width) {",
      "      $finish(sample, y + i, x + j, vector, results[i * $OUTPUTS + j]);",
      "    }",
      "  }",
      "}",
    ],
  };
}

/** While weights are loaded: an invocation transforms a filter of a channel, to `[planes, in, out]` in whole vectors. */
export function filterKernel(operation: OperationOf<"transformWeight">): Kernel {
  const { input, algorithm } = operation;
  if (algorithm.kind !== "winograd") throw new Error(`no kernel in WGSL is for ${algorithm.kind}`);
  const { inputs, weight: transform } = minimalFor(algorithm.outputs[0]);
  const [filters = 1, channels = 1] = input.shape;
  const [outStride = 0, inStride = 0, row = 0, tap = 0] = input.strides;
  const over = overItems(filters * channels);
  const columns = lanes * vectorsFor(filters);
  const each = upTo(inputs);
  return {
    name: "filters",
    title: `Filters of 3×3 taps transformed for ${algorithm.outputs.join("×")} outputs, a filter of a channel an invocation.`,
    ...over,
    shape: [
      ["count", filters * channels],
      ["filters", filters],
      ["input_filter", outStride],
      ["input_channel", inStride],
      ["input_row", row],
      ["input_tap", tap],
      ["output_channel", columns],
      ["output_plane", columns * lanes * vectorsFor(channels)],
    ],
    work: work(filters * channels, transform, [3, inputs], 1),
    inputs: [numberOperand("input", input)],
    output: numberOperand("output", operation.output),
    body: (access) => [
      ...itemLines,
      "let result = item % $shape.filters;",
      "let channel = item / $shape.filters;",
      "let base = $shape.input_at + result * $shape.input_filter + channel * $shape.input_channel;",
      ...upTo(3).flatMap((j) => [
        ...upTo(3).map(
          (i) =>
            `let in${i}_${j} = ${access.read("input", `base + ${i} * $shape.input_row + ${j} * $shape.input_tap`)};`,
        ),
        ...transform.map((terms, i) => `let down${i}_${j} = ${combination(terms, (k) => `in${k}_${j}`)};`),
      ]),
      "let to = $shape.output_at + channel * $shape.output_channel + result;",
      ...each.flatMap((i) =>
        transform.map((terms, j) =>
          access.write(
            `to + ${i * inputs + j} * $shape.output_plane`,
            combination(terms, (k) => `down${i}_${k}`),
          ),
        ),
      ),
    ],
  };
}

/** Columns are transformed, then as many rows as that makes; all of a tile is in registers then. */
function work(
  items: number,
  transform: Minimal["input"],
  [columns, rows]: readonly [number, number],
  numbers: number,
): KernelWork {
  const factors = transform.flat().filter((factor) => factor !== 0).length;
  const loads = columns * (transform[0]?.length ?? 0);
  const each = {
    flops: 2 * numbers * factors * (columns + rows),
    loads,
    traffic: 4 * numbers * loads,
    registers: numbers * columns * transform.length,
  };
  return workOfItems(items, each, columns);
}

/** The sum of terms with factors of a transform. */
function combination(factors: readonly number[], term: (index: number) => string): string {
  const parts = factors.flatMap((factor, index) => {
    if (factor === 0) return [];
    const size = Math.abs(factor);
    const text = size === 1 ? term(index) : `${numberLiteral(size, "f32")} * ${term(index)}`;
    return [{ sign: factor < 0 ? "-" : "+", text }];
  });
  return parts
    .map(({ sign, text }, index) => (index > 0 ? ` ${sign} ${text}` : sign === "-" ? `-${text}` : text))
    .join("");
}
