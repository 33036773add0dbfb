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
