import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/ir/builder.js";
import { elements, type Graph, type ValueId } from "../../src/ir/graph.js";
import { input } from "../../src/ir/scalar.js";
import { verify } from "../../src/ir/verify.js";
import { NotDifferentiable, type Arguments, type Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { differentiate } from "../../src/passes/differentiate.js";
import { run } from "../../src/reference/run.js";
import { integers } from "../ops/random.js";

const origin = (path: string) => ({ path, blocks: [] });
const batch = 2;

function gradientsOf(graph: Graph, wrt: readonly ValueId[], definitions = operators): Graph {
  const result = differentiate(graph, definitions, wrt);
  if ("code" in result) throw new Error(result.message);
  expect(verify(result, definitions)).toEqual([]);
  return result;
}

/** Adds a layer as the language does: attributes from arguments, weights from the slots. */
function layer(
  builder: GraphBuilder,
  op: string,
  path: string,
  data: ValueId,
  parameters: Arguments = {},
): ValueId {
  const definition = operators.get(op);
  if (definition === undefined) throw new Error(`operator ${op} does not exist`);
  const type = builder.typeOf(data);
  const attributes = definition.resolve(parameters, type);
  if ("code" in attributes) throw new Error(String(attributes.message));
  const weights = definition
    .weights(attributes, type)
    .map(({ name, ...slot }) => builder.weight({ ...slot, path: `${path}.${name}`, origin: origin(path) }));
  return builder.at(origin(path)).apply(op, attributes, [data, ...weights]);
}

/** A residual block, a branch joined on channels, and a head; the features are an output of their own. */
function residualNet(): Graph {
  const builder = new GraphBuilder(operators);
  const node = builder.at(origin("body"));
  const image = builder.input("image", ["N", 2, 4, 3]);
  const conv = {
    filters: 2,
    kernel: [3, 3],
    stride: [1, 1],
    pad: "same",
    dilation: [1, 1],
    groups: 1,
    bias: true,
    init: "he_normal",
  };
  const main = layer(builder, "tanh", "tanh1", layer(builder, "conv", "conv1", image, conv));
  const sum = node.apply("add", {}, [main, image]);
  const joined = node.apply("concat", { axis: 1 }, [sum, layer(builder, "sigmoid", "sigmoid1", sum)]);
  const features = layer(builder, "flatten", "flatten1", joined);
  const logits = layer(builder, "dense", "head", features, { units: 3, bias: true, init: "he_normal" });
  builder.output("features", features);
  builder.output("classes", layer(builder, "softmax", "softmax1", logits));
  return builder.finish("residual");
}

function randomTensor(shape: readonly number[], seed: number): Tensor {
  const random = integers(seed);
  return { shape, data: Float64Array.from({ length: elements(shape) }, () => random(-1000, 1000) / 1000) };
}

const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);

/** What an element of `tensor` adds to `loss`, by central differences. */
function differences(tensor: Tensor, loss: () => number): number[] {
  const step = 1e-5;
  return Array.from(tensor.data, (value, index) => {
    tensor.data[index] = value + step;
    const above = loss();
    tensor.data[index] = value - step;
    const below = loss();
    tensor.data[index] = value;
    return (above - below) / (2 * step);
  });
}

function found<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`${key} is missing`);
  return value;
}

const extents = (graph: Graph, value: ValueId) =>
  (graph.values[value]?.shape ?? []).map((dim) => (dim === "N" ? batch : dim));

