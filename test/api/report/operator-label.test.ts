import { expect, it } from "vitest";
import { operatorLabel } from "../../../src/api/report/operator-label.js";

const conv = { kernel: [3, 3], stride: [1, 1], dilation: [1, 1], groups: 1 };

it.each([
  ["conv", conv, "conv 3×3"],
  ["conv", { ...conv, kernel: [1, 7], stride: [2, 2] }, "conv 1×7, stride 2"],
  ["conv", { ...conv, stride: [2, 1], dilation: [4, 4] }, "conv 3×3, stride 2×1, dilation 4"],
  ["conv", { ...conv, groups: 4 }, "conv 3×3, 4 groups"],
  ["conv", { ...conv, groups: 8 }, "depthwise 3×3"],
  ["maxpool", { kernel: [2, 2], stride: [2, 2], dilation: [1, 1] }, "maxpool 2×2, stride 2"],
  ["groupnorm", { groups: 4, epsilon: 1e-5 }, "groupnorm"],
  ["dense", { units: 10 }, "dense"],
])("names %s", (op, attributes, label) => {
  expect(operatorLabel({ op, attributes, outputs: [[8, 4, 4]] })).toBe(label);
});
