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

test("blocks and tables are those of the paper", async () => {
  const text = await shortened(graphOf("resnet50"));
  expect(text.slice(0, text.indexOf("///"))).toMatchInlineSnapshot(`
    "block bottleneck(width: int, stride: int = 1) [c, _, _] {
      residual {
        conv(width, 1x1, bias: false) -> batchnorm -> relu
        conv(width, 3x3, stride: stride, pad: 1, bias: false) -> batchnorm -> relu
        conv(4 * width, 1x1, bias: false) -> batchnorm
      } shortcut {
        if stride != 1 or c != 4 * width {
          conv(4 * width, 1x1, stride: stride, bias: false) -> batchnorm
        }
      }
      relu
    }

    "
  `);
  expect(text.slice(text.indexOf("  for"))).toMatchInlineSnapshot(`
    "  for (width, stride, depth) in [(64, 1, 3), (128, 2, 4), (256, 2, 6), (512, 2, 3)] {
        bottleneck(width, stride: stride)
        repeat depth - 1 { bottleneck(width) }
      }
      global_avgpool
      output logits = dense(1000)
    }
    "
  `);
});

test("concats that go on with earlier ones are nested, as in DenseNet", () => {
  const { network } = compile(`
model m {
  input x: [4, 8, 8]
  a = conv(8, 3x3, pad: same) -> relu
  ab = concat {
    branch x
    branch a
  }
  b = conv(8, 3x3, pad: same) -> relu
  output y = concat {
    branch x
    branch a
    branch b
  }
}`);
  if (network === undefined) throw new Error("unreachable");
  expect(shortText(network.graph).text).toMatchInlineSnapshot(`
    "model m {
      input x: [4, 8, 8]
      output y = repeat 2 {
        concat {
          branch in
          branch conv(8, 3x3, pad: same) -> relu
        }
      }
    }
    "
  `);
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
