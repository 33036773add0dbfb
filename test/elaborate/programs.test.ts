import { describe, expect, test } from "vitest";
import { printGraph } from "../../src/ir/print.js";
import { verify } from "../../src/ir/verify.js";
import { operators } from "../../src/ops/index.js";
import { compile } from "./compile.js";

function graphOf(text: string | Readonly<Record<string, string>>): string {
  const { network, rendered } = compile(text);
  if (network === undefined) throw new Error(rendered);
  expect(rendered).toBe("");
  expect(verify(network.graph, operators)).toEqual([]);
  return printGraph(network.graph);
}

describe("programs become graphs", () => {
  test("chains, defaults, words and shape assertions", () => {
    const text = `
      model lenet(classes: int = 10, pooling: max | average = max) {
        input image: [1, 28, 28]
        conv(6, 5x5, pad: 2, init: xavier_uniform) -> tanh
        if pooling == max { maxpool(2x2) } else { avgpool(2x2) }  : [6, 14, 14]
        flatten
          -> dropout(0.5)
        output logits = dense(classes) as head
      }`;
    expect(graphOf(text)).toMatchInlineSnapshot(`
      "graph lenet
        input image = %0: f32[N, 1, 28, 28]
        weight conv1.weight = %1: f32[6, 1, 5, 5] xavier_uniform(25, 150)
        weight conv1.bias = %2: f32[6] fill(0)
        weight head.weight = %8: f32[10, 1176] he_normal(1176, 10)
        weight head.bias = %9: f32[10] fill(0)
        %3: f32[N, 6, 28, 28] = conv(%0, %1, %2, kernel: [5, 5], stride: [1, 1], dilation: [1, 1], padding: [2, 2, 2, 2], groups: 1, filters: 6, bias: true, init: xavier_uniform)  // conv1
        %4: f32[N, 6, 28, 28] = tanh(%3)  // tanh1
        %5: f32[N, 6, 14, 14] = maxpool(%4, kernel: [2, 2], stride: [2, 2], dilation: [1, 1], padding: [0, 0, 0, 0], ceil: false)  // maxpool1
        %6: f32[N, 1176] = flatten(%5)  // flatten1
        %7: f32[N, 1176] = dropout(%6, rate: 0.5)  // dropout1
        %10: f32[N, 10] = dense(%7, %8, %9, units: 10, bias: true, init: he_normal)  // head
        output logits = %10
      "
    `);
  });

  test("residual, shortcut and in", () => {
    const text = `
      block unit(width: int, stride: int = 1) {
        residual {
          conv(width, 3x3, stride: stride, pad: same, bias: false) -> relu
        } shortcut {
          if stride != 1 or in.channels != width { conv(width, 1x1, stride: stride, bias: false) }
        }
      }
      model m {
        input x: [4, 8, 8]
        unit(4)
        unit(8, stride: 2)
        output y = relu
      }`;
    expect(graphOf(text)).toMatchInlineSnapshot(`
      "graph m
        input x = %0: f32[N, 4, 8, 8]
        weight unit1.conv1.weight = %1: f32[4, 4, 3, 3] he_normal(36, 36)
        weight unit2.conv1.weight = %5: f32[8, 4, 3, 3] he_normal(36, 72)
        weight unit2.shortcut.conv1.weight = %8: f32[8, 4, 1, 1] he_normal(4, 8)
        %2: f32[N, 4, 8, 8] = conv(%0, %1, kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1], groups: 1, filters: 4, bias: false, init: he_normal)  // unit1.conv1
        %3: f32[N, 4, 8, 8] = relu(%2)  // unit1.relu1
        %4: f32[N, 4, 8, 8] = add(%3, %0)  // unit1.residual1
        %6: f32[N, 8, 4, 4] = conv(%4, %5, kernel: [3, 3], stride: [2, 2], dilation: [1, 1], padding: [0, 0, 1, 1], groups: 1, filters: 8, bias: false, init: he_normal)  // unit2.conv1
        %7: f32[N, 8, 4, 4] = relu(%6)  // unit2.relu1
        %9: f32[N, 8, 4, 4] = conv(%4, %8, kernel: [1, 1], stride: [2, 2], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 8, bias: false, init: he_normal)  // unit2.shortcut.conv1
        %10: f32[N, 8, 4, 4] = add(%7, %9)  // unit2.residual1
        %11: f32[N, 8, 4, 4] = relu(%10)  // relu1
        output y = %11
      "
    `);
  });

  test("concat, bound values and several outputs", () => {
    const text = `
      model m {
        input a: [2, 8]
        input b: [2, 8]
        joined = concat {
          branch a
          branch { }
          branch in -> conv(2, 3, pad: same)
        }
        output left = a -> relu
        output joined
      }`;
    expect(graphOf(text)).toMatchInlineSnapshot(`
      "graph m
        input a = %0: f32[N, 2, 8]
        input b = %1: f32[N, 2, 8]
        weight 3.conv1.weight = %2: f32[2, 2, 3] he_normal(6, 6)
        weight 3.conv1.bias = %3: f32[2] fill(0)
        %4: f32[N, 2, 8] = conv(%1, %2, %3, kernel: [3], stride: [1], dilation: [1], padding: [1, 1], groups: 1, filters: 2, bias: true, init: he_normal)  // 3.conv1
        %5: f32[N, 6, 8] = concat(%0, %1, %4, axis: 1)  // concat1
        %6: f32[N, 2, 8] = relu(%0)  // relu1
        output left = %6
        output joined = %5
      "
    `);
  });

  test("bound values are arguments of blocks, and of layers that are passed on", () => {
    const text = `
      block beside(skip: tensor, width: int) {
        concat {
          branch skip -> relu
          branch conv(width, 1x1, bias: false)
        }
      }
      block apply(layer: layer) { layer(width: 2) }
      model m {
        input x: [1, 2, 2]
        y = tanh
        apply(beside(x))
        output z = beside(y, 3)
      }`;
    expect(graphOf(text)).toMatchInlineSnapshot(`
      "graph m
        input x = %0: f32[N, 1, 2, 2]
        weight apply1.layer1.2.conv1.weight = %3: f32[2, 1, 1, 1] he_normal(1, 2)
        weight beside1.2.conv1.weight = %7: f32[3, 3, 1, 1] he_normal(3, 3)
        %1: f32[N, 1, 2, 2] = tanh(%0)  // tanh1
        %2: f32[N, 1, 2, 2] = relu(%0)  // apply1.layer1.1.relu1
        %4: f32[N, 2, 2, 2] = conv(%1, %3, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // apply1.layer1.2.conv1
        %5: f32[N, 3, 2, 2] = concat(%2, %4, axis: 1)  // apply1.layer1.concat1
        %6: f32[N, 1, 2, 2] = relu(%1)  // beside1.1.relu1
        %8: f32[N, 3, 2, 2] = conv(%5, %7, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 3, bias: false, init: he_normal)  // beside1.2.conv1
        %9: f32[N, 4, 2, 2] = concat(%6, %8, axis: 1)  // beside1.concat1
        output z = %9
      "
    `);
  });

  test("several values, and a training-only output that stands aside", () => {
    const text = `
      block halves() {
        a, b = split(2)
        return a -> relu, b
      }
      model m {
        input x: [6, 2, 2]
        p, q, r = split([1, 2, 3])
        one, two = q -> halves
        concat {
          branch one
          branch r
        }
        training output aux = global_avgpool
        output y = flatten
      }`;
    expect(graphOf(text)).toMatchInlineSnapshot(`
      "graph m
        input x = %0: f32[N, 6, 2, 2]
        %1: f32[N, 1, 2, 2] = slice(%0, axis: 1, start: 0, end: 1)  // split1
        %2: f32[N, 2, 2, 2] = slice(%0, axis: 1, start: 1, end: 3)  // split1
        %3: f32[N, 3, 2, 2] = slice(%0, axis: 1, start: 3, end: 6)  // split1
        %4: f32[N, 1, 2, 2] = slice(%2, axis: 1, start: 0, end: 1)  // halves1.split1
        %5: f32[N, 1, 2, 2] = slice(%2, axis: 1, start: 1, end: 2)  // halves1.split1
        %6: f32[N, 1, 2, 2] = relu(%4)  // halves1.relu1
        %7: f32[N, 4, 2, 2] = concat(%6, %3, axis: 1)  // concat1
        %8: f32[N, 4] = global_avgpool(%7)  // global_avgpool1
        %9: f32[N, 16] = flatten(%7)  // flatten1
        training aux = %8
        output y = %9
      "
    `);
  });

  test("rearrangements, whose axes are counted without the batch", () => {
    const text = `
      model m {
        input x: [4, 6, 5]
        left, right = split(2)
        concat {
          branch right
          branch left
        }
        slice(axis: 1, start: 1, end: 5) -> reshape([2, _, x.width]) -> transpose([2, 0, 1])
        output y = slice(0, 0, 1)
      }`;
    expect(graphOf(text)).toMatchInlineSnapshot(`
      "graph m
        input x = %0: f32[N, 4, 6, 5]
        %1: f32[N, 2, 6, 5] = slice(%0, axis: 1, start: 0, end: 2)  // split1
        %2: f32[N, 2, 6, 5] = slice(%0, axis: 1, start: 2, end: 4)  // split1
        %3: f32[N, 4, 6, 5] = concat(%2, %1, axis: 1)  // concat1
        %4: f32[N, 4, 4, 5] = slice(%3, axis: 2, start: 1, end: 5)  // slice1
        %5: f32[N, 2, 8, 5] = reshape(%4, shape: [-1, 2, 8, 5])  // reshape1
        %6: f32[N, 5, 2, 8] = transpose(%5, order: [0, 3, 1, 2])  // transpose1
        %7: f32[N, 1, 2, 8] = slice(%6, axis: 1, start: 0, end: 1)  // slice2
        output y = %7
      "
    `);
  });

  test("imports, and kernels and counts computed", () => {
    const sources = {
      "nets/main.cnn": `
        import { wide } from "../blocks/wide.cnn"
        model m { input x: [1, 9, 9]
          wide(floor(7 / 2))
          output y = flatten }`,
      "blocks/wide.cnn": `
        import { tall } from "./tall.cnn"
        export block wide(n: int) { conv(2 * n, kernel(1, n)) -> tall }`,
      "blocks/tall.cnn": "export block tall(size: kernel = 3x1) { repeat 2 as i { conv(i + 1, size) } }",
    };
    expect(graphOf(sources)).toMatchInlineSnapshot(`
      "graph m
        input x = %0: f32[N, 1, 9, 9]
        weight wide1.conv1.weight = %1: f32[6, 1, 1, 3] he_normal(3, 18)
        weight wide1.conv1.bias = %2: f32[6] fill(0)
        weight wide1.tall1.0.conv1.weight = %4: f32[1, 6, 3, 1] he_normal(18, 3)
        weight wide1.tall1.0.conv1.bias = %5: f32[1] fill(0)
        weight wide1.tall1.1.conv1.weight = %7: f32[2, 1, 3, 1] he_normal(3, 6)
        weight wide1.tall1.1.conv1.bias = %8: f32[2] fill(0)
        %3: f32[N, 6, 9, 7] = conv(%0, %1, %2, kernel: [1, 3], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 6, bias: true, init: he_normal)  // wide1.conv1
        %6: f32[N, 1, 7, 7] = conv(%3, %4, %5, kernel: [3, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 1, bias: true, init: he_normal)  // wide1.tall1.0.conv1
        %9: f32[N, 2, 5, 7] = conv(%6, %7, %8, kernel: [3, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: true, init: he_normal)  // wide1.tall1.1.conv1
        %10: f32[N, 70] = flatten(%9)  // flatten1
        output y = %10
      "
    `);
  });
});

