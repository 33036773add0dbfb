import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expand } from "../../src/api/expand.js";
import { formatSource } from "../../src/api/fmt.js";
import type { Graph } from "../../src/ir/graph.js";
import { printGraph } from "../../src/ir/print.js";
import { operators } from "../../src/ops/index.js";
import { recover } from "../../src/recover/recover.js";
import { textOf } from "../../src/syntax/layout/text.js";
import { compile } from "../elaborate/compile.js";
import { projectHost } from "../support/host.js";
import { sources } from "../support/sources.js";

/** The expanded form of a graph, which is formatted, gives the same graph, and is its own expanded form. */
async function expanded(graph: Graph): Promise<string> {
  const text = textOf(recover(graph, operators));
  const { network, rendered } = compile(text);
  expect(rendered).toBe("");
  if (network === undefined) throw new Error("unreachable");
  expect(printGraph(network.graph)).toBe(printGraph(graph));
  expect(blocksOf(network.graph)).toEqual(blocksOf(graph));
  expect(textOf(recover(network.graph, operators))).toBe(text);
  expect((await formatSource(text, "main.cnn")).value).toBe(text);
  return text;
}

/** Paths and documentation of the block instances around each node. */
function blocksOf({ nodes }: Graph): readonly (readonly string[])[] {
  return nodes.map(({ origin }) => origin.blocks.map(({ path, doc }) => `${path}: ${doc ?? ""}`));
}

function graphOf(text: string | Readonly<Record<string, string>>): Graph {
  const { network, rendered } = compile(text);
  if (network === undefined) throw new Error(rendered);
  return network.graph;
}

const models = readdirSync(new URL("../../models", import.meta.url)).filter((name) => name.endsWith(".cnn"));

test.each(models)("%s has an expanded form", (name) => {
  // The command holds the graph of its text, documentation and pictures included, against the network's.
  const { value, diagnostics } = expand(projectHost, { entry: `models/${name}` });
  expect(diagnostics).toEqual([]);
  expect(value).toContain("model ");
});

test("so have the examples of the reference", async () => {
  for (const page of ["cnn.md", "operators.md"]) {
    const reference = readFileSync(new URL(`../../grammar/${page}`, import.meta.url), "utf8");
    const fences = [...reference.matchAll(/```\w+(?: file=(\S+))?\n(.*?)```/gs)].map(
      ([, file, text = ""]) => {
        return { file, text };
      },
    );
    const files = Object.fromEntries(fences.flatMap(({ file, text }) => (file ? [[file, text]] : [])));
    const examples = fences.filter(({ file, text }) => file === undefined && /^model /m.test(text));
    expect(examples.length).toBeGreaterThan(10);
    for (const { text } of examples) await expanded(graphOf({ "main.cnn": text, ...files }));
  }
});

const seed = 20250213;

test(`and random networks (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(sources, async (text) => {
      const { network } = compile(text);
      if (network) await expanded(network.graph);
    }),
    { seed, numRuns: 300 },
  );
}, 120_000);

describe("the expanded form", () => {
  test("keeps a residual, a shortcut and blocks; equal blocks are one", async () => {
    const text = `
block unit(width: int, stride: int = 1, act: layer = relu) {
  residual {
    conv(width, 3x3, stride: stride, pad: same, bias: false) -> batchnorm -> act
  } shortcut {
    if in.channels != width { conv(width, 1x1, stride: stride) }
  }
  act
}
model m(depth: int = 3) {
  input x: [4, 9, 9]
  repeat depth { unit(4) }
  unit(8, stride: 2)
  output y = unit(8) as last
}`;
    expect(await expanded(graphOf(text))).toMatchInlineSnapshot(`
      "block unit_1() {
        residual {
          conv(4, 3x3, stride: 1, pad: 1, dilation: 1, groups: 1, bias: false, init: he_normal)
            -> batchnorm(epsilon: 1e-5, momentum: 0.1)
            -> relu as act1
        }
        relu as act2
      }

      block unit_2() {
        residual {
          conv(8, 3x3, stride: 2, pad: 1, dilation: 1, groups: 1, bias: false, init: he_normal)
            -> batchnorm(epsilon: 1e-5, momentum: 0.1)
            -> relu as act1
        } shortcut {
          conv(8, 1x1, stride: 2, pad: 0, dilation: 1, groups: 1, bias: true, init: he_normal)
        }
        relu as act2
      }

      block unit_3() {
        residual {
          conv(8, 3x3, stride: 1, pad: 1, dilation: 1, groups: 1, bias: false, init: he_normal)
            -> batchnorm(epsilon: 1e-5, momentum: 0.1)
            -> relu as act1
        }
        relu as act2
      }

      model m {
        input x: [4, 9, 9]
        repeat 3 { unit_1 as unit1 }
        unit_2 as unit1
        output y = unit_3 as last
      }
      "
    `);
  });

  test("decides by the counter where iterations differ", async () => {
    const text = `
