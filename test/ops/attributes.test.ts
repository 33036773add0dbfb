import { describe, expect, it } from "vitest";
import { elements, type Shape, type TensorType } from "../../src/ir/graph.js";
import { operatorNamed, Problem } from "../../src/ir/operator.js";
import { verify } from "../../src/ir/verify.js";
import type {
  Argument,
  Arguments,
  Page,
  Parameter,
  ParameterType,
  RandomInteger,
} from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { runPipeline } from "../../src/passes/pipeline.js";
import { schedule } from "../../src/targets/cpu/plan.js";
import { compile } from "../elaborate/compile.js";
import { integers } from "./random.js";

const batch = 2;

function extentsOf(shape: Shape): readonly number[] {
  return shape.map((dim) => (dim === "N" ? batch : dim));
}

/** A value that a parameter takes on an input of these extents. */
function valid({ type }: Parameter, x: readonly number[]): string {
  switch (type.kind) {
    case "int":
      return String(type.min + 1);
    case "float":
      return "0.5";
    case "bool":
      return "true";
    case "word":
      return "";
    case "extents":
      return "2";
    case "padding":
      return "1";
    case "axis":
      return "0";
    case "order":
      return `[${x.map((_, axis) => axis).join(", ")}]`;
    case "shape":
      return "[_]";
    case "tensor":
      return "operand";
  }
}

/** What no parameter takes: other words, layers, tensors, lists of lists, what is no number. */
const nonsense = [
  "nonsense",
  "relu",
  "conv(filters: 0)",
  "x",
  "[[1]]",
  "(1, (2, 3))",
  "0 / 0",
  "1e308 * 10",
  "1 < 2 < 3",
];

/** Values of another type or out of range. */
function invalid(type: ParameterType): readonly string[] {
  switch (type.kind) {
    case "int":
      return [String(type.min - 1), "-1", "2.5", "1e400", "true", "3x3", "[1]", "(1, 1)"];
    case "float": {
      const beyond =
        type.max === Number.MAX_VALUE ? [] : [`${type.min} - 0.001`, `${type.max} + 1`, "-1e300"];
      return [...beyond, "1e400", "true", "3x3", "[1]", "(1, 1)"];
    }
    case "bool":
      return ["0", "1", "0.5", "3x3", "[true]"];
    case "word":
      return ["0", "true", "3x3", "[1]"];
    case "extents":
      return ["0", "-1", "0x0", "1x0", "2.5", "(2, -1)", "(1, 1, 1)", "1x1x1", "[]", "true", "same"];
    case "padding":
      return ["-1", "(0, -1)", "(1, 1, 1)", "(1, 1, 1, 1, 1)", "0.5", "true", "3x3x3", "[]", "valid"];
    case "axis":
      return ["-1", "0.5", "true", "3x3", "[0]", "9"];
    case "order":
      return ["0", "true", "3x3", "[0, 0]", "[-1]", "[0.5]", "[9]", "[_]", "[0, 1, 2, 3, 4, 5, 6, 7, 8]"];
    case "shape":
      return ["0", "true", "3x3", "_", "[]", "[0]", "[-1]", "[_, _]", "[7, 0.5]", "[[_]]", "(1, 1)"];
    case "tensor":
      return ["0", "true", "3x3", "[1]", "none", "in"];
  }
}

/** In range, and far larger than any tensor: at most the shape is in the way. */
const large = ["1000", "2147483647", "4294967296", "9007199254740991"];

function call(
  name: string,
  parameters: readonly Parameter[],
  { example }: Page,
  given: string,
  value: string,
) {
  const needed = parameters.filter(
    ({ default: standard, like }) => standard === undefined && like === undefined,
  );
  const values = new Map(needed.map((parameter) => [parameter.name, valid(parameter, example.x)]));
  if (given !== "") values.set(given, value);
  const list = [...values].map(([parameter, text]) => `${parameter}: ${text}`).join(", ");
  const layer = list === "" ? name : `${name}(${list})`;
  const x = `[${example.x.join(", ")}]`;
  const operand = parameters.flatMap(({ type }) => (type.kind === "tensor" ? [type] : []))[0];
  if (operand === undefined) return `model m {\n  input x: ${x}\n  output y = ${layer}\n}\n`;
  // The call is in line 3 here, too.
  const target = `training input operand: ${operand.dtype === "i32" ? "class" : x}`;
  const apply = `block apply(operand: tensor) {\n  tanh\n  ${layer}\n}\n`;
  return `${apply}model m {\n  input x: ${x}\n  ${target}\n  training output y = apply(operand)\n  output z = x\n}\n`;
}

