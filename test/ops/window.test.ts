import { describe, expect, it } from "vitest";
import { showShape, type Shape, type TensorType } from "../../src/ir/graph.js";
import { Problem } from "../../src/ir/operator.js";
import { evaluateScalar } from "../../src/ir/scalar.js";
import type { Arguments, OperatorDefinition } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { onnxMapping, recorder } from "./onnx.js";

function operator(name: string): OperatorDefinition {
  const definition = operators.get(name);
  if (definition === undefined) throw new Error(`operator ${name} does not exist`);
  return definition;
}

function f32(...shape: Shape): TensorType {
  return { dtype: "f32", shape };
}

const common = { stride: 1, pad: "none", dilation: 1, ceil: false, count_include_pad: false };
const convDefaults = { ...common, groups: 1, bias: true, init: "he_normal" };

function resolve(name: string, given: Arguments, input: TensorType) {
  return operator(name).resolve({ ...(name === "conv" ? convDefaults : common), ...given }, input);
}

/** The shape of a call's result without the batch, or its problem, as `code: message`. */
function call(name: string, given: Arguments, input: TensorType): string {
  const definition = operator(name);
  const attributes = resolve(name, given, input);
  if (attributes instanceof Problem) return `${attributes.code}: ${attributes.message}`;
  const weights = definition.weights(attributes, input).map(({ shape }) => f32(...shape));
  const result = definition.shape(attributes, [input, ...weights]);
  if (result instanceof Problem) return `${result.code}: ${result.message}`;
  return result.map(({ shape }) => showShape(shape)).join();
}

describe("padding", () => {
  it.each([
    // TensorFlow's first layer of ResNet: the odd pixel goes to the end.
    [{ kernel: 7, stride: 2, pad: "same" }, f32("N", 3, 224, 224), [2, 2, 3, 3]],
    [{ kernel: 3, pad: "same" }, f32("N", 3, 5, 6), [1, 1, 1, 1]],
    [{ kernel: [1, 7], pad: "same" }, f32("N", 3, 5, 6), [0, 3, 0, 3]],
    [{ kernel: 3, dilation: 2, pad: "same" }, f32("N", 3, 9), [2, 2]],
    [{ kernel: 1, stride: 2, pad: "same" }, f32("N", 3, 5, 6), [0, 0, 0, 0]],
    [{ kernel: 2, pad: "same" }, f32("N", 3, 5), [0, 1]],
    [{ kernel: 3, pad: "none" }, f32("N", 3, 5, 6), [0, 0, 0, 0]],
    [{ kernel: 3, pad: 2 }, f32("N", 3, 5, 6), [2, 2, 2, 2]],
    [{ kernel: 3, pad: [1, 2] }, f32("N", 3, 5, 6), [1, 2, 1, 2]],
    [{ kernel: 3, pad: [1, 2, 3, 4] }, f32("N", 3, 5, 6), [1, 2, 3, 4]],
    [{ kernel: 3, pad: [1, 2] }, f32("N", 3, 5), [1, 2]],
  ])("of %o on %o is %o", (given, input, padding) => {
    expect(resolve("conv", { filters: 1, ...given }, input)).toEqual(expect.objectContaining({ padding }));
  });
});

describe("the number of positions", () => {
  it.each([
    // GoogLeNet's and SqueezeNet's pooling, in ceil mode.
    ["maxpool", { kernel: 3, stride: 2, ceil: true }, f32("N", 64, 112, 112), "[64, 56, 56]"],
    ["maxpool", { kernel: 3, stride: 2, ceil: true }, f32("N", 64, 109, 109), "[64, 54, 54]"],
    ["maxpool", { kernel: 3, stride: 2 }, f32("N", 64, 112, 112), "[64, 55, 55]"],
    // The last window would start in the padding after the input.
    ["avgpool", { kernel: 2, stride: 2, pad: 1, ceil: true }, f32("N", 1, 5, 5), "[1, 3, 3]"],
    ["maxpool", { kernel: 3, stride: 2, ceil: true }, f32("N", 1, 2, 2), "[1, 1, 1]"],
    ["conv", { filters: 8, kernel: 3, stride: 2, pad: 1 }, f32("N", 3, 28), "[8, 14]"],
  ])("of %s %o on %o is %s", (name, given, input, shape) => {
    expect(call(name, given, input)).toBe(shape);
  });
});

