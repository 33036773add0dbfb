import { describe, expect, test } from "vitest";
import { unwritable } from "../../../../src/api/import/unwritable.js";
import { shortText } from "../../../../src/api/short-text.js";
import { GraphBuilder } from "../../../../src/ir/builder.js";
import type { Graph } from "../../../../src/ir/graph.js";
import { operators } from "../../../../src/ops/index.js";
import { run } from "../../../../src/reference/run.js";
import { relativeError } from "../../../ops/cases.js";
import { feedsOf } from "../../../support/networks.js";
import { importedAgain, tensorsOf } from "./imported.js";

/** A network of one operator on an input and a tensor that the file holds, in one order or the other. */
function withConstant(
  op: string,
  sample: readonly number[],
  shape: readonly number[],
  isFirst: boolean,
): Graph {
  const builder = new GraphBuilder(operators);
  const origin = { path: "layer1", blocks: [] };
  const x = builder.input("x", ["N", ...sample]);
  const initialiser = { kind: "fill", value: 0 } as const;
  const constant = builder.weight({ path: "constant", shape, initialiser, trainable: true, origin });
  const inputs = isFirst ? [x, constant] : [constant, x];
  const [result = -1] = builder.node({ op, attributes: {}, inputs, origin });
  builder.output("y", result);
  return builder.finish("m");
}

const shapes = [
  [[3, 2, 4], []],
  [[3, 2, 4], [1]],
  [
    [3, 2, 4],
    [3, 1, 1],
  ],
  [
    [3, 2, 4],
    [1, 3, 1, 1],
  ],
  [[3, 2, 4], [4]],
  [
    [3, 2, 4],
    [3, 2, 4],
  ],
  [
    [5, 7],
    [5, 1],
  ],
  [
    [5, 7],
    [1, 1, 7],
  ],
  [[5], []],
  [[5], [5]],
  [
    [2, 2, 2, 2],
    [2, 1, 2],
  ],
] as const;

describe.each(shapes)("[%s] with a constant [%s]", (sample, shape) => {
  test.each([
    ["add", true],
    ["add", false],
    ["sub", true],
    ["sub", false],
    ["mul", true],
    ["mul", false],
    ["div", true],
  ] as const)("is layers of the language: %s, first %s", (op, isFirst) => {
    const graph = withConstant(op, sample, shape, isFirst);
    const feeds = feedsOf(graph, 2);
    const imported = importedAgain(graph, feeds);
    expect(unwritable(imported.graph, operators, "m.onnx")).toEqual([]);
    expect(() => shortText(imported.graph)).not.toThrow();
    const computed = run(imported.graph, operators, { ...feeds, weights: tensorsOf(imported) });
    for (const [name, tensor] of run(graph, operators, feeds)) {
      expect(relativeError(computed.get(name), tensor)).toBeLessThan(1e-6);
    }
  });
});

test.each(["div", "maximum"])("what has no such form is refused by name: %s", (op) => {
  const graph = withConstant(op, [3], [3], false);
  const [finding, ...more] = unwritable(importedAgain(graph, feedsOf(graph, 1)).graph, operators, "m.onnx");
  expect(more).toEqual([]);
  expect(finding?.message).toBe(`layer1: its first operand is a constant, which ${op} cannot have`);
});

test("a channel's mean and deviation, as preprocessing inside a model has them, are filters of one element", () => {
  const graph = withConstant("sub", [3, 8, 8], [1, 3, 1, 1], true);
  expect(shortText(importedAgain(graph, feedsOf(graph, 1)).graph).text).toBe(
    "model m {\n  input x: [3, 8, 8]\n  output y = conv(3, 1x1, groups: 3)\n}\n",
  );
});
