import { describe, expect, it } from "vitest";
import type { SafetensorsFile } from "../../../src/runtime/shared/safetensors.js";
import { WeightError } from "../../../src/runtime/shared/weightError.js";
import { matchWeights, type ExpectedWeight } from "../../../src/runtime/shared/weights.js";

function file(tensors: Record<string, number[]>, dtype = "F32"): SafetensorsFile {
  const entries = Object.entries(tensors).map(
    ([name, shape]) => [name, { dtype, shape, begin: 0, end: 0 }] as const,
  );
  return { tensors: new Map(entries), metadata: new Map() };
}

const expected: ExpectedWeight[] = [
  { path: "conv1.weight", shape: [6, 1, 5, 5] },
  { path: "conv1.bias", shape: [6] },
];

describe("weights that fit", () => {
  it("are found under their path, and PyTorch's counters are ignored", () => {
    const tensors = { "conv1.bias": [6], "conv1.weight": [6, 1, 5, 5], "bn.num_batches_tracked": [] };
    const matched = matchWeights(file(tensors), expected);
    expect([...matched].map(([path, { shape }]) => [path, shape])).toEqual([
      ["conv1.weight", [6, 1, 5, 5]],
      ["conv1.bias", [6]],
    ]);
  });

  it("are found under mapped names", () => {
    const names = new Map([["conv1.weight", "features.0.weight"]]);
    const matched = matchWeights(
      file({ "features.0.weight": [6, 1, 5, 5], "conv1.bias": [6] }),
      expected,
      names,
    );
    expect(matched.get("conv1.weight")?.shape).toEqual([6, 1, 5, 5]);
  });
});

function refused(of: SafetensorsFile, weights = expected, names?: ReadonlyMap<string, string>): WeightError {
  try {
    matchWeights(of, weights, names);
  } catch (cause) {
    if (cause instanceof WeightError && cause.code === "CNN0502") return cause;
    throw cause;
  }
  throw new Error("accepted");
}

function refusal(...given: Parameters<typeof refused>): string {
  return refused(...given).message;
}

describe("weights that do not fit", () => {
  it("are all listed at once", () => {
    expect(refusal(file({ "conv1.wieght": [6, 1, 5, 5], "conv1.bias": [1, 6], head: [10] }))).toBe(
      [
        "the weights do not fit the model (1 missing, 1 wrong, 2 not in the model):",
        "  missing: conv1.weight, [6, 1, 5, 5]; did you mean conv1.wieght?",
        "  wrong shape: conv1.bias is [1, 6] instead of [6]",
        "  not in the model: conv1.wieght, [6, 1, 5, 5]",
        "  not in the model: head, [10]",
      ].join("\n"),
    );
  });

  it("are shown under both names where they are mapped", () => {
    const names = new Map([["conv1.weight", "a"]]);
    expect(refusal(file({ "conv1.bias": [6] }), expected, names)).toContain(
      "missing: conv1.weight (a in the file), [6, 1, 5, 5]",
    );
  });

  it("may be of a dtype that is no float", () => {
    expect(refusal(file({ "conv1.weight": [6, 1, 5, 5], "conv1.bias": [6] }, "I32"))).toContain(
      "wrong dtype: conv1.bias is I32, none of F16, BF16, F32, F64",
    );
  });

  it("are all listed, and counted", () => {
    const many = Array.from({ length: 161 }, (_, i) => ({ path: `layer${i}`, shape: [1] }));
    const others = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${i}.other.name`, [1]]));
    const { summary, problems } = refused(file(others), many);
    expect(summary).toBe("the weights do not fit the model (161 missing, 11 not in the model)");
    expect(problems).toHaveLength(172);
    expect(problems[160]).toBe("missing: layer160, [1]");
    expect(problems[171]).toBe("not in the model: 10.other.name, [1]");
  });

  it("may be those of training heads", () => {
    const heads = file({ "conv1.weight": [6, 1, 5, 5], "conv1.bias": [6], "aux.weight": [2] });
    expect(() => matchWeights(heads, expected)).toThrow("not in the model: aux.weight");
    expect(matchWeights(heads, expected, new Map(), ["aux.weight"]).size).toBe(2);
  });

  it("may differ in their names where some are missing and others left over", () => {
    expect(refused(file({ a: [6], "conv1.bias": [6] })).namesDiffer).toBe(true);
    expect(refused(file({ "conv1.bias": [6] })).namesDiffer).toBe(false);
    const fitting = { "conv1.weight": [6, 1, 5, 5], "conv1.bias": [6] };
    expect(refused(file({ ...fitting, a: [6] })).namesDiffer).toBe(false);
    expect(refused(file({ ...fitting, "conv1.bias": [7] })).namesDiffer).toBe(false);
  });

  it("may be two that take the same tensor", () => {
    const weights = ["a", "b", "c"].map((path) => ({ path, shape: [6] }));
    const names = new Map(["a", "b"].map((path) => [path, "x"]));
    expect(refused(file({ x: [6], c: [6] }), weights, names).problems).toEqual([
      "taken twice: b (x in the file), which a takes too",
    ]);
  });

  it("are shown on one line each, whatever the file calls them", () => {
    const { problems } = refused(file({ "conv1.weigh\n": [6, 1, 5, 5] }));
    expect(problems[0]).toBe("missing: conv1.weight, [6, 1, 5, 5]; did you mean conv1.weigh\\n?");
    expect(problems.at(-1)).toBe("not in the model: conv1.weigh\\n, [6, 1, 5, 5]");
  });

  it("names of an object's prototype are no tensors", () => {
    expect(refusal(file({}), [{ path: "constructor", shape: [] }])).toContain("missing: constructor");
  });
});
