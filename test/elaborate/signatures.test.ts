import { describe, expect, test } from "vitest";
import { showShape, typeOf } from "../../src/ir/graph.js";
import { compile } from "./compile.js";

/** Shapes of the outputs, by name. */
function shapesOf(text: string): Readonly<Record<string, string>> {
  const { network, rendered } = compile(text);
  if (network === undefined) throw new Error(rendered);
  expect(rendered).toBe("");
  const { graph } = network;
  return Object.fromEntries(
    graph.outputs.map(({ name, value }) => [name, showShape(typeOf(graph, value).shape)]),
  );
}

describe("names of extents in a signature", () => {
  test("are bound by tensor parameters first, and are ints in defaults, shapes and body", () => {
    const text = `
      block up(skip: tensor [s, h, w], width: int = s) [c, h / 2, w / 2] -> [width, h, w] {
        conv_transpose(width, 2x2, stride: 2)   : [width, h, w]
        concat {
          branch skip
          branch in
        }                                       : [s + width, h, _]
        conv(width, kernel(1, min(3, w)), pad: same)
        assert h * 2 == in.height * 4: "{h} {c}"
      }
      model m {
        input x: [4, 8, 12]
        maxpool(2x2) -> up(x) -> conv(6, 1x1)
        output y = maxpool(2x2) -> up(x, width: 3)
      }`;
    expect(shapesOf(text)).toEqual({ y: "[3, 8, 12]" });
  });

  test("bind without regard to order, and belong to one call", () => {
    const text = `
      block halve() [c, 2 * l, l] -> [c, l, l] { maxpool(2x1, stride: (2, 1)) }
      model m {
        input a: [3, 8, 4]
        input b: [5, 2, 1]
        output p = a -> halve
        output q = b -> halve
      }`;
    expect(shapesOf(text)).toEqual({ p: "[3, 4, 4]", q: "[5, 1, 1]" });
  });

  test("speak of signals, features and several results, and leave constants and parameters alone", () => {
    const text = `
      const bands = 2
      block analyse(parts: int) [bands, l] -> [parts, l], [bands * l] {
        return conv(parts, 3, pad: same), flatten
      }
      block scores(f: int) [_] -> [f] { dense(f) }
      model m {
        input x: [2, 10]
        wave, numbers = analyse(6)
        output wave
        output y = numbers -> scores(7)
      }`;
    expect(shapesOf(text)).toEqual({ wave: "[6, 10]", y: "[7]" });
  });

  test("may be left to what a block is passed on with", () => {
    const text = `
      block beside(skip: tensor [_, h, w]) [_, h, w] -> [_, h, w] {
        concat {
          branch in
          branch skip
        }
      }
      block twice(layer: layer) { layer -> layer }
      model m {
        input x: [2, 4, 4]
        output y = twice(beside(x))
      }`;
    expect(shapesOf(text)).toEqual({ y: "[6, 4, 4]" });
  });
});

test("a padding is a parameter: a word, a number or several, and can be compared", () => {
  const text = `
    block filter(pad: padding = same) {
      conv(1, 3x3, pad: pad)
      if pad == same { relu } else if pad != none { tanh }
    }
    block choose(pads: list(padding)) { for pad in pads { filter(pad) } }
    model m(pad: padding = none) {
      input x: [1, 9, 9]
      filter -> filter(same)   : [1, 9, 9]
      filter(none)             : [1, 7, 7]
      filter(2)                : [1, 9, 9]
      filter((0, 1))           : [1, 7, 9]
      filter((1, 0, 1, 2))     : [1, 7, 9]
      choose([same, (1, 1), 0])
      output y = filter(pad)
    }`;
  expect(shapesOf(text)).toEqual({ y: "[1, 3, 5]" });
  const { network } = compile(text, { parameters: { pad: "same" } });
  expect(network?.graph.nodes.at(-1)?.op).toBe("relu");
});