describe("differentiate", () => {
  it("gives the gradients of a residual net with two outputs", () => {
    const net = residualNet();
    const wrt = [...net.inputs, ...net.weights].map(({ value }) => value);
    const graph = gradientsOf(net, wrt);
    const feed = (value: ValueId) => randomTensor(extents(graph, value), value);
    const inputs = new Map(graph.inputs.map(({ name, value }) => [name, feed(value)]));
    const weights = new Map(graph.weights.map(({ path, value }) => [path, feed(value)]));

    const results = run(graph, operators, { inputs, weights });
    const loss = () => {
      const outputs = run(net, operators, { inputs, weights });
      return [...outputs].reduce(
        (sum, [name, { data }]) => sum + dot(data, found(inputs, `${name}.upstream`).data),
        0,
      );
    };
    const sources = new Map([["image", found(inputs, "image")], ...weights]);
    expect(sources.size).toBe(5);
    for (const [name, tensor] of sources) {
      const gradient = found(results, `gradient of ${name}`);
      expect(gradient.shape).toEqual(tensor.shape);
      differences(tensor, loss).forEach((expected, index) => {
        expect(gradient.data[index], `${name}[${index}]`).toBeCloseTo(expected, 7);
      });
    }
  });

  it("keeps the outputs and asks for an upstream of each, but for the values of states", () => {
    const builder = new GraphBuilder(operators);
    const x = builder.input("x", ["N", 3]);
    const y = builder.at(origin("y")).apply("relu", {}, [x]);
    builder.output("y", y);
    builder.output("aux", x, { kind: "training" });
    builder.output("mean", y, { kind: "state", weight: "norm.running_mean" });
    const graph = gradientsOf(builder.finish("net"), [x]);
    expect(graph.inputs.map(({ name }) => name)).toEqual(["x", "y.upstream", "aux.upstream"]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(["y", "aux", "mean", "gradient of x"]);
  });

  it("adds what arrives on several ways", () => {
    const builder = new GraphBuilder(operators);
    const x = builder.input("x", ["N", 2]);
    const node = builder.at(origin("y"));
    builder.output("y", node.apply("add", {}, [node.apply("mul", {}, [x, x]), x]));
    const graph = gradientsOf(builder.finish("square"), [x]);
    const row = (...data: number[]): Tensor => ({ shape: [1, 2], data: Float64Array.from(data) });
    const inputs = new Map([
      ["x", row(3, -2)],
      ["y.upstream", row(1, 10)],
    ]);
    const results = run(graph, operators, { inputs, weights: new Map() });
    expect(found(results, "gradient of x")).toEqual(row(7, -30));
  });

  it("adds nodes only where a value of wrt reaches", () => {
    const net = residualNet();
    const bias = net.weights.find(({ path }) => path === "head.bias");
    const graph = gradientsOf(net, [bias?.value ?? NaN]);
    const added = graph.nodes.slice(net.nodes.length).map((node) => node.origin.path);
    expect(new Set(added)).toEqual(new Set(["softmax1", "head"]));
  });

  it("gives zeros to a value that no output depends on", () => {
    const builder = new GraphBuilder(operators);
    const x = builder.input("x", ["N", 2]);
    const spare = builder.input("spare", ["N", 3]);
    builder.output("y", builder.at(origin("y")).apply("neg", {}, [x]));
    const graph = gradientsOf(builder.finish("net"), [spare]);
    const inputs = new Map(
      graph.inputs.map(({ name, value }) => [name, randomTensor(extents(graph, value), value)]),
    );
    const results = run(graph, operators, { inputs, weights: new Map() });
    expect(found(results, "gradient of spare")).toEqual({ shape: [2, 3], data: new Float64Array(6) });
  });

  it("differentiates its own result again", () => {
    const builder = new GraphBuilder(operators);
    const x = builder.input("x", ["N", 1]);
    builder.output("y", builder.at(origin("y")).apply("tanh", {}, [x]));
    const once = gradientsOf(builder.finish("tanh"), [x]);
    const slope = once.outputs.find(({ name }) => name === "gradient of x");
    const twice = gradientsOf({ ...once, outputs: slope ? [{ ...slope, name: "slope" }] : [] }, [x]);
    const one = (value: number): Tensor => ({ shape: [1, 1], data: Float64Array.of(value) });
    const inputs = new Map([
      ["x", one(0.5)],
      ["y.upstream", one(1)],
      ["slope.upstream", one(1)],
    ]);
    const y = Math.tanh(0.5);
    const [second] = found(run(twice, operators, { inputs, weights: new Map() }), "gradient of x").data;
    expect(second).toBeCloseTo(-2 * y * (1 - y * y), 12);
  });
});

describe("an operator without a gradient", () => {
  const step = operators.get("step");
  if (step === undefined) throw new Error("operator step does not exist");
  const refusing = new Map(operators).set("step", { ...step, gradient: new NotDifferentiable("it jumps") });
  const span = { file: "net.cnn", start: 3, end: 7 };

  function net(): { readonly graph: Graph; readonly x: ValueId; readonly scale: ValueId } {
    const builder = new GraphBuilder(refusing);
    const x = builder.input("x", ["N", 2]);
    const scale = builder.input("scale", [2]);
    const gate = builder.at({ ...origin("gate1"), span }).apply("step", {}, [x]);
    builder.output("y", builder.at(origin("mul1")).apply("mul", {}, [gate, scale]));
    return { graph: builder.finish("net"), x, scale };
  }

  it("is reported with its layer and the reason", () => {
    const { graph, x } = net();
    expect(differentiate(graph, refusing, [x])).toEqual({
      code: "CNN0308",
      severity: "error",
      message: "gate1: step cannot be differentiated: it jumps",
      labels: [{ span, text: "step has no gradient" }],
    });
  });

  it("does not matter off the way", () => {
    const { graph, scale } = net();
    expect(gradientsOf(graph, [scale], refusing).outputs).toHaveLength(2);
  });
});

it("differentiates before fusion only", () => {
  const builder = new GraphBuilder(operators);
  const x = builder.input("x", ["N", 2]);
  const epilogue = { expression: input(0), operands: [] };
  const [y = NaN] = builder.node({
    op: "neg",
    attributes: {},
    inputs: [x],
    epilogue,
    origin: origin("neg1"),
  });
  builder.output("y", y);
  expect(() => differentiate(builder.finish("fused"), operators, [x])).toThrow(
    "neg at neg1 is already fused",
  );
});
