import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/ir/builder.js";
import type { Attributes, Shape } from "../../src/ir/graph.js";
import { Problem } from "../../src/ir/operator.js";
import type { OperatorDefinition } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { sumTo } from "../../src/ops/shapes.js";
import { onnxMapping } from "./onnx.js";

function operator(name: string): OperatorDefinition {
  const definition = operators.get(name);
  if (definition === undefined) throw new Error(`operator ${name} does not exist`);
  return definition;
}

function shape(name: string, attributes: Attributes, ...shapes: readonly Shape[]) {
  return operator(name).shape(
    attributes,
    shapes.map((extents) => ({ dtype: "f32", shape: extents })),
  );
}

function values(name: string, ...inputs: readonly (readonly number[])[]): readonly number[] {
  const tensors = inputs.map((data) => ({ shape: [1, data.length], data: Float64Array.from(data) }));
  const [result] = operator(name).evaluate({ axis: 1 }, tensors, 1);
  return [...(result?.data ?? [])];
}

const mapping = (name: string) => onnxMapping(operator(name));

describe("shapes", () => {
  it("broadcast, the batch included", () => {
    expect(shape("mul", {}, ["N", 3, 1, 5], [4, 1])).toEqual([{ dtype: "f32", shape: ["N", 3, 4, 5] }]);
    expect(shape("sub", {}, [1, 3], ["N", 1])).toEqual([{ dtype: "f32", shape: ["N", 3] }]);
  });

  it("of a residual sum that differ are named", () => {
    expect(shape("add", {}, ["N", 64, 56, 56], ["N", 128, 28, 28])).toEqual(
      expect.objectContaining({
        code: "CNN0304",
        message: "add of [64, 56, 56] and [128, 28, 28]: the shapes differ",
      }),
    );
  });

  it("of branches that do not join are listed, with the branch at fault", () => {
    const problem = shape("concat", { axis: 1 }, ["N", 8, 28, 28], ["N", 4, 28, 28], ["N", 8, 27, 27]);
    expect(problem).toEqual(
      expect.objectContaining({
        code: "CNN0304",
        message: "branch 3 does not fit the first: the branches are [8, 28, 28], [4, 28, 28], [8, 27, 27]",
      }),
    );
  });

  it.each([
    ["reshape", { shape: [2, -1] }, ["N", 3]],
    ["reshape", { shape: [3] }, ["N", 3]],
    ["expand", { shape: [2, 3] }, ["N", 3]],
    ["expand", { shape: [3] }, [2, 3]],
    ["transpose", { order: [0, 0] }, ["N", 3]],
    ["slice", { axis: 1, start: 2, end: 4 }, ["N", 3]],
    ["slice", { axis: 0, start: 0, end: 1 }, ["N", 3]],
    ["sum", { axes: [2], keepdims: true }, ["N", 3]],
    ["softmax", { axis: 0 }, ["N", 3]],
    ["softmax", { axis: 1 }, ["N"]],
    ["concat", { axis: 0 }, ["N", 3]],
  ] as const)("%s of %o on %o is refused", (name, attributes, input) => {
    expect(shape(name, attributes, input)).toBeInstanceOf(Problem);
  });

  it("of a constant agree with its numbers", () => {
    expect(shape("constant", { shape: [2, 2], data: [1, 2, 3] })).toBeInstanceOf(Problem);
  });
});

describe("values", () => {
  it("saturate without NaN", () => {
    expect(values("sigmoid", [-1e4, -800, 0, 800, 1e4])).toEqual([0, 0, 0.5, 1, 1]);
    expect(values("tanh", [-1e4, 0, 1e4])).toEqual([-1, 0, 1]);
    expect(values("softmax", [1e4, 1e4, -1e4])).toEqual([0.5, 0.5, 0]);
  });

  it("of relu let NaN through, so that it is found where it arises", () => {
    expect(values("relu", [-1, 0, 2, NaN])).toEqual([0, 0, 2, NaN]);
  });

  it("of step are 0 at 0", () => {
    expect(values("step", [-1, 0, 1e-30])).toEqual([0, 0, 1]);
  });
});

describe("sumTo", () => {
  it.each([
    [
      ["N", 3, 4, 5],
      [3, 1, 1],
      [0, 2, 3],
    ],
    [["N", 3], ["N", 1], [1]],
    [["N", 3], [], [0, 1]],
    [["N", 3], [1, 3], [0]],
  ] as const)("brings %o to %o by a sum over %o", (from, to, axes) => {
    const builder = new GraphBuilder(operators);
    const value = builder.input("x", from);
    const summed = sumTo(builder.at({ path: "test", blocks: [] }), value, to);
    expect(builder.typeOf(summed).shape).toEqual(to);
    const sums = builder.finish("test").nodes.filter(({ op }) => op === "sum");
    expect(sums.map(({ attributes }) => attributes.axes)).toEqual([axes]);
  });

  it("adds nothing where nothing was repeated", () => {
    const builder = new GraphBuilder(operators);
    const value = builder.input("x", ["N", 3]);
    expect(sumTo(builder.at({ path: "test", blocks: [] }), value, ["N", 3])).toBe(value);
  });
});

describe("ONNX", () => {
  const image = { dtype: "f32", shape: ["N", 3, 4, 5] } as const;

  it("counts negative axes from the end", () => {
    expect(mapping("softmax").import({}, [image])).toEqual({ axis: 3 });
    expect(mapping("softmax").import({ axis: -3 }, [image])).toEqual({ axis: 1 });
    expect(mapping("concat").import({ axis: -3 }, [image])).toEqual({ axis: 1 });
    expect(mapping("flatten").import({ axis: -3 }, [image])).toEqual({});
  });

  it("reverses the axes of a Transpose without perm", () => {
    expect(mapping("transpose").import({}, [image])).toEqual({ order: [3, 2, 1, 0] });
  });

  it("refuses what has no counterpart", () => {
    expect(mapping("flatten").import({ axis: 2 }, [image])).toBeInstanceOf(Problem);
    expect(mapping("softmax").import({ axis: 4 }, [image])).toBeInstanceOf(Problem);
    expect(mapping("concat").import({}, [image])).toBeInstanceOf(Problem);
    expect(mapping("dropout").import({ ratio: 2 }, [image])).toBeInstanceOf(Problem);
  });

  it("reads the rate of an old Dropout", () => {
    expect(mapping("dropout").import({ ratio: 0.25 }, [image])).toEqual({ rate: 0.25 });
    expect(mapping("dropout").import({}, [image])).toEqual({ rate: 0.5 });
  });
});

describe("calls", () => {
  it("take dropout's rate within its range", () => {
    const type = { dtype: "f32", shape: ["N", 4] } as const;
    expect(operator("dropout").resolve({ rate: 0.2 }, type)).toEqual({ rate: 0.2 });
    expect(operator("dropout").resolve({ rate: 1.5 }, type)).toEqual(
      expect.objectContaining({ code: "CNN0205", parameter: "rate" }),
    );
  });

  it("of internal operators are refused", () => {
    const internal = [...operators.values()].filter(({ syntax }) => syntax.kind === "internal");
    expect(internal.length).toBeGreaterThan(10);
    for (const definition of internal) {
      expect(definition.resolve({}, { dtype: "f32", shape: ["N", 4] })).toBeInstanceOf(Problem);
    }
  });
});