test.each([
  ["multiple(32 * 1.4, of: 8)", 48],
  ["multiple(16 * 0.35, of: 8)", 8],
  ["multiple(24 * 0.75, of: 8)", 24],
  ["multiple(10, of: 8)", 16],
  ["multiple(11, of: 8)", 16],
  ["multiple(12, of: 8)", 16],
  ["multiple(90, of: 8)", 88],
  ["multiple(1 / 3, of: 8)", 8],
  ["if false then 1 else if true then 2 + 3 else 4", 5],
  ["2 * (if 1 < 2 then 3 else 4)", 6],
  ["[(1, 2), (3, 4)][1][0]", undefined],
  ["table[1][0] + length(table[0])", 5],
  ["picked[length(picked) - 1]", 7],
])("%s is %s", (expression, expected) => {
  const { network } = compile(`
    const table = [(1, 2), (3, 4)]
    const picked: list(int) = if length(table) == 2 then [6, 7] else [8]
    model m { input x: [1]
      output y = dense(${expression}) }`);
  expect(network?.graph.values.at(-1)?.shape[1]).toBe(expected);
});

test("constants are imported, and a layer keeps the names of the file where it was written", () => {
  const sources = {
    "main.cnn": `
      import { widths, act, apply } from "./blocks.cnn"
      const first = widths[0]
      block own() { conv(first, 1x1) }
      model m { input x: [1, 2, 2]
        apply(own)
        apply(act)
        output y = relu }`,
    "blocks.cnn": `
      export const widths = [5, 6]
      const slope = 0.25
      export const act = dropout(slope)
      export block apply(what: layer) { what }`,
  };
  const { network } = compile(sources);
  expect(network?.graph.nodes.map(({ op, origin }) => [op, origin.path])).toEqual([
    ["conv", "apply1.what1.conv1"],
    ["dropout", "apply2.what1"],
    ["relu", "relu1"],
  ]);
  expect(network?.graph.nodes[1]?.attributes).toEqual({ rate: 0.25 });
});

