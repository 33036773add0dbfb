import { expect, test } from "vitest";
import { compile } from "./compile.js";

function paths(text: string): string[] {
  const { network, rendered } = compile(text);
  if (network === undefined) throw new Error(rendered);
  return network.graph.nodes.map((node) => node.origin.path);
}

const model = (body: string): string => `model m {\n  input x: [4, 8, 8]\n${body}\n  output y = identity\n}`;

test("a repeat inside a block called third", () => {
  const text = `
    block bottleneck(width: int) { conv(width, 1x1) -> relu }
    block stage(width: int, depth: int) { repeat depth { bottleneck(width) } }
    ${model("stage(4, 1)\nstage(4, 2)\nstage(4, 3)")}`;
  const { network } = compile(text);
  expect(network?.graph.weights.map(({ path }) => path)).toContain("stage3.2.bottleneck1.conv1.weight");
  const node = network?.graph.nodes.find(({ origin }) => origin.path === "stage3.2.bottleneck1.relu1");
  expect(node?.origin.blocks).toEqual([
    { block: "stage", path: "stage3" },
    { block: "bottleneck", path: "stage3.2.bottleneck1" },
  ]);
});

test("the main path of a residual counts with its surroundings, a shortcut for itself", () => {
  const body = `
    conv(4, 1x1)
    residual { conv(4, 1x1) -> conv(4, 1x1) } shortcut { conv(4, 1x1) }
    residual { conv(4, 1x1) } shortcut { conv(4, 1x1) }`;
  expect(paths(model(body))).toEqual([
    ...["conv1", "conv2", "conv3", "shortcut.conv1", "residual1"],
    ...["conv4", "shortcut.conv2", "residual2", "identity1"],
  ]);
});

test("branches have their name or number as a scope, and later concats go on counting", () => {
  const body = `
    concat {
      branch conv(1, 1x1)
      branch conv(1, 1x1) -> conv(1, 1x1)
      branch pool = relu
    }
    concat {
      branch conv(4, 1x1)
      branch residual { relu }
    }`;
  expect(paths(model(body))).toEqual([
    ...["1.conv1", "2.conv1", "2.conv2", "pool.relu1", "concat1"],
    ...["1.conv2", "2.relu1", "2.residual1", "concat2", "identity1"],
  ]);
});

test("joins count each by its name, a residual whether or not it adds", () => {
  const body = `
    residual when false { relu }
    residual when in.channels == 4 { relu }
    mul {
      branch in
      branch relu
    }
    concat { branch mul { branch relu
      branch gate = sigmoid } }
    mul {
      branch relu
      branch relu
      branch in
    }`;
  expect(paths(model(body))).toEqual([
    ...["relu1", "relu2", "residual2", "2.relu1", "mul1"],
    ...["1.1.relu1", "1.gate.sigmoid1", "1.mul1", "concat1"],
    ...["1.relu1", "2.relu2", "mul2", "mul2", "identity1"],
  ]);
});

test("both arms of an if count, taken or not", () => {
  const body = "if x.channels == 4 { relu } else if false { tanh -> relu } else { relu }\nrelu";
  expect(paths(model(body))).toEqual(["relu1", "relu4", "identity1"]);
});

test("all repeats of a body count together, each iteration has its index as a scope", () => {
  const body = "repeat 2 { relu }\nrepeat 1 { relu -> repeat 2 { relu } }\nrelu";
  expect(paths(model(body))).toEqual([
    ...["0.relu1", "1.relu1", "0.relu2", "0.0.relu1", "0.1.relu1"],
    ...["relu1", "identity1"],
  ]);
});

test("a for counts as a repeat does", () => {
  const body =
    "for a in [4, 4] { conv(a, 1x1) }\nrepeat 1 { conv(4, 1x1) }\nfor (a, b) in [(1, 2)] as i { relu }";
  expect(paths(model(body))).toEqual(["0.conv1", "1.conv1", "0.conv2", "0.relu1", "identity1"]);
});

test("a layer that is a parameter has the parameter's name, whatever is passed", () => {
  const text = (norm: string): string => `
    block unit(norm: layer, last: layer = conv(4, 1x1)) { norm -> norm as second -> last }
    block twice() { repeat 2 { relu } }
    ${model(`unit(${norm})`)}`;
  const weights = (norm: string) => compile(text(norm)).network?.graph.weights.map(({ path }) => path);
  expect(paths(text("tanh"))).toEqual(["unit1.norm1", "unit1.second", "unit1.last1", "identity1"]);
  expect(paths(text("twice"))).toEqual([
    ...["unit1.norm1.0.relu1", "unit1.norm1.1.relu1", "unit1.second.0.relu1", "unit1.second.1.relu1"],
    ...["unit1.last1", "identity1"],
  ]);
  expect(weights("conv(4, 1x1, bias: false)")).toEqual([
    ...["unit1.norm1.weight", "unit1.second.weight", "unit1.last1.weight", "unit1.last1.bias"],
  ]);
});

test("what is shared has one weight, and a path for each application", () => {
  const text = `
    block pair() { share c = conv(4, 1x1, bias: false)
      c -> relu -> c }
    ${model("share p = pair\np -> p as last\nrepeat 2 { share c = conv(4, 1x1, bias: false)\nc -> c }")}`;
  const { network } = compile(text);
  expect(network?.graph.weights.map(({ path }) => path)).toEqual(["p.c.weight", "0.c.weight", "1.c.weight"]);
  expect(paths(text)).toEqual([
    ...["p1.c1", "p1.relu1", "p1.c2", "last.c1", "last.relu1", "last.c2"],
    ...["0.c1", "0.c2", "1.c1", "1.c2", "identity1"],
  ]);
});

test("split counts like an operator", () => {
  const body =
    "a, b = split(2)\nc, d, e = x -> split([1, 2, 1]) as parts\na -> split(1)\nadd {\nbranch b\nbranch d\n}";
  expect(paths(model(body))).toEqual([
    ...["split1", "split1", "parts", "parts", "parts", "split3", "add1", "identity1"],
  ]);
});

test("a named layer gives its name and still counts", () => {
  expect(paths(model("relu as first\nrelu\nconv(1, 1x1) as relu7"))).toEqual([
    ...["first", "relu2", "relu7", "identity1"],
  ]);
});

test("a bound value at the start of a chain is no call site", () => {
  expect(paths(model("a = relu\na -> relu\na -> relu"))).toEqual(["relu1", "relu2", "relu3", "identity1"]);
});

test("an iteration and a branch of the same number take different names", () => {
  const body = `
    repeat 2 { relu }
    concat {
      branch relu -> tanh
      branch relu
    }
    repeat 2 { relu -> tanh }`;
  expect(paths(model(body))).toEqual([
    ...["0.relu1", "1.relu1", "1.relu2", "1.tanh1", "2.relu2", "concat1"],
    ...["0.relu3", "0.tanh2", "1.relu3", "1.tanh2", "identity1"],
  ]);
});
