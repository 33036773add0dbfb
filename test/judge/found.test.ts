import { expect, test } from "vitest";
import { opsets } from "../../src/formats/onnx/opsets.js";
import { judge } from "../support/judge/judge.js";

/** Networks about which engines have disagreed, as small as they were made, and what was wrong. */
const found: Readonly<Record<string, string>> = {
  "ceil mode dropped a last window in ONNX's shapes that cnnc does not count": `model m {
  input x1: [1, 1, 2]
  v2 = x1 -> avgpool(kernel: 1, stride: 2, ceil: true)
  v3 = v2 -> flatten
  output v3
}
`,
  "onnxruntime refuses padding as wide as the kernel before dilation": `model m {
  input x1: [1, 4, 3]
  v2 = x1 -> maxpool(kernel: 2, stride: 1, pad: 2, dilation: 3)
  output v2
}
`,
  "nor does it average with it, padding counted or not": `model m {
  input x1: [2, 5]
  v2 = x1 -> avgpool(kernel: 2, stride: 2, pad: (2, 1), ceil: true, dilation: 3)
  output v2
  v3 = x1 -> avgpool(kernel: 2, stride: 2, pad: (2, 1), ceil: true, count_include_pad: true, dilation: 3)
  output v3
}
`,
  "onnxruntime's GroupNormalization is less exact where the numbers of a group are nearly equal": `model m {
  input x1: [1, 1, 2]
  v2 = x1 -> sigmoid
  v3 = v2 -> groupnorm(groups: 1)
  output v3
}
`,
  "and so is its InstanceNormalization where those of a channel are": `model m {
  input x1: [1, 1, 1]
  v2 = x1 -> instancenorm
  v3 = v2 -> flatten
  output v3
}
`,
  "and a gelu far below zero": `model m {
  input x1: [1, 1, 6]
  v2 = x1 -> flatten
  v3 = v2 -> log_softmax
  v4 = v3 -> residual { flatten }
  v5 = v4 -> gelu(approximate: tanh)
  v6, v7 = v5 -> split(2)
  v8 = v7 -> flatten
  output v8
}
`,
  "the expanded text took an iteration for the first branch of the join behind it": `model m {
  input x1: [1, 1, 1]
  v2 = x1 -> repeat 2 { adaptive_avgpool(size: 1) }
  v3 = add {
    branch v2
    branch v2
  }
  v4 = v3 -> flatten
  output v4
}
`,
  "pools into windows of different sizes came back from ONNX as arithmetic": `model m {
  input x1: [2, 4, 5]
  v2 = x1 -> adaptive_maxpool(size: 4)
  output v2
  v3 = x1 -> adaptive_avgpool(size: 3x1)
  output v3
  v4 = x1 -> slice(axis: 1, start: 1, end: 2) -> adaptive_avgpool(size: 3)
  output v4
}
`,
  "so did response normalisation of an even size, or of signals": `model m {
  input x1: [5, 9]
  v2 = x1 -> lrn(size: 4)
  output v2
  v3 = x1 -> lrn(size: 3, alpha: 0.01, beta: 2, k: 0.5)
  output v3
  v4 = x1 -> lrn(size: 1, beta: 1)
  output v4
}
`,
  "and group normalisation of vectors, and of as many groups as channels": `model m {
  input x1: [8, 9]
  v2 = x1 -> groupnorm(groups: 8)
  output v2
  v3 = x1 -> flatten -> groupnorm(groups: 4)
  output v3
  v4 = v3 -> slice(axis: 0, start: 0, end: 1) -> reshape(shape: [1, 1]) -> groupnorm(groups: 1) -> flatten
  output v4
}
`,
  "gelu of a product was not put together again": `model m {
  input x1: [5, 3, 6]
  v2 = mul {
    branch x1
    branch x1
  }
  v3 = v2 -> gelu -> gelu(approximate: tanh)
  output v3
  v4 = v2 -> hard_swish
  output v4
}
`,
  "nor a channel shuffle before a flatten": `model m {
  input x1: [6, 2, 2]
  v2 = x1 -> channel_shuffle(groups: 3) -> flatten
  output v2
  v3 = v2 -> channel_shuffle(groups: 4)
  output v3
  v4 = v2 -> channel_shuffle(groups: 1)
  output v4
}
`,
  "a resize to a whole multiple came back as upsampling": `model m {
  input x1: [2, 2, 3]
  v2 = x1 -> resize(size: 4x6)
  output v2
  v3 = x1 -> upsample(scale: 2, mode: bilinear)
  output v3
}
`,
  "a border of zeros was no padding of a mean, and a mean of one place no reshape": `model m {
  input x1: [2, 3, 4]
  v2 = x1 -> constant_pad(pad: 1) -> avgpool(kernel: 3, stride: 1)
  output v2
  v3 = x1 -> constant_pad(pad: 3) -> avgpool(kernel: 2)
  output v3
  v4 = x1 -> adaptive_avgpool(size: 1) -> reduce_mean(axes: spatial, keep: true) -> flatten
  output v4
}
`,
  "weights of a layer that is applied to a value twice came back as two": `model m {
  input x1: [1, 1]
  share s2 = layer_scale
  v3 = x1 -> s2
  v4 = x1 -> s2
  v5 = v4 -> flatten
  output v3
  output v5
}
`,
  "factors were multiplications by constants, and borders had other values": `model m {
  input x1: [3, 2, 4]
  v2 = x1 -> times(factor: -0.25) -> constant_pad(pad: 1, value: 0.01)
  output v2
  v3 = v2 -> flatten -> layer_scale
  output v3
}
`,
};

test.each(Object.entries(found))("%s", async (_, text) => {
  for (const opset of [opsets.oldest, opsets.standard, opsets.newest]) {
    const trial = { text, batch: 3, without: ["fold-constants"], opset, functions: false };
    expect((await judge(trial)).compared).toBeGreaterThan(0);
  }
});

test("what a cancellation leaves of roundings is not held against an engine", async () => {
  const text = `model m {
  input x1: [1, 1, 2]
  v2 = x1 -> upsample(scale: 3) -> avgpool(kernel: 3)
  v3 = sub {
    branch x1
    branch v2
  }
  output v3
}
`;
  const trial = { text, batch: 2, without: [], opset: 17, functions: false };
  expect(await judge(trial)).toEqual({ compared: 0, unstable: 1 });
});

test("an engine that computes something else is noticed", async () => {
  const text = "model m {\n  input x: [3]\n  output y = relu\n}\n";
  const trial = { text, batch: 1, without: [], opset: 17, functions: false };
  const engine = { name: "a broken engine", run: () => Promise.resolve(new Map([["y", [0, 0, 0.001]]])) };
  await expect(judge(trial, [engine])).rejects.toThrow("a broken engine: y is off");
});
