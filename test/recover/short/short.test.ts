import fc from "fast-check";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { shortText } from "../../../src/api/short-text.js";
import { formatSource } from "../../../src/api/fmt.js";
import { readNetwork } from "../../../src/api/network.js";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { correspondence } from "../../../src/recover/correspondence.js";
import { shorten } from "../../../src/recover/short/short.js";
import { textOf } from "../../../src/syntax/layout/text.js";
import { compile } from "../../elaborate/compile.js";
import { projectHost } from "../../support/host.js";
import { sources } from "../../support/sources.js";

/** The short form, which is formatted, and gives the same network under its own paths. */
async function shortened(graph: Graph): Promise<string> {
  const text = textOf(shorten(graph, operators));
  const { network, rendered } = compile(text);
  expect(rendered, text).toBe("");
  if (network === undefined) throw new Error("unreachable");
  expect(correspondence(graph, network.graph), text).toBeTypeOf("object");
  expect((await formatSource(text, "main.cnn")).value).toBe(text);
  return text;
}

function graphOf(name: string): Graph {
  const { value } = readNetwork(projectHost, { entry: `models/${name}.cnn` }).result;
  if (value === undefined) throw new Error(`${name} has errors`);
  return value.graph;
}

/** The network as old exporters have it: paths are the operators' names and numbers, blocks are forgotten. */
function withoutPaths(graph: Graph): Graph {
  const nodes = graph.nodes.map((node, index) => ({
    ...node,
    origin: { path: `${node.op}_${index}`, blocks: [] },
  }));
  const weights = graph.weights.map((weight, index) => ({ ...weight, path: `layer_${index}.weight` }));
  return { ...graph, nodes, weights };
}

/** Lines that are not empty. */
function linesOf(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "").length;
}

const folder = new URL("../../../models", import.meta.url);
const models = readdirSync(folder).flatMap((name) => (name.endsWith(".cnn") ? [name.slice(0, -4)] : []));

test.each(models)("%s has a short form", async (name) => {
  await shortened(graphOf(name));
});

/** At most as many lines as a person who has to say all of it in one file. */
test.each([
  ["resnet50", 30],
  ["resnet152", 30],
  ["vgg16", 15],
  ["googlenet", 60],
  ["mobilenet_v2", 30],
  ["densenet121", 35],
  ["efficientnet_b0", 40],
  ["efficientnet_b7", 45],
])("%s takes %d lines, with and without paths", async (name, most) => {
  const graph = graphOf(name);
  expect(linesOf(await shortened(graph))).toBeLessThanOrEqual(most);
  expect(linesOf(await shortened(withoutPaths(graph)))).toBeLessThanOrEqual(most);
});

test("the paths of the text lead to the weights of the network", () => {
  const graph = graphOf("resnet18");
  const { text, paths, graph: read } = shortText(graph);
  expect(text).toContain("for (width");
  expect([...paths.weights.keys()].sort()).toEqual(read.weights.map(({ path }) => path).sort());
  expect([...paths.weights.values()].sort()).toEqual(graph.weights.map(({ path }) => path).sort());
});

const seed = 20260712;

test(`random networks have a short form (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(sources, async (text) => {
      const { network } = compile(text);
      if (network) await shortened(network.graph);
    }),
    { seed, numRuns: 300 },
  );
}, 120_000);