describe("a problem", () => {
  const image = f32("N", 6, 5, 5);
  it.each([
    [
      "conv",
      { filters: 4, kernel: 7 },
      image,
      "CNN0302: the 7x7 window of conv is larger than its input [6, 5, 5]: vertically it has " +
        "floor((5 + 0 - 7) / 1) + 1 = -1 positions",
    ],
    [
      "maxpool",
      { kernel: [2, 3], stride: 2, dilation: 3 },
      image,
      "CNN0302: the 2x3 window of maxpool is larger than its input [6, 5, 5]: horizontally it has " +
        "floor((5 + 0 - 7) / 2) + 1 = 0 positions",
    ],
    [
      "conv",
      { filters: 4, kernel: 1, groups: 4 },
      image,
      "CNN0205: conv cannot part its 6 channels into 4 equal groups",
    ],
    [
      "conv",
      { filters: 4, kernel: 1, groups: 3 },
      image,
      "CNN0205: conv cannot part its 4 filters into 3 equal groups",
    ],
    [
      "conv",
      { filters: 4, kernel: 1 },
      f32("N", 6),
      "CNN0301: conv needs an input [C, H, W] or [C, L], but gets [6]",
    ],
    [
      "conv",
      { filters: 4, kernel: [3, 3] },
      f32("N", 6, 5),
      "CNN0204: kernel 3x3 has 2 axes, but the input of conv is [6, 5]",
    ],
    [
      "conv",
      { filters: 4, kernel: 3, pad: [1, 1, 1] },
      image,
      "CNN0204: padding (1, 1, 1) does not fit an input with 2 spatial axes",
    ],
    ["conv", { filters: 4, kernel: 3, pad: -1 }, image, "CNN0205: padding cannot be negative"],
    [
      "maxpool",
      { kernel: 2, pad: 2 },
      image,
      "CNN0205: maxpool with padding (2, 2, 2, 2) has windows that see nothing of the input [6, 5, 5]",
    ],
    [
      // Both taps, 4 apart, miss an input of 3.
      "avgpool",
      { kernel: 2, dilation: 4, pad: 1 },
      f32("N", 6, 3),
      "CNN0205: avgpool with padding (1, 1) has windows that see nothing of the input [6, 3]",
    ],
    [
      "avgpool",
      { kernel: 2, pad: "same", ceil: true },
      image,
      "CNN0205: avgpool with `pad: same` has no ceil mode",
    ],
    [
      "dense",
      { units: 4, bias: true, init: "he_normal" },
      image,
      "CNN0301: dense needs flat features [F], but gets [6, 5, 5]",
    ],
    [
      "global_avgpool",
      {},
      f32("N", 6),
      "CNN0301: global_avgpool needs an input [C, H, W] or [C, L], but gets [6]",
    ],
  ])("of %s %o on %o is told", (name, given, input, message) => {
    expect(call(name, given, input)).toBe(message);
  });

  it("of a dense layer after a picture has the remedy", () => {
    expect(resolve("dense", { units: 4 }, image)).toEqual(
      expect.objectContaining({ help: "put `flatten` before it" }),
    );
  });

  it("of weights that do not fit is told", () => {
    const attributes = resolve("conv", { filters: 4, kernel: 3 }, image);
    if (attributes instanceof Problem) throw new Error(attributes.message);
    expect(operator("conv").shape(attributes, [image, f32(4, 6, 3, 2), f32(4)])).toEqual(
      expect.objectContaining({
        message: "conv needs weights [4, 6, 3, 3], [4], but gets [4, 6, 3, 2], [4]",
      }),
    );
  });
});

describe("weights", () => {
  it("of a grouped convolution count their fans by group", () => {
    const attributes = resolve(
      "conv",
      { filters: 8, kernel: [3, 5], groups: 2, init: "xavier_uniform" },
      f32("N", 6, 9, 9),
    );
    if (attributes instanceof Problem) throw new Error(attributes.message);
    expect(operator("conv").weights(attributes, f32("N", 6, 9, 9))).toEqual([
      {
        name: "weight",
        shape: [8, 3, 3, 5],
        initialiser: { kind: "scaled", scheme: "xavier", distribution: "uniform", fanIn: 45, fanOut: 60 },
        trainable: true,
      },
      { name: "bias", shape: [8], initialiser: { kind: "fill", value: 0 }, trainable: true },
    ]);
  });

  it("of batch norm start as the identity, with the statistics as buffers", () => {
    const slots = operator("batchnorm").weights({ epsilon: 1e-5, momentum: 0.1 }, f32("N", 6, 9));
    expect(slots.map(({ name, initialiser, trainable }) => [name, initialiser, trainable])).toEqual([
      ["weight", { kind: "fill", value: 1 }, true],
      ["bias", { kind: "fill", value: 0 }, true],
      ["running_mean", { kind: "fill", value: 0 }, false],
      ["running_var", { kind: "fill", value: 1 }, false],
    ]);
  });
});