test("docs, pictures, expectations and parameters are carried", () => {
  const { network } = compile(
    `/// A net
/// of two lines.
model m(classes: int = 10) {
  input image: [3, 8, 8] picture(channels: bgr, resize: 16, range: (-1, 1), std: (2, 2, 2))
  flatten
  /// One a class.
  output y = dense(classes)
  expect params == 1_930 when classes == 10
  expect macs <= 4.2G
  expect peak_memory < 40MiB when classes != 10
}`,
    { parameters: { classes: 5 } },
  );
  expect(network?.graph.doc).toBe("A net\nof two lines.");
  expect(network?.graph.outputs.map(({ doc }) => doc)).toEqual(["One a class."]);
  expect(network?.graph.inputs[0]?.picture).toEqual({
    channels: "bgr",
    resize: 16,
    range: [-1, 1],
    mean: [0, 0, 0],
    std: [2, 2, 2],
  });
  expect(network?.expectations.map(({ metric, relation, value }) => [metric, relation, value])).toEqual([
    ["macs", "<=", 4.2e9],
    ["peak_memory", "<", 40 * 2 ** 20],
  ]);
  expect(network?.parameters).toEqual({ classes: 5 });
});

test("a byte-order mark and CRLF change nothing but offsets", () => {
  const text = "model m {\n  input x: [4]\n  relu ->\n    tanh\n  output y = relu\n}\n";
  expect(graphOf(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toBe(graphOf(text));
});

test("a model is chosen by name, and its parameters are checked", () => {
  const text =
    "model a(n: int = 1, k: kernel = 3) { input x: [4]\n output y = dense(n) }\nmodel b { input x: [4]\n output y = relu }";
  expect(compile(text, { model: "b" }).network?.graph.name).toBe("b");
  const messages = (options: Parameters<typeof compile>[1]): string[] =>
    compile(text, options).diagnostics.map(({ code, message }) => `${code} ${message}`);
  expect(messages({ model: "c" })).toEqual(["CNN0106 main.cnn has no model `c`"]);
  expect(messages({ model: "a", parameters: { n: 2.5, k: "3x3", m: true } })).toEqual([
    "CNN0204 `n` takes an int, and was set to 2.5",
    "CNN0201 the model `a` has no parameter `m`",
  ]);
});

test("warnings, however many, leave the network; errors are reported up to a limit", () => {
  const unused = Array.from({ length: 150 }, (_, index) => `v${index} = relu`).join("\n");
  const sound = compile(`model m {\n input x: [4]\n ${unused}\n output y = relu\n}`);
  expect(sound.network?.graph.nodes).toHaveLength(151);
  expect(sound.diagnostics).toHaveLength(100);
  expect(sound.diagnostics.every(({ code }) => code === "CNN0404")).toBe(true);
  expect(compile(`model m {\n${"nothing\n".repeat(500)}}`).diagnostics).toHaveLength(100);
});