model m {
  input x: [4, 8, 8]
  for (filters, act) in [(4, relu), (4, relu), (8, tanh), (8, relu)] as i {
    conv(filters, 1x1, bias: i != 3) -> act
  }
  output y = flatten
}`;
    expect(await expanded(graphOf(text))).toMatchInlineSnapshot(`
      "model m {
        input x: [4, 8, 8]
        repeat 4 as i {
          if i <= 1 {
            conv(4, 1x1, stride: 1, pad: 0, dilation: 1, groups: 1, bias: true, init: he_normal)
              -> relu as act1
          } else if i == 2 {
            conv(8, 1x1, stride: 1, pad: 0, dilation: 1, groups: 1, bias: true, init: he_normal) as conv1
              -> tanh as act1
          } else {
            conv(8, 1x1, stride: 1, pad: 0, dilation: 1, groups: 1, bias: false, init: he_normal) as conv1
              -> relu as act1
          }
        }
        output y = flatten
      }
      "
    `);
  });

  test("writes ranges of channels as split where they are one, else each as it stands", async () => {
    const text = `
model m {
  input x: [4, 6]
  a, b = split(2)
  c = x -> slice(0, 1, 4) -> reshape([6, _]) -> transpose([1, 0])
  add {
    branch a -> reshape([_, 6])
    branch b
  }
  output y = reshape([_])
  output z = c
}`;
    expect(await expanded(graphOf(text))).toMatchInlineSnapshot(`
      "model m {
        input x: [4, 6]
        split1_1, split1_2 = split([2, 2])
        x -> slice(0, 1, 4)
        reshape([6, 3])
        transpose1 = transpose([1, 0])
        split1_1 -> add {
          branch reshape([2, 6])
          branch split1_2
        }
        output y = reshape([12])
        output z = transpose1
      }
      "
    `);
  });

  test("names values only where they are used again", async () => {
    const text = `
block join(skip: tensor) {
  concat {
    branch skip
    branch wide = conv(2, 1x1) -> relu
  }
}
model m {
  input x: [3, 8, 8] picture(channels: rgb)
  early = conv(2, 3x3, pad: same) -> relu
  conv(2, 3x3, pad: same) -> join(early)
  a, b = split([3, 1])
  share classify = dense(2)
  a -> global_avgpool -> classify
  output of_a = softmax
  training input label: class
  b -> conv(3, 1x1) -> global_avgpool -> classify
  output of_b = softmax
  training output loss = cross_entropy(label)
}`;
    expect(await expanded(graphOf(text))).toMatchInlineSnapshot(`
      "block join(skip_1: tensor) {
        concat {
          branch skip_1
          branch wide = conv(
            2, 1x1, stride: 1, pad: 0, dilation: 1, groups: 1, bias: true, init: he_normal
          )
            -> relu
        }
      }

      model m {
        input x: [3, 8, 8] picture(channels: rgb, range: (0, 1), mean: (0, 0, 0), std: (1, 1, 1))
        share classify = dense(units: 2, bias: true, init: he_normal)
        relu1 = conv(2, 3x3, stride: 1, pad: 1, dilation: 1, groups: 1, bias: true, init: he_normal)
          -> relu
        conv(2, 3x3, stride: 1, pad: 1, dilation: 1, groups: 1, bias: true, init: he_normal)
        join(relu1)
        split1_1, split1_2 = split([3, 1])
        split1_1 -> global_avgpool
        classify
        output of_a = softmax
        training input label: class
        split1_2 -> conv(3, 1x1, stride: 1, pad: 0, dilation: 1, groups: 1, bias: true, init: he_normal)
        global_avgpool
        classify
        output of_b = softmax
        training output loss = cross_entropy(label, label_smoothing: 0.0)
      }
      "
    `);
  });

  test("is refused where a shared block has attributes that differ", () => {
    const text = `
block head() { conv(4, 3x3, stride: 2, pad: same) -> relu }
model m {
  share h = head
  input a: [3, 8, 8]
  output x = h
  input b: [3, 9, 9]
  output y = h
}`;
    const host = { readSource: () => text, readRuntime: () => "" };
    expect(expand(host, { entry: "main.cnn" })).toMatchObject({
      value: undefined,
      diagnostics: [{ code: "CNN0409" }],
    });
  });

  test("of a shared block that another block is given is declared where it was", async () => {
    const text = `
block head(classes: int) { global_avgpool -> dense(classes) }
block outer(classify: layer) {
  conv(4, 1x1) -> classify
}
model m {
  input x: [3, 8, 8]
  share common = head(5)
  early = relu
  output a = outer(common)
  early -> conv(4, 3x3)
  output b = common
}`;
    expect(await expanded(graphOf(text))).toContain("  share common = head\n");
  });

  test("of a shared operator leaves to its applications what differs", async () => {
    const text = `
model m {
  share c = conv(4, 3x3, stride: 2, pad: same)
  input a: [3, 8, 8]
  output x = c
  input b: [3, 9, 9]
  output y = c
}`;
    const lines = (await expanded(graphOf(text))).split("\n");
    expect(lines.filter((line) => line.includes("pad"))).toEqual([
      "  output x = c(pad: (0, 0, 1, 1))",
      "  output y = c(pad: 1)",
    ]);
  });
});