describe("multiply-adds", () => {
  it("of ResNet's first convolution are counted without the bias", () => {
    const definition = operator("conv");
    const [input, output] = [f32("N", 3, 224, 224), f32("N", 64, 112, 112)];
    const attributes = resolve("conv", { filters: 64, kernel: 7, stride: 2, pad: 3 }, input);
    if (attributes instanceof Problem) throw new Error(attributes.message);
    expect(definition.counts(attributes, [input], [output]).macs).toBe(112 * 112 * 64 * 3 * 7 * 7);
  });
});

describe("values", () => {
  it("of an even LRN window take one channel more after than before, as ONNX does", () => {
    const x = { shape: [1, 4, 1, 1], data: Float64Array.of(1, 2, 3, 4) };
    const [y] = operator("lrn").evaluate({ size: 2, alpha: 2, beta: 1, k: 1 }, [x], 1);
    expect([...(y?.data ?? [])]).toEqual([1 / 6, 2 / 14, 3 / 26, 4 / 17]);
  });

  it("of equal largest elements send the gradient to the first", () => {
    const x = { shape: [1, 1, 2, 3], data: Float64Array.of(1, 5, 5, 5, 0, 5) };
    const gradient = { shape: [1, 1, 1, 2], data: Float64Array.of(1, 10) };
    const attributes = {
      kernel: [2, 2],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
      ceil: false,
    };
    const [dx] = operator("maxpool_gradient").evaluate(attributes, [x, gradient], 1);
    expect([...(dx?.data ?? [])]).toEqual([0, 11, 0, 0, 0, 0]);
  });

  it("of batch norm are its channel's scale and shift", () => {
    const { elementwise } = operator("batchnorm").traits;
    const attributes = { epsilon: 1e-3, momentum: 0.1 };
    const inputs = [0.7, 1.5, -0.25, 0.4, 2];
    const affine = elementwise?.channelAffine?.(attributes);
    if (elementwise === undefined || affine === undefined) throw new Error("batchnorm is not affine");
    const [scale, shift] = [evaluateScalar(affine.scale, inputs), evaluateScalar(affine.shift, inputs)];
    expect(0.7 * scale + shift).toBeCloseTo(evaluateScalar(elementwise.expression(attributes), inputs), 14);
    expect(scale).toBeCloseTo(1.5 / Math.sqrt(2.001), 14);
  });
});

describe("ONNX", () => {
  const weights = f32(4, 3, 3, 3);
  const image = f32("N", 3, 8, 8);
  const imported = (
    name: string,
    attributes: Record<string, string | number | readonly number[]>,
    ...inputs: TensorType[]
  ) => {
    return onnxMapping(operator(name)).import(attributes, inputs);
  };

  it.each([
    ["SAME_UPPER", [0, 0, 1, 1]],
    ["SAME_LOWER", [1, 1, 0, 0]],
    ["VALID", [0, 0, 0, 0]],
    ["NOTSET", [1, 2, 3, 4]],
  ])("padding %s becomes numbers", (mode, padding) => {
    const attributes = { auto_pad: mode, strides: [2, 2], pads: [1, 2, 3, 4] };
    expect(imported("conv", attributes, image, weights)).toEqual(expect.objectContaining({ padding }));
  });

  it("takes the kernel of a Conv from its weight", () => {
    expect(imported("conv", {}, image, weights)).toEqual({
      ...{ kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] },
      ...{ groups: 1, filters: 4, bias: false, init: "he_normal" },
    });
  });

  it("refuses what has no counterpart", () => {
    expect(imported("conv", { auto_pad: "SAME" }, image, weights)).toBeInstanceOf(Problem);
    expect(imported("dense", { transB: 0 }, f32("N", 3), f32(3, 4))).toBeInstanceOf(Problem);
    expect(imported("dense", { transB: 1, alpha: 2 }, f32("N", 3), f32(4, 3))).toBeInstanceOf(Problem);
  });

  it("drops the spatial axes that global pooling keeps there", () => {
    const writer = recorder(17);
    onnxMapping(operator("global_avgpool")).export(writer, {}, [{ value: "x", type: image }]);
    expect(writer.nodes.map(({ opType }) => opType)).toEqual(["GlobalAveragePool", "Flatten"]);
  });
});