/** Any argument of a type, as a definition gets it. */
function randomArgument(type: ParameterType, random: RandomInteger): Argument {
  const list = (length: number, min: number) => Array.from({ length }, () => random(min, 4));
  const pick = <T>(items: readonly [T, ...T[]]): T => items[random(0, items.length - 1)] ?? items[0];
  switch (type.kind) {
    case "int":
      return random(type.min, type.min + 5);
    case "float":
      return pick([type.min, type.max, 0.5]);
    case "bool":
      return random(0, 1) === 1;
    case "word":
      return type.words[random(0, type.words.length - 1)] ?? "";
    case "extents":
      return pick<Argument>([random(1, 4), list(1, 1), list(2, 1)]);
    case "padding":
      return pick<Argument>(["none", "same", random(0, 3), list(1, 0), list(2, 0), list(4, 0)]);
    case "axis":
      return random(0, 4);
    case "order":
      return list(random(0, 4), 0);
    case "shape":
      return [-1, ...list(random(0, 2), 1)];
    case "tensor":
      return "tensor";
  }
}

const written = [...operators.values()].flatMap(({ name, syntax }) =>
  syntax.kind === "call" ? [{ name, ...syntax }] : [],
);

describe.each(written)("$name", ({ name, parameters, page }) => {
  it("compiles with what it needs", () => {
    expect(compile(call(name, parameters, page, "", "")).rendered).toBe("");
  });

  it.each(parameters)("reports values that $name does not take", (parameter) => {
    // Any tensor of numbers may be an operand.
    const others = nonsense.filter((value) => parameter.type.kind !== "tensor" || value !== "x");
    for (const value of [...invalid(parameter.type), ...others]) {
      const text = call(name, parameters, page, parameter.name, value);
      const { network, rendered } = compile(text);
      expect(network, text).toBeUndefined();
      expect(rendered, text).toMatch(/^error\[CNN0[0-4]\d\d\]: .*\n *--> main.cnn:3:/);
    }
  });

  it.each(parameters.filter(({ type }) => ["int", "extents", "padding"].includes(type.kind)))(
    "takes or reports very large values of $name",
    (parameter) => {
      for (const value of large) {
        const text = call(name, parameters, page, parameter.name, value);
        const { network, rendered } = compile(text);
        if (network === undefined) {
          expect(rendered, text).toMatch(/^error\[CNN/);
          continue;
        }
        expect(verify(network.graph, operators), text).toEqual([]);
        const { graph } = runPipeline(network.graph, { operators });
        expect(schedule(graph, operators, { batch: 1 }).run.length, text).toBeLessThan(10_000);
      }
    },
  );

  it("is refused, or evaluates to what its shape rule says, for random arguments and inputs", () => {
    const definition = operatorNamed(operators, name);
    const random = integers(7);
    let accepted = 0;
    for (let round = 0; round < 150; round += 1) {
      const shape = ["N", ...Array.from({ length: random(0, 5) }, () => random(1, 6))] as const;
      const given = parameters.map(({ name: parameter, type, default: standard }) => [
        parameter,
        standard === undefined || random(0, 1) === 1 ? randomArgument(type, random) : standard,
      ]);
      const parametersGiven = Object.fromEntries(given) as Arguments;
      const shown = `${JSON.stringify(parametersGiven)} on [${shape.join(", ")}]`;
      const x: TensorType = { dtype: "f32", shape };
      const attributes = definition.resolve(parametersGiven, x);
      if (attributes instanceof Problem) continue;
      const weights = definition
        .weights(attributes, x)
        .map((slot): TensorType => ({ ...x, shape: slot.shape }));
      const operands = parameters.flatMap(({ type }): TensorType[] => {
        if (type.kind !== "tensor") return [];
        return [{ ...type, shape: type.dtype === "i32" ? shape.toSpliced(1, 1) : shape }];
      });
      const inputs = [x, ...operands, ...weights];
      const types = definition.shape(attributes, inputs);
      if (types instanceof Problem) continue;
      const tensors = inputs.map((type) => {
        const extents = extentsOf(type.shape);
        return { shape: extents, data: new Float64Array(elements(extents)).fill(0.5) };
      });
      accepted += 1;
      const results = definition.evaluate(attributes, tensors, batch);
      expect(
        results.map((tensor) => tensor.shape),
        shown,
      ).toEqual(types.map((type) => extentsOf(type.shape)));
      results.forEach((tensor) => {
        expect(tensor.data, shown).toHaveLength(elements(tensor.shape));
      });
    }
    expect(accepted).toBeGreaterThan(0);
  });
});
