import { elements, type Shape, type TensorType } from "../../../src/ir/graph.js";
import { Problem } from "../../../src/ir/operator.js";
import type { Argument, Arguments, OperatorDefinition, Parameter } from "../../../src/ops/definition.js";
import { operators } from "../../../src/ops/index.js";
import type { Choices } from "../choices.js";

/** A call of an operator, as it is written. */
export interface Layer {
  readonly operator: OperatorDefinition;
  readonly given: Arguments;
  readonly text: string;
}

/** Elements of a sample, and multiply-adds of a layer, that keep the slow evaluation quick. */
const largest = { elements: 1500, macs: 40_000, axes: 5 };

/** Operators that are called on one value; losses are for training. */
const called = [...operators.values()].filter(
  ({ syntax }) => syntax.kind === "call" && syntax.parameters.every(({ type }) => type.kind !== "tensor"),
);
const isBare = ({ syntax }: OperatorDefinition): boolean =>
  syntax.kind === "call" && syntax.parameters.length === 0;
const bare = called.filter(isBare);
const parametric = called.filter((operator) => !isBare(operator));
const windows = ["conv", "conv_transpose", "maxpool", "avgpool", "dense"];
const often = called.filter(({ name }) => windows.includes(name));

/** A call of any operator with any arguments; it need not fit the shape, but most do. */
export function randomLayer(choices: Choices, shape: Shape): Layer | undefined {
  const among = choices.of(bare, parametric, often, often);
  const operator = among[choices.below(among.length)];
  if (operator?.syntax.kind !== "call") return undefined;
  const given: Record<string, Argument> = {};
  const { parameters } = operator.syntax;
  // What others depend on comes first.
  const inOrder = [...parameters].sort((a, b) => Number(b.name === "groups") - Number(a.name === "groups"));
  for (const parameter of inOrder) {
    const isLeftOut = parameter.default !== undefined || parameter.like !== undefined;
    if (isLeftOut && choices.below(2) === 0) continue;
    given[parameter.name] = randomArgument(choices, parameter, shape.slice(1).map(Number), given);
  }
  const written = parameters.flatMap((parameter) => {
    const value = given[parameter.name];
    return value === undefined ? [] : [`${parameter.name}: ${textOf(parameter, value)}`];
  });
  const text = written.length === 0 ? operator.name : `${operator.name}(${written.join(", ")})`;
  return { operator, given, text };
}

/** What a layer makes of a value. */
export interface Applied {
  readonly result: Shape;
  readonly weights: readonly Shape[];
}

/** Nothing where the layer does not fit a shape, or is too much work. */
export function apply({ operator, given }: Layer, shape: Shape): Applied | undefined {
  const type = f32(shape);
  const { syntax } = operator;
  const values: Record<string, Argument> = {};
  for (const { name, default: standard, like = "" } of syntax.kind === "call" ? syntax.parameters : []) {
    const value = given[name] ?? standard ?? values[like];
    if (value !== undefined) values[name] = value;
  }
  const attributes = operator.resolve(values, type);
  if (attributes instanceof Problem) return undefined;
  const weights = operator.weights(attributes, type).map((slot) => slot.shape);
  const types = [type, ...weights.map(f32)];
  const results = operator.shape(attributes, types);
  if (results instanceof Problem) return undefined;
  const result = results[0]?.shape ?? [];
  const { macs } = operator.counts(attributes, types, results);
  const fits =
    elements(result) <= largest.elements && result.length <= largest.axes + 1 && macs <= largest.macs;
  return fits ? { result, weights } : undefined;
}

function f32(shape: Shape): TensorType {
  return { dtype: "f32", shape };
}

function randomArgument(
  choices: Choices,
  { name, type }: Parameter,
  shape: readonly number[],
  given: Arguments,
): Argument {
  const [channels = 1, ...places] = shape;
  switch (type.kind) {
    case "bool":
      return choices.of(true, false);
    case "word":
      return choices.of(type.words[0] ?? "", ...type.words.slice(1));
    case "axis":
      return choices.below(Math.max(shape.length, 1));
    case "order":
      return shuffled(
        choices,
        shape.map((_, axis) => axis),
      );
    case "shape":
      return regrouped(choices, shape);
    case "extents": {
      const one = () => 1 + choices.below(4);
      return choices.below(2) === 0 ? one() : places.map(one);
    }
    case "padding": {
      const one = () => choices.below(3);
      const sides = choices.of<"one" | "axes" | "ends" | "word">("one", "axes", "ends", "word");
      if (sides === "word") return choices.of("same", "none");
      if (sides === "one") return one();
      return Array.from({ length: (sides === "ends" ? 2 : 1) * places.length }, one);
    }
    case "float": {
      const known = [0.5, 0.01, 1, 2, -0.25].filter((value) => value >= type.min && value <= type.max);
      return choices.of(known[0] ?? type.min, ...known.slice(1));
    }
    case "int": {
      const groups = typeof given.groups === "number" ? given.groups : 1;
      const { axis, start } = given;
      if (name === "groups") return choices.of(1, ...divisors(channels));
      if (name === "filters") return groups * (1 + choices.below(4));
      if (name === "start") return choices.below(shape[Number(axis)] ?? 1);
      if (name === "end") {
        return Number(start) + 1 + choices.below((shape[Number(axis)] ?? 1) - Number(start));
      }
      return Math.max(type.min, 1) + choices.below(5);
    }
    case "tensor":
      throw new Error(`${name} is a value of the network`);
  }
}

function divisors(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => count % number === 0);
}

function shuffled(choices: Choices, items: readonly number[]): readonly number[] {
  const left = [...items];
  return items.flatMap(() => left.splice(choices.below(left.length), 1));
}

/** The extents of as many elements: neighbours joined, one taken apart, or all in another order. */
function regrouped(choices: Choices, shape: readonly number[]): readonly number[] {
  if (shape.length === 0) return [1];
  const at = choices.below(shape.length);
  const [extent = 1, next = 1] = shape.slice(at);
  const [before, after] = [shape.slice(0, at), shape.slice(at + 1)];
  switch (choices.below(4)) {
    case 1: {
      const part = choices.of(1, ...divisors(extent));
      return [...before, part, extent / part, ...after];
    }
    case 2:
      return shuffled(choices, shape);
    case 3:
      return [...before, -1, ...after];
    default:
      return after.length === 0 ? [...shape] : [...before, extent * next, ...after.slice(1)];
  }
}

function textOf({ type }: Parameter, value: Argument): string {
  if (typeof value !== "object") return String(value);
  const texts = value.map((item) => (item === -1 ? "_" : String(item)));
  if (type.kind === "extents") return texts.length === 1 ? (texts[0] ?? "") : texts.join("x");
  return type.kind === "padding" ? `(${texts.join(", ")})` : `[${texts.join(", ")}]`;
}
