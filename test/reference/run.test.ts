import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/ir/builder.js";
import { add, input, mul } from "../../src/ir/scalar.js";
import type { Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { run } from "../../src/reference/run.js";

const origin = { path: "layer", blocks: [] };

function tensor(shape: readonly number[], ...data: readonly number[]): Tensor {
  return { shape, data: Float64Array.from(data) };
}

/** `y = relu(x) * scale[c] + x`, the second part as an epilogue; `twice = y + y`. */
function example() {
  const builder = new GraphBuilder(operators);
  const x = builder.input("x", ["N", 2, 1]);
  const scale = builder.weight({
    path: "layer.scale",
    shape: [2],
    initialiser: { kind: "fill", value: 1 },
    trainable: true,
    origin,
  });
  const [y = -1] = builder.node({
    op: "relu",
    attributes: {},
    inputs: [x, scale, x],
    epilogue: { expression: add(mul(input(0), input(1)), input(2)), operands: ["channel", "trailing"] },
    origin,
  });
  const twice = builder.at(origin).apply("add", {}, [y, y]);
  builder.output("y", y);
  builder.output("twice", twice);
  return builder.finish("example");
}

describe("the reference", () => {
  const weights = new Map([["layer.scale", tensor([2], 10, 100)]]);

  it("applies epilogues and keeps outputs that other nodes read", () => {
    const inputs = new Map([["x", tensor([2, 2, 1], 1, 2, -3, 4)]]);
    const outputs = run(example(), operators, { inputs, weights });
    expect(outputs.get("y")).toEqual(tensor([2, 2, 1], 11, 202, -3, 404));
    expect(outputs.get("twice")).toEqual(tensor([2, 2, 1], 22, 404, -6, 808));
  });

  it("refuses what is missing and what does not fit", () => {
    const x = tensor([1, 2, 1], 1, 2);
    expect(() => run(example(), operators, { inputs: new Map(), weights })).toThrow("x is not fed");
    expect(() => run(example(), operators, { inputs: new Map([["x", x]]), weights: new Map() })).toThrow(
      "layer.scale is not fed",
    );
    const wide = new Map([["x", tensor([1, 3, 1], 1, 2, 3)]]);
    expect(() => run(example(), operators, { inputs: wide, weights })).toThrow(
      "x is [N, 2, 1], but is fed [1, 3, 1]",
    );
  });
});
