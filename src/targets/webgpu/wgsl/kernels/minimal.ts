import type { OperationOf } from "../../../../program/program.js";
import { minimalFor, type Minimal } from "../../minimal.js";
import { lanes, vectorsFor } from "../../vectors.js";
import { itemLines, numberOperand, overItems, pixelStrides, type Kernel } from "../kernel.js";
import { numberLiteral } from "../scalar.js";
import { workOfItems, type KernelWork } from "../work.js";
import { flat } from "./conv.js";
import { finishFunction, finishOperands, finishShape, thenTitle } from "./epilogue.js";
import { upTo } from "./tile.js";

/**
 * Minimal filtering, first: an invocation transforms a tile of a channel. A tile of four would be more than the registers
 * that it may have, and drivers in software take four times as long for the kernel. Every tile has its planes one after
 * another.
 */
export function tileKernel(operation: OperationOf<"transformInput">): Kernel {
  const { outputs, grid, padding } = operation;
  const { inputs, input: transform } = minimalFor(outputs[0]);
  const input = numberOperand("input", operation.input);
  const [samples = 1, given = 1, height = 1, width = 1] = input.view.shape;
  const channels = lanes * vectorsFor(given);
  const items = samples * grid[0] * grid[1] * channels;
  const each = upTo(inputs);
  return {
    name: "tiles",
    title: `Tiles of ${inputs}×${inputs} pixels transformed for ${outputs.join("×")} outputs, a channel an invocation.`,
    ...overItems(items),
    constants: { ...overItems(items).constants, OUTPUTS: outputs[0], PLANES: inputs * inputs },
    shape: [
      ["count", items],
      ["channels", channels],
      ["tile_rows", grid[0]],
      ["tile_columns", grid[1]],
      ["height", height],
      ["width", width],
      ["pad_top", padding[0]],
      ["pad_left", padding[1]],
      ...pixelStrides("input", input.view),
    ],
    work: work(items, transform, [inputs, inputs]),
    inputs: [input],
    output: numberOperand("output", flat(operation.output)),
    body: (access) => [
      ...itemLines,
      "let channel = item % $shape.channels;",
      "let tile = item / $shape.channels;",
      "let sample = tile / ($shape.tile_rows * $shape.tile_columns);",
      "let base = $shape.input_at + sample * $shape.input_sample + channel;",
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
      "let to = $shape.output_at + tile * $PLANES * $shape.channels + channel;",
      ...each.flatMap((i) =>
        transform.map((row, j) =>
          access.write(
            `to + ${i * inputs + j} * $shape.channels`,
            combination(row, (k) => `down${i}_${k}`),
          ),
        ),
      ),
    ],
  };
}

/** Last: an invocation brings a tile of a channel back. */
export function untileKernel(operation: OperationOf<"transformOutput">): Kernel {
  const { outputs, grid, output, epilogue } = operation;
  const { inputs, output: transform } = minimalFor(outputs[0]);
  const [samples = 1, given = 1] = output.shape;
  const channels = lanes * vectorsFor(given);
  const items = samples * grid[0] * grid[1] * channels;
  const over = overItems(items);
  const each = upTo(inputs);
  return {
    name: "untile",
    title: `Products of planes brought back to tiles of ${outputs.join("×")} pixels, a channel an invocation${thenTitle(epilogue)}.`,
    ...over,
    constants: { ...over.constants, OUTPUTS: outputs[0], PLANES: inputs * inputs },
    shape: [
      ...finishShape(operation, "f32").map(
        ([name, value]) => [name, name === "count" ? items : value] as const,
      ),
      ["channels", channels],
      ["tile_rows", grid[0]],
      ["tile_columns", grid[1]],
    ],
    work: work(items, transform, [inputs, outputs[0]]),
    inputs: [numberOperand("input", flat(operation.input)), ...finishOperands(operation, "f32")],
    output: numberOperand("output", output),
    functions: (access) => finishFunction(operation, access, "f32"),
    body: (access) => [
      ...itemLines,
      "let channel = item % $shape.channels;",
      "let tile = item / $shape.channels;",
      "let sample = tile / ($shape.tile_rows * $shape.tile_columns);",
      "let y = tile / $shape.tile_columns % $shape.tile_rows * $OUTPUTS;",
      "let x = tile % $shape.tile_columns * $OUTPUTS;",
      "let base = $shape.input_at + tile * $PLANES * $shape.channels + channel;",
      ...each.flatMap((j) => [
        ...each.map(
          (i) => `let in${i}_${j} = ${access.read("input", `base + ${i * inputs + j} * $shape.channels`)};`,
        ),
        ...transform.map((row, i) => `let down${i}_${j} = ${combination(row, (k) => `in${k}_${j}`)};`),
      ]),
      `var results = array<f32, ${outputs[0] ** 2}>(`,
      ...upTo(outputs[0]).flatMap((i) =>
        transform.map((row) => `  ${combination(row, (k) => `down${i}_${k}`)},`),
      ),
      ");",
      "// What is done with a result is long: it is here once, in loops.",
      "for (var i = 0u; i < $OUTPUTS; i++) {",
      "  for (var j = 0u; j < $OUTPUTS; j++) {",
      "    if ((y + i < $shape.out_height) & (x + j < $shape.out_width)) {",
      "      $finish(sample, y + i, x + j, channel, results[i * $OUTPUTS + j]);",
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
    work: work(filters * channels, transform, [3, inputs]),
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
): KernelWork {
  const factors = transform.flat().filter((factor) => factor !== 0).length;
  const loads = columns * (transform[0]?.length ?? 0);
  const each = {
    flops: 2 * factors * (columns + rows),
    loads,
    traffic: 4 * loads,
    registers: columns * transform.length,
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
