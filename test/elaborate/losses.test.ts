import { expect, test } from "vitest";
import { analyse } from "../../src/analysis/layers.js";
import { typeOf, type Graph } from "../../src/ir/graph.js";
import { printGraph } from "../../src/ir/print.js";
import type { Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { differentiate } from "../../src/passes/differentiate.js";
import { inferenceView } from "../../src/passes/inference.js";
import { run } from "../../src/reference/run.js";
import { compile } from "./compile.js";

const text = `
  block scored(classes: int, target: tensor) {
    logits = dense(classes)
    return logits, cross_entropy(target, label_smoothing: 0.1)
  }
  model m {
    input x: [2, 2]
    training input label: class
    training input before: [2, 2]
    training input seen: [2, 2]
    conv(2, 1, bias: false)
    training output restored = mean_squared_error(before)
    training output noticed = binary_cross_entropy(seen)
    training output together = add {
      branch mean_squared_error(before)
      branch binary_cross_entropy(seen) -> times(0.3)
    }
    flatten
    logits, loss = scored(3, label)
    output logits
    training output loss
  }`;

function graphOf(): Graph {
  const { network, rendered } = compile(text);
  expect(rendered).toBe("");
  if (network === undefined) throw new Error(rendered);
  return network.graph;
}

const batch = 2;

/** Numbers of which no two are equal. */
function numbers(shape: readonly number[], seed: number): Tensor {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return { shape, data: Float64Array.from({ length }, (_, i) => Math.sin(3 * i + seed)) };
}

function feedsOf(graph: Graph) {
  const extents = (value: number) => typeOf(graph, value).shape.map((dim) => (dim === "N" ? batch : dim));
  const inputs = new Map(
    graph.inputs.map(({ name, value }, index) => [name, numbers(extents(value), index)]),
  );
  inputs.set("label", { shape: [batch], data: Float64Array.of(2, 0) });
  const weights = new Map(
    graph.weights.map(({ path, value }, index) => [path, numbers(extents(value), 10 + index)]),
  );
  return { inputs, weights };
}

function at(values: ReadonlyMap<string, Tensor>, name: string): readonly number[] {
  return [...(values.get(name)?.data ?? [])];
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

test("a loss is one number of a prediction and a target", () => {
  const graph = graphOf();
  const feeds = feedsOf(graph);
  const seen = { ...graph, outputs: [...graph.outputs, hiddenOf(graph)] };
  const values = run(seen, operators, feeds);
  const hidden = at(values, "hidden");
  const [before, mask] = [at(feeds.inputs, "before"), at(feeds.inputs, "seen")];
  const squares = hidden.map((x, i) => (x - (before[i] ?? NaN)) ** 2);
  expect(at(values, "restored")[0]).toBeCloseTo(mean(squares), 12);
  const surprise = hidden.map((x, i) => Math.log(1 + Math.exp(x)) - x * (mask[i] ?? NaN));
  expect(at(values, "noticed")[0]).toBeCloseTo(mean(surprise), 12);
  expect(at(values, "together")[0]).toBeCloseTo(mean(squares) + 0.3 * mean(surprise), 12);

  const logits = at(values, "logits");
  const losses = [2, 0].map((label, sample) => {
    const own = logits.slice(3 * sample, 3 * sample + 3);
    const sum = own.reduce((total, x) => total + Math.exp(x), 0);
    const wanted = own.map((_, index) => (index === label ? 0.9 : 0) + 0.1 / 3);
    return own.reduce((total, x, index) => total - (wanted[index] ?? NaN) * (x - Math.log(sum)), 0);
  });
  expect(at(values, "loss")[0]).toBeCloseTo(mean(losses), 12);
});

function hiddenOf(graph: Graph): Graph["outputs"][number] {
  const value = graph.nodes.find(({ op }) => op === "conv")?.results[0] ?? -1;
  return { name: "hidden", value, role: { kind: "output" }, doc: "" };
}

test("its gradient is what finite differences say", () => {
  const graph = graphOf();
  const outputs = graph.outputs.filter(({ role }) => role.kind === "training");
  const weights = graph.weights.map(({ value }) => value);
  const gradients = differentiate({ ...graph, outputs }, operators, weights);
  if ("code" in gradients) throw new Error(gradients.message);
  const feeds = feedsOf(graph);
  const one: Tensor = { shape: [], data: Float64Array.of(1) };
  const upstream = outputs.map(({ name }) => [`${name}.upstream`, one] as const);
  const values = run(gradients, operators, { ...feeds, inputs: new Map([...feeds.inputs, ...upstream]) });

  const total = (): number => {
    const losses = run({ ...graph, outputs }, operators, feeds);
    return outputs.reduce((sum, { name }) => sum + (at(losses, name)[0] ?? NaN), 0);
  };
  const step = 1e-6;
  for (const { path } of graph.weights) {
    const data = feeds.weights.get(path)?.data ?? new Float64Array();
    const slopes = [...data].map((number, index) => {
      data[index] = number + step;
      const above = total();
      data[index] = number - step;
      const below = total();
      data[index] = number;
      return (above - below) / (2 * step);
    });
    const found = at(values, `gradient of ${path}`);
    expect(found).toHaveLength(slopes.length);
    found.forEach((slope, index) => {
      expect(slope).toBeCloseTo(slopes[index] ?? NaN, 7);
    });
  }
});

test("inference has neither the targets nor the losses, and they are counted apart", () => {
  const graph = graphOf();
  const inference = inferenceView(graph, operators);
  expect(printGraph(inference)).not.toMatch(/training|i32|cross_entropy|squared/);
  expect(inference.inputs.map(({ name }) => name)).toEqual(["x"]);
  const { inputs, outputs, totals, training } = analyse(graph, operators);
  expect([inputs, outputs].map((ports) => ports.map(({ name }) => name))).toEqual([["x"], ["logits"]]);
  expect(totals.params).toBe(2 * 2 + 4 * 3 + 3);
  expect(training.inputs).toEqual([
    { name: "label", shape: [] },
    { name: "before", shape: [2, 2] },
    { name: "seen", shape: [2, 2] },
  ]);
  expect(training.outputs.map(({ name, shape }) => [name, shape])).toEqual([
    ["restored", []],
    ["noticed", []],
    ["together", []],
    ["loss", []],
  ]);
  expect(training.totals.params).toBe(0);
});
