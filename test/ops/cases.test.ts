import { describe, expect, it } from "vitest";
import { operators } from "../../src/ops/index.js";
import { samePadding } from "../../src/ops/window.js";
import { differentiate } from "../../src/passes/differentiate.js";
import { run } from "../../src/reference/run.js";
import { caseGraph, cases, relativeError, tensor, type ReferenceCase } from "./cases.js";

const tolerance = 1e-6;
const numbered = cases.map((stored, index) => ({ ...stored, index }));

function numbers({ attributes }: ReferenceCase, name: string): readonly number[] {
  const value = attributes[name];
  if (typeof value !== "object") throw new Error(`${name} is missing`);
  return value;
}

describe("reference cases of PyTorch", () => {
  it("are all there", () => {
    expect(cases).toHaveLength(232);
  });

  it.each(numbered)("case $index: $op $attributes", (stored) => {
    const { graph, feeds, gradients } = caseGraph(stored);
    const differentiated = differentiate(
      graph,
      operators,
      [...graph.inputs, ...graph.weights.filter(({ trainable }) => trainable)].map(({ value }) => value),
    );
    if ("code" in differentiated) throw new Error(differentiated.message);
    const inputs = new Map([...feeds.inputs, ["y.upstream", tensor(stored.upstream)]]);
    const outputs = run(differentiated, operators, { ...feeds, inputs });
    expect(relativeError(outputs.get("y"), tensor(stored.output)), "output").toBeLessThanOrEqual(tolerance);
    for (const [name, expected] of gradients) {
      const actual = outputs.get(`gradient of ${name}`);
      expect(relativeError(actual, expected), `gradient of ${name}`).toBeLessThanOrEqual(tolerance);
    }
  });

  it("agree about the numbers that `same` stands for", () => {
    const same = cases.filter(({ attributes }) => attributes.padding_mode_name === "same");
    expect(same.length).toBeGreaterThan(20);
    for (const stored of same) {
      const window = {
        kernel: numbers(stored, "kernel"),
        stride: numbers(stored, "stride"),
        dilation: numbers(stored, "dilation"),
      };
      expect(samePadding(window, stored.inputs[0]?.shape.slice(2) ?? [])).toEqual(
        numbers(stored, "pads_tlbr"),
      );
    }
  });
});
