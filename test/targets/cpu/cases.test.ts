import { describe, expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { differentiate } from "../../../src/passes/differentiate.js";
import { caseGraph, cases, relativeError, tensor } from "../../ops/cases.js";
import { runCompiled } from "../../support/compile.js";

const tolerance = 1e-5;
const numbered = cases.map((stored, index) => ({ ...stored, index }));

describe.each([false, true])("reference cases of PyTorch in compiled code, portable: %j", (portable) => {
  it.each(numbered)("case $index: $op $attributes", async (stored) => {
    const { graph, feeds, gradients } = caseGraph(stored);
    const wrt = [...graph.inputs, ...graph.weights.filter(({ trainable }) => trainable)].map(
      ({ value }) => value,
    );
    const differentiated = differentiate(graph, operators, wrt);
    if ("code" in differentiated) throw new Error(differentiated.message);
    const inputs = new Map([...feeds.inputs, ["y.upstream", tensor(stored.upstream)]]);
    const batch = stored.inputs[0]?.shape[0] ?? 1;
    const outputs = await runCompiled(differentiated, { ...feeds, inputs }, batch, { portable });
    const check = (name: string, expected: ReturnType<typeof tensor>): void => {
      const data = Float64Array.from(outputs.get(name) ?? []);
      const actual = data.length === expected.data.length ? { shape: expected.shape, data } : undefined;
      expect(relativeError(actual, expected), name).toBeLessThanOrEqual(tolerance);
    };
    check("y", tensor(stored.output));
    for (const [name, expected] of gradients) check(`gradient of ${name}`, expected);
  });
});
