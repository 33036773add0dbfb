import { describe, expect, it } from "vitest";
import { showShape, type Shape, type TensorType } from "../../src/ir/graph.js";
import { operatorNamed, Problem } from "../../src/ir/operator.js";
import type { Arguments, Counts, Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import type { Operation } from "../../src/program/program.js";
import { elementsOf, wholeBuffer } from "../../src/program/view.js";

function f32(...shape: Shape): TensorType {
  return { dtype: "f32", shape };
}

/** A call as the language makes it: attributes, the shapes of its weights, the shape of its result and its counts. */
function call(name: string, given: Arguments, input: TensorType) {
  const definition = operatorNamed(operators, name);
  const { syntax } = definition;
  const defaults = (syntax.kind === "call" ? syntax.parameters : []).map(
    ({ name: parameter, default: standard = 0 }) => [parameter, standard] as const,
  );
  const attributes = definition.resolve({ ...Object.fromEntries(defaults), ...given }, input);
  if (attributes instanceof Problem) return attributes;
  const weights = definition.weights(attributes, input).map(({ shape }) => f32(...shape));
  const results = definition.shape(attributes, [input, ...weights]);
  if (results instanceof Problem) return results;
  return {
    attributes,
    definition,
    weights: weights.map(({ shape }) => showShape(shape)).join(),
    shape: results.map(({ shape }) => showShape(shape)).join(),
    counts: definition.counts(attributes, [input, ...weights], results),
  };
}

function made(name: string, given: Arguments, input: TensorType) {
  const result = call(name, given, input);
  if (result instanceof Problem) throw new Error(result.message);
  return result;
}

function told(name: string, given: Arguments, input: TensorType): string {
  const result = call(name, given, input);
  return result instanceof Problem ? `${result.code}: ${result.message}` : result.shape;
}

/** What a call without weights evaluates to on one sample of one channel and one spatial axis. */
function row(name: string, given: Arguments, values: readonly number[]): readonly number[] {
  const { definition, attributes } = made(name, given, f32("N", 1, values.length));
  const [y] = definition.evaluate(attributes, [signal(values)], 1);
  return [...(y?.data ?? [])];
}

function signal(values: readonly number[]): Tensor {
  return { shape: [1, 1, values.length], data: Float64Array.from(values) };
}

/** Kinds of the calls that a layer is lowered to. */
function kinds(name: string, given: Arguments, input: TensorType): readonly Operation["kind"][] {
  const { definition, attributes } = made(name, given, input);
  const extents = (shape: Shape) => shape.map((dim) => (dim === "N" ? 1 : dim));
  const types = definition.shape(attributes, [input]);
  if (types instanceof Problem) throw new Error(types.message);
  const view = ({ shape }: TensorType) => wholeBuffer(0, extents(shape));
  const operations: Operation[] = [];
  definition.lower(attributes, [view(input)], types.map(view), {
    emit: (operation) => operations.push(operation),
    temporary: (shape) => wholeBuffer(0, shape),
    constant: (shape) => wholeBuffer(0, shape),
  });
  expect(operations.every(({ output }) => elementsOf(output) > 0)).toBe(true);
  return operations.map(({ kind }) => kind);
}

const image = f32("N", 6, 5, 7);

describe("the shape of a layer", () => {
  it.each([
    // The decoder of DCGAN, and of U-Net.
    ["conv_transpose", { filters: 3, kernel: 4, stride: 2, pad: 1 }, f32("N", 64, 32, 32), "[3, 64, 64]"],
    ["conv_transpose", { filters: 3, kernel: 2, stride: 2 }, f32("N", 64, 28, 28), "[3, 56, 56]"],
    [
      "conv_transpose",
      { filters: 3, kernel: 3, stride: 2, pad: 1, output_padding: [1, 0] },
      image,
      "[3, 10, 13]",
    ],
    ["conv_transpose", { filters: 4, kernel: 3, stride: 3, output_padding: 2 }, f32("N", 2, 5), "[4, 17]"],
    ["adaptive_avgpool", { size: 7 }, f32("N", 512, 13, 9), "[512, 7, 7]"],
    ["adaptive_maxpool", { size: [2, 3] }, f32("N", 4, 1, 1), "[4, 2, 3]"],
    ["upsample", { scale: [2, 3] }, image, "[6, 10, 21]"],
    ["upsample", { scale: 4, mode: "bilinear" }, f32("N", 6, 5), "[6, 20]"],
    ["pixel_shuffle", { factor: 2 }, f32("N", 12, 5, 7), "[3, 10, 14]"],
    ["channel_shuffle", { groups: 3 }, image, "[6, 5, 7]"],
    ["constant_pad", { pad: [1, 2, 3, 4] }, image, "[6, 9, 13]"],
    ["constant_pad", { pad: "none" }, image, "[6, 5, 7]"],
    ["reduce_mean", {}, image, "[6]"],
    ["reduce_sum", { keep: true }, image, "[6, 1, 1]"],
    ["reduce_max", { axes: "channels" }, image, "[5, 7]"],
    ["reduce_mean", { axes: "channels", keep: true }, f32("N", 6), "[1]"],
    ["reduce_max", { axes: "all" }, image, "[]"],
    ["layernorm", {}, f32("N", 6), "[6]"],
  ] as const)("%s %o on %o is %s", (name, given, input, shape) => {
    expect(made(name, given, input).shape).toBe(shape);
  });

  it.each([
    ["layernorm", { over: "channels" }, "[6],[6]"],
    ["layernorm", { over: "all" }, "[6, 5, 7],[6, 5, 7]"],
    ["groupnorm", { groups: 2 }, "[6],[6]"],
    ["instancenorm", {}, "[6],[6]"],
    ["conv_transpose", { filters: 4, kernel: [3, 2], groups: 2 }, "[6, 2, 3, 2],[4]"],
  ] as const)("%s %o has weights %s", (name, given, weights) => {
    expect(made(name, given, image).weights).toBe(weights);
  });

  it("of a transposed convolution counts a multiply-add for each element and tap", () => {
    const counts: Counts = made("conv_transpose", { filters: 4, kernel: 3, groups: 2 }, image).counts;
    expect(counts).toEqual({ macs: 6 * 5 * 7 * 2 * 9, elementwise: 0 });
  });
});

describe("a problem", () => {
  it.each([
    [
      "conv_transpose",
      { filters: 3, kernel: 3, pad: "same" },
      image,
      "CNN0205: conv_transpose takes explicit padding only, not `same`",
    ],
    [
      "conv_transpose",
      { filters: 3, kernel: 3, stride: 2, output_padding: 2 },
      image,
      "CNN0205: output_padding (2, 2) is not smaller than the stride 2x2",
    ],
    [
      "conv_transpose",
      { filters: 3, kernel: 3, stride: 2, output_padding: [1, 1, 1, 1] },
      image,
      "CNN0204: output_padding is a number of elements an axis",
    ],
    [
      "conv_transpose",
      { filters: 3, kernel: 1, pad: 4 },
      image,
      "CNN0205: padding (4, 4, 4, 4) leaves nothing of the result of conv_transpose: [-3, -1]",
    ],
    [
      "conv_transpose",
      { filters: 3, kernel: 3, groups: 2 },
      image,
      "CNN0205: conv_transpose cannot part its 3 filters into 2 equal groups",
    ],
    [
      "adaptive_avgpool",
      { size: [2, 2] },
      f32("N", 6, 5),
      "CNN0204: size 2x2 has 2 axes, but the input of adaptive_avgpool is [6, 5]",
    ],
    [
      "upsample",
      { scale: 2 },
      f32("N", 6),
      "CNN0301: upsample needs an input [C, H, W] or [C, L], but gets [6]",
    ],
    ["pixel_shuffle", { factor: 2 }, image, "CNN0205: 6 channels are no multiple of 2²"],
    [
      "pixel_shuffle",
      { factor: 2 },
      f32("N", 4, 5),
      "CNN0301: pixel_shuffle needs an input [C, H, W], but gets [4, 5]",
    ],
    ["channel_shuffle", { groups: 4 }, image, "CNN0205: 6 channels are not 4 groups of the same size"],
    ["groupnorm", { groups: 4 }, image, "CNN0205: 6 channels are not 4 groups of the same size"],
    [
      "constant_pad",
      { pad: "same" },
      image,
      "CNN0205: constant_pad has no window that `same` could refer to",
    ],
    ["resize", { size: [65536, 65537] }, image, "CNN0205: an axis is resized to at most 65536 elements"],
    ["reduce_max", {}, f32("N", 6), "CNN0301: reduce_max needs an input [C, H, W] or [C, L], but gets [6]"],
    [
      "instancenorm",
      {},
      f32("N", 6),
      "CNN0301: instancenorm needs an input [C, H, W] or [C, L], but gets [6]",
    ],
  ] as const)("of %s %o on %o is told", (name, given, input, message) => {
    expect(told(name, given, input)).toBe(message);
  });
});

describe("the values of", () => {
  it("bilinear upsampling lie between the centres, and are repeated beyond the outermost", () => {
    const given = { scale: 2, mode: "bilinear" };
    expect(row("upsample", given, [0, 4, 8])).toEqual([0, 1, 3, 5, 7, 8]);
    expect(row("upsample", { ...given, scale: 3 }, [0, 3])).toEqual([0, 0, 1, 2, 3, 3]);
    expect(row("upsample", { ...given, scale: 4 }, [5])).toEqual([5, 5, 5, 5]);
  });

  it("resizing are PyTorch's, in both directions", () => {
    const rounded = (size: number, x: number[]) =>
      row("resize", { size }, x).map((value) => Number(value.toFixed(9)));
    expect(rounded(5, [1, 4, 2])).toEqual([1, 2.2, 4, 2.8, 2]);
    expect(rounded(3, [0, 1, 4, 9, 16, 25, 36])).toEqual([0.666666667, 9, 28.666666667]);
  });

  it("adaptive pooling are of overlapping windows where the extents do not divide", () => {
    expect(row("adaptive_avgpool", { size: 3 }, [1, 2, 4, 8])).toEqual([1.5, 3, 6]);
    expect(row("adaptive_maxpool", { size: 3 }, [1, 2, 4, 8])).toEqual([2, 4, 8]);
    expect(row("adaptive_avgpool", { size: 4 }, [1, 3])).toEqual([1, 1, 3, 3]);
  });

  it("a constant border are its own", () => {
    expect(row("constant_pad", { pad: [1, 2], value: 7 }, [1, 2])).toEqual([7, 1, 2, 7, 7]);
  });

  it("adaptive max pooling's gradient go to the first of equals in scan order", () => {
    const x = { shape: [1, 1, 3, 3], data: Float64Array.of(1, 5, 0, 5, 5, 0, 0, 0, 0) };
    const dy = { shape: [1, 1, 1, 1], data: Float64Array.of(1) };
    const [dx] = operatorNamed(operators, "adaptive_maxpool_gradient").evaluate({}, [x, dy], 1);
    expect(dx?.data.indexOf(1)).toBe(1);
  });

  it("normalisations do not suffer from a large mean", () => {
    const { definition, attributes } = made("layernorm", { over: "all", epsilon: 0 }, f32("N", 1, 4));
    const ones = { shape: [1, 4], data: Float64Array.of(1, 1, 1, 1) };
    const x = signal([1e9, 1e9 + 2, 1e9, 1e9 + 2]);
    const zeros = { ...ones, data: new Float64Array(4) };
    expect([...(definition.evaluate(attributes, [x, ones, zeros], 1)[0]?.data ?? [])]).toEqual([
      -1, 1, -1, 1,
    ]);
  });
});

describe("the calls of", () => {
  it.each([
    ["adaptive_avgpool", { size: 7 }, f32("N", 8, 7, 7), ["copy"]],
    ["adaptive_avgpool", { size: 7 }, f32("N", 8, 14, 28), ["reduce", "reduce"]],
    ["adaptive_avgpool", { size: 6 }, f32("N", 8, 9, 6), ["reduce", "reduce"]],
    // Between the centres, and before and behind the outermost.
    ["resize", { size: 10 }, f32("N", 1, 2), ["map", "map", "map"]],
    ["upsample", { scale: 2, mode: "nearest" }, image, ["copy"]],
    ["upsample", { scale: 2, mode: "bilinear" }, f32("N", 8, 40), ["map", "map", "map", "map"]],
    ["pixel_shuffle", { factor: 2 }, f32("N", 8, 4, 4), ["copy"]],
    ["channel_shuffle", { groups: 2 }, image, ["copy"]],
    ["constant_pad", { pad: 1 }, image, ["map", "map", "map", "map", "copy"]],
  ] as const)("%s %o on %o are few", (name, given, input, expected) => {
    expect(kinds(name, given, input)).toEqual(expected);
  });
});
