import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/ir/builder.js";
import type { Attributes, TensorType } from "../../src/ir/graph.js";
import { operatorNamed, Problem } from "../../src/ir/operator.js";
import { NotDifferentiable } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { run } from "../../src/reference/run.js";
import { onnxMapping } from "./onnx.js";

const f32 = (...shape: TensorType["shape"]): TensorType => ({ dtype: "f32", shape });
const vector = (...data: number[]) => ({ shape: [1, data.length], data: Float64Array.from(data) });

function values(name: string, attributes: Attributes, ...inputs: readonly (readonly number[])[]) {
  const tensors = inputs.map((data) => vector(...data));
  const [result] = operatorNamed(operators, name).evaluate(attributes, tensors, 1);
  return [...(result?.data ?? [])].map((value) => value + 0);
}

describe("values far out", () => {
  it.each([
    ["relu6", {}, [0, 0, 6]],
    ["leaky_relu", { slope: 0.5 }, [-5000, 0, 1e4]],
    ["elu", { alpha: 2 }, [-2, 0, 1e4]],
    ["softplus", {}, [0, Math.LN2, 1e4]],
    ["softsign", {}, [-1e4 / 10001, 0, 1e4 / 10001]],
    ["silu", {}, [0, 0, 1e4]],
    ["hard_sigmoid", {}, [0, 0.5, 1]],
    ["hard_swish", {}, [0, 0, 1e4]],
    ["mish", {}, [0, 0, 1e4]],
    ["gelu", { approximate: "none" }, [0, 0, 1e4]],
    ["gelu", { approximate: "tanh" }, [0, 0, 1e4]],
  ])("of %s %o are finite", (name, attributes, expected) => {
    const actual = values(name, attributes, [-1e4, 0, 1e4]);
    expected.forEach((value, index) => {
      expect(actual[index]).toBeCloseTo(value, 12);
    });
  });

  it.each([
    ["softplus", {}, [0, 0.5, 1]],
    ["silu", {}, [0, 0.5, 1]],
    ["mish", {}, [0, 0.6, 1]],
    ["gelu", { approximate: "none" }, [0, 0.5, 1]],
    ["gelu", { approximate: "tanh" }, [0, 0.5, 1]],
  ])("of the gradient of %s %o are finite", (name, attributes, expected) => {
    const actual = values(`${name}_gradient`, attributes, [-1e4, 0, 1e4], [1, 1, 1]);
    expected.forEach((value, index) => {
      expect(actual[index]).toBeCloseTo(value, 12);
    });
  });

  it("of log_softmax and the losses are finite", () => {
    expect(values("log_softmax", { axis: 1 }, [1e4, -1e4])).toEqual([0, -2e4]);
    expect(values("binary_cross_entropy", {}, [1e4, -1e4], [1, 1])).toEqual([5000]);
  });
});

describe("kinks", () => {
  it.each([
    ["relu6", {}, [0, 6], [0, 0]],
    ["leaky_relu", { slope: 0.5 }, [0], [0.5]],
    ["hard_sigmoid", {}, [-3, 3], [0, 0]],
    ["hard_swish", {}, [-3, 3], [-0.5, 1]],
  ])("of %s %o have PyTorch's slope", (name, attributes, x, expected) => {
    const ones = x.map(() => 1);
    expect(values(`${name}_gradient`, attributes, x, ones)).toEqual(expected);
  });

  it.each(["maximum", "minimum"])("of %s share the gradient of equal elements", (name) => {
    const builder = new GraphBuilder(operators);
    const inputs = ["a", "b", "dy"].map((input) => builder.input(input, ["N", 3]));
    const [a = -1, b = -1, dy = -1] = inputs;
    const origin = { path: "layer", blocks: [] };
    const results = builder.node({ op: name, attributes: {}, inputs: [a, b], origin });
    const { gradient } = operatorNamed(operators, name);
    if (gradient instanceof NotDifferentiable) throw new Error(gradient.why);
    const context = { graph: builder.at(origin), attributes: {}, inputs: [a, b], results, upstream: [dy] };
    gradient(context).forEach((value, index) => {
      builder.output(String(index), value ?? -1);
    });
    const outputs = run(builder.finish(name), operators, {
      inputs: new Map([
        ["a", vector(1, 2, 3)],
        ["b", vector(1, 5, 0)],
        ["dy", vector(8, 8, 8)],
      ]),
      weights: new Map(),
    });
    const larger = [4, 0, 8];
    const smaller = [4, 8, 0];
    expect([...(outputs.get("0")?.data ?? [])]).toEqual(name === "maximum" ? larger : smaller);
    expect([...(outputs.get("1")?.data ?? [])]).toEqual(name === "maximum" ? smaller : larger);
  });
});

describe("a problem", () => {
  it.each([
    ["frelu", { kernel: [3, 2] }, f32("N", 4, 5, 5), "frelu needs a kernel of odd extents, but gets 3x2"],
    ["frelu", { kernel: 3 }, f32("N", 4), "frelu needs an input [C, H, W] or [C, L], but gets [4]"],
    ["prelu", {}, f32("N"), "prelu needs an input [C, …], but gets []"],
    ["stochastic_depth", { rate: 2 }, f32("N", 4), "the rate of stochastic_depth is a number from 0 to 1"],
    ["cross_entropy", { label_smoothing: 2 }, f32("N", 4), "label_smoothing is a number from 0 to 1"],
  ])("of %s %o on %o is told", (name, given, input, message) => {
    expect(operatorNamed(operators, name).resolve(given, input)).toEqual(
      expect.objectContaining({ message }),
    );
  });

  it.each([
    ["layer_scale", [f32("N", 4, 5), f32(3)], "layer_scale needs vectors [4], but gets [3]"],
    [
      "cross_entropy",
      [f32("N", 4), f32("N")],
      "cross_entropy needs a prediction [C, …] and classes […] as its target: the prediction is [4], the target [] of f32",
    ],
    [
      "mean_squared_error",
      [f32("N", 4), f32("N", 3)],
      "mean_squared_error needs a target of the prediction's shape: the prediction is [4], the target [3]",
    ],
  ])("of %s on %o is told", (name, inputs, message) => {
    expect(operatorNamed(operators, name).shape({}, inputs)).toEqual(expect.objectContaining({ message }));
  });

  it.each([
    ["selu", { alpha: 1 }],
    ["hard_sigmoid", {}],
    ["silu", { alpha: 2 }],
  ])("of an ONNX node that is not quite %s is told", (name, attributes) => {
    const mapping = onnxMapping(operatorNamed(operators, name));
    expect(mapping.import(attributes, [f32("N", 4)])).toBeInstanceOf(Problem);
  });
});

it("frelu counts the multiply-adds of its depthwise convolution", () => {
  const input = f32("N", 8, 10, 10);
  const definition = operatorNamed(operators, "frelu");
  const counts = definition.counts({ kernel: [3, 3] }, [input, f32(8, 1, 3, 3)], [input]);
  expect(counts).toEqual({ macs: 8 * 10 * 10 * 9, elementwise: 800 });
});
