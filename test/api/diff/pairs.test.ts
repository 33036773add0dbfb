import { describe, expect, test } from "vitest";
import { layerPairs } from "../../../src/api/diff/pairs.js";
import { shortText } from "../../../src/api/short-text.js";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { inferenceView } from "../../../src/passes/inference.js";
import { compile } from "../../elaborate/compile.js";
import { checkModel } from "../../models/check.js";

function graphOf(body: string): Graph {
  const text = `model net {\n  input x: [4, 8, 8]\n${body}\n  output y = global_avgpool -> dense(2) as end\n}\n`;
  const { network, rendered } = compile(text);
  if (network === undefined) throw new Error(rendered);
  return network.graph;
}

/** The same layers under other paths. */
const moved = (body: string): Graph => graphOf(`repeat 1 {\n${body}\n}\nrelu -> tanh as last`);

describe("layers correspond by their paths", () => {
  test("where at least half of the smaller network's are in the other", () => {
    const found = layerPairs(graphOf("relu\ntanh as gone"), graphOf("relu\ntanh as other\nrelu\nrelu"));
    expect(found.by).toBe("path");
    expect(found.pairs.map(([path]) => path)).toEqual(["relu1", "global_avgpool1", "end"]);
    expect(found.pairs.every(([first, second]) => first === second)).toBe(true);
  });

  test("also where operator or shape is another", () => {
    const found = layerPairs(graphOf("conv(4, 1x1) as a"), graphOf("conv(8, 1x1) as a"));
    expect(found).toEqual({ by: "path", pairs: ["a", "global_avgpool1", "end"].map((path) => [path, path]) });
  });
});

describe("layers of other paths correspond by their places", () => {
  const pairsOf = (first: string, second: string) => layerPairs(graphOf(first), moved(second));

  test("in the order of both, where operator and shape are equal", () => {
    const body = "relu\nconv(8, 3x3, pad: same)\ntanh\nconv(8, 3x3, pad: same)\nsigmoid\n";
    const found = pairsOf(body, body.replace("tanh", "elu"));
    expect(found).toEqual({
      by: "place",
      pairs: [
        ["relu1", "0.relu1"],
        ["conv1", "0.conv1"],
        ["conv2", "0.conv2"],
        ["sigmoid1", "0.sigmoid1"],
        ["global_avgpool1", "global_avgpool1"],
        ["end", "end"],
      ],
    });
  });

  test("a convolution without batch norm is the batch norm of one that has it", () => {
    const found = pairsOf(
      "conv(4, 1x1) -> batchnorm -> relu\nconv(4, 1x1) -> relu\nconv(4, 1x1) -> tanh -> batchnorm\n",
      "conv(4, 1x1) -> relu\nconv(4, 1x1) -> batchnorm -> relu\nconv(4, 1x1) -> tanh -> batchnorm\n",
    );
    expect(found.pairs.slice(0, -2)).toEqual([
      ["batchnorm1", "0.conv1"],
      ["relu1", "0.relu1"],
      ["conv2", "0.batchnorm1"],
      ["relu2", "0.relu2"],
      ["conv3", "0.conv3"],
      ["tanh1", "0.tanh1"],
      ["batchnorm2", "0.batchnorm2"],
    ]);
  });

  test("whatever the order of a sum's operands is", () => {
    const found = pairsOf(
      "a = relu -> conv(4, 1x1) -> tanh\nx -> sigmoid\nadd {\n  branch in -> elu\n  branch a\n}",
      "a = relu -> conv(4, 1x1) -> tanh\nx -> sigmoid\nadd {\n  branch a\n  branch in -> elu\n}",
    );
    expect(found.pairs).toHaveLength(8);
  });

  // The text that import writes has the same layers in other blocks, and so other paths.
  test.each(["googlenet", "densenet121", "mobilenet_v3_small", "shufflenet_v2_x1_0", "unet"])(
    "all of %s, however it is written",
    (name) => {
      const graph = inferenceView(checkModel(name).network.graph, operators);
      const { graph: other, paths } = shortText(graph);
      const { by, pairs } = layerPairs(graph, other);
      expect(by).toBe("place");
      expect(pairs.filter(([first, second]) => paths.nodes.get(second) !== first)).toEqual([]);
      const shown = graph.nodes.filter(({ op }) => operators.get(op)?.traits.inferenceIdentity === false);
      expect(pairs).toHaveLength(new Set(shown.map(({ origin }) => origin.path)).size);
    },
  );
});
