import fc from "fast-check";
import { sameShape, type Shape } from "../../../src/ir/graph.js";
import { operatorNamed, Problem } from "../../../src/ir/operator.js";
import { operators } from "../../../src/ops/index.js";
import { Choices } from "../choices.js";
import { apply, randomLayer, type Layer } from "./layers.js";

interface Value {
  readonly name: string;
  readonly shape: Shape;
}

/** Layers one after another, and the shapes before the first, between them and after the last. */
interface Chain {
  readonly layers: readonly Layer[];
  readonly shapes: readonly Shape[];
}

const joins = ["add", "concat", "mul", "sub", "maximum", "minimum", "div"] as const;
type Join = (typeof joins)[number];

/**
 * Writes a network, statement by statement. A statement that does not fit the value it picks is left out, so that every
 * list of choices is a network, and a failing one shrinks.
 */
class Author {
  private readonly before: string[] = [];
  private readonly body: string[] = [];
  private readonly values: Value[] = [];
  private readonly inputs: string[] = [];
  /** Layers that several values go through with the same weights, by name. */
  private readonly shared = new Map<string, { readonly layer: Layer; readonly weights: string }>();
  private readonly blocks = new Map<string, readonly Layer[]>();
  private names = 0;

  constructor(shape: readonly number[]) {
    this.input(shape);
  }

  text(ends: Choices): string {
    const last = this.values.at(-1);
    const outputs = this.values.filter((value) => value !== last && ends.below(3) === 1);
    const lines = [...outputs, ...(last ? [last] : [])].map(({ name }, index) =>
      this.inputs.includes(name) ? `output y${index} = ${name} -> identity` : `output ${name}`,
    );
    const body = [...this.body, ...lines].map((line) => `  ${line.replaceAll("\n", "\n  ")}\n`);
    return `${this.before.join("")}model m {\n${body.join("")}}\n`;
  }

  statement(choices: Choices): void {
    const from = this.pick(choices);
    switch (choices.below(12)) {
      case 1:
      case 2:
        this.residual(choices, from);
        return;
      case 3:
      case 4:
      case 5:
        this.join(choices, from);
        return;
      case 6:
        this.split(choices, from);
        return;
      case 7:
        this.share(choices, from);
        return;
      case 8:
        this.repeat(choices, from);
        return;
      case 9:
        this.block(choices, from);
        return;
      case 10: {
        if (this.inputs.length > 2) return;
        const [channels = 1, ...places] = from.shape.slice(1).map(Number);
        const other = 1 + choices.below(6);
        this.input(choices.of([channels, ...places], [other, ...places], [other]));
        return;
      }
      default: {
        const { layers, shapes } = this.chain(choices, from.shape, 1 + choices.below(3));
        if (layers.length > 0) this.value(`${from.name}${arrows(layers)}`, shapes.at(-1));
      }
    }
  }

  private name(letter: string): string {
    this.names += 1;
    return `${letter}${this.names}`;
  }

  private input(shape: readonly number[]): void {
    const name = this.name("x");
    this.inputs.push(name);
    this.body.push(`input ${name}: [${shape.join(", ")}]`);
    this.values.push({ name, shape: ["N", ...shape] });
  }

  private value(text: string, shape: Shape | undefined): void {
    if (shape === undefined) return;
    const name = this.name("v");
    this.body.push(`${name} = ${text}`);
    this.values.push({ name, shape });
  }

  /** The latest value first. */
  private pick(choices: Choices, fits: (value: Value) => boolean = () => true): Value {
    const [first, ...others] = this.values.filter(fits).reverse();
    if (first === undefined) throw new Error("no value fits");
    return choices.below(2) === 0 ? first : choices.of(first, ...others);
  }

  private chain(choices: Choices, shape: Shape, count: number): Chain {
    const layers: Layer[] = [];
    const shapes = [shape];
    for (let tries = 0; layers.length < count && tries < 3 * count; tries += 1) {
      const before = shapes.at(-1) ?? shape;
      const layer = randomLayer(choices, before);
      const after = layer && shapeAfter(layer, before);
      if (layer === undefined || after === undefined) continue;
      layers.push(layer);
      shapes.push(after);
    }
    return { layers, shapes };
  }

  /** As much of a chain as ends in a shape. */
  private ending(choices: Choices, from: Shape, to: Shape, count: number): readonly Layer[] | undefined {
    const { layers, shapes } = this.chain(choices, from, count);
    const end = shapes.findLastIndex((shape) => sameShape(shape, to));
    return end < 0 ? undefined : layers.slice(0, end);
  }

  private residual(choices: Choices, { name, shape }: Value): void {
    const main = this.chain(choices, shape, 1 + choices.below(3));
    const short = this.chain(choices, shape, choices.below(3));
    for (let end = main.shapes.length - 1; end >= 0; end -= 1) {
      const to = main.shapes[end] ?? shape;
      const met = short.shapes.findLastIndex((other) => sameShape(other, to));
      if (met < 0) continue;
      const shortcut = met === 0 ? "" : ` shortcut { ${chained(short.layers.slice(0, met))} }`;
      this.value(`${name} -> residual { ${chained(main.layers.slice(0, end))} }${shortcut}`, to);
      return;
    }
  }

  private join(choices: Choices, from: Value): void {
    const join = choices.of<Join>(...joins);
    let shape = from.shape;
    const branches = [from.name];
    const count = 1 + choices.below(2);
    for (let index = 0; index < count; index += 1) {
      const branch = this.branch(choices, join, shape);
      if (branch === undefined) continue;
      branches.push(branch.text);
      shape = branch.shape;
    }
    if (branches.length === 1 && (join !== "concat" || shape.length === 1)) return;
    this.value(`${join} {\n${branches.map((text) => `  branch ${text}\n`).join("")}}`, shape);
  }

  /** Another branch of a join that so far has a shape, and the shape with it. */
  private branch(
    choices: Choices,
    join: Join,
    shape: Shape,
  ): { readonly text: string; readonly shape: Shape } | undefined {
    const joined = (other: Shape): Shape | undefined => {
      if (other.length !== shape.length) return undefined;
      const types = [shape, other].map((each) => ({ dtype: "f32" as const, shape: each }));
      const results = operatorNamed(operators, join).shape(join === "concat" ? { axis: 1 } : {}, types);
      return results instanceof Problem ? undefined : results[0]?.shape;
    };
    const fitting = this.values.filter((value) => joined(value.shape) !== undefined);
    if (fitting.length === 0) return undefined;
    const { name, shape: start } = this.pick(choices, (value) => fitting.includes(value));
    const { layers, shapes } = this.chain(choices, start, choices.below(3));
    const end = shapes.findLastIndex((each) => joined(each) !== undefined);
    const result = joined(shapes[end] ?? start);
    if (result === undefined || result.some((extent) => Number(extent) > 16)) return undefined;
    // What is divided by stays away from 0.
    const divisor = join === "div" ? " -> tanh -> softplus" : "";
    return { text: `${name}${arrows(layers.slice(0, end))}${divisor}`, shape: result };
  }

  private split(choices: Choices, { name, shape }: Value): void {
    const channels = Number(shape[1] ?? 1);
    const first = 1 + choices.below(channels);
    if (first === channels) return;
    const parts = channels === 2 * first && choices.below(2) === 0 ? undefined : [first, channels - first];
    const names = [this.name("v"), this.name("v")];
    this.body.push(`${names.join(", ")} = ${name} -> split(${parts ? `[${parts.join(", ")}]` : "2"})`);
    names.forEach((part, index) => {
      this.values.push({ name: part, shape: shape.with(1, parts?.[index] ?? first) });
    });
  }

  private share(choices: Choices, { name, shape }: Value): void {
    const weightsOf = (layer: Layer): string => JSON.stringify(apply(layer, shape)?.weights);
    const known = [...this.shared].find(
      ([, { layer, weights }]) => weightsOf(layer) === weights && shapeAfter(layer, shape) !== undefined,
    );
    if (known !== undefined) {
      this.value(`${name} -> ${known[0]}`, shapeAfter(known[1].layer, shape));
      return;
    }
    const [layer] = this.chain(choices, shape, 1).layers;
    if (layer === undefined) return;
    const shared = this.name("s");
    this.body.push(`share ${shared} = ${layer.text}`);
    this.shared.set(shared, { layer, weights: weightsOf(layer) });
    this.value(`${name} -> ${shared}`, shapeAfter(layer, shape));
  }

  private repeat(choices: Choices, { name, shape }: Value): void {
    const layers = this.ending(choices, shape, shape, 1 + choices.below(3)) ?? [];
    if (layers.length > 0) this.value(`${name} -> repeat 2 { ${chained(layers)} }`, shape);
  }

  private block(choices: Choices, { name, shape }: Value): void {
    const after = (layers: readonly Layer[]): Shape | undefined =>
      layers.reduce<Shape | undefined>((before, layer) => before && shapeAfter(layer, before), shape);
    const known = [...this.blocks].find(([, layers]) => after(layers) !== undefined);
    if (known !== undefined) {
      this.value(`${name} -> ${known[0]}`, after(known[1]));
      return;
    }
    const { layers, shapes } = this.chain(choices, shape, 1 + choices.below(3));
    if (layers.length === 0) return;
    const block = this.name("b");
    this.before.push(`block ${block}() { ${chained(layers)} }\n\n`);
    this.blocks.set(block, layers);
    this.value(`${name} -> ${block}`, shapes.at(-1));
  }
}

function shapeAfter(layer: Layer, shape: Shape): Shape | undefined {
  return apply(layer, shape)?.result;
}

function chained(layers: readonly Layer[]): string {
  return layers.map(({ text }) => text).join(" -> ");
}

function arrows(layers: readonly Layer[]): string {
  return layers.map(({ text }) => ` -> ${text}`).join("");
}

const numbers = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(10_000), { maxLength: length, size: "max" });

/** Sizes of inputs, the simplest first: images, signals and vectors. */
const shapes = fc.oneof(
  { arbitrary: fc.tuple(fc.integer({ min: 1, max: 8 }), extent(9), extent(9)), weight: 6 },
  { arbitrary: fc.tuple(fc.integer({ min: 1, max: 8 }), extent(12)), weight: 2 },
  { arbitrary: fc.tuple(extent(12)), weight: 1 },
);

function extent(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max });
}

/** The text of a network over all operators and attributes; all are sound. */
export const networkTexts: fc.Arbitrary<string> = fc
  .record({
    shape: shapes,
    statements: fc.array(numbers(40), { minLength: 1, maxLength: 10, size: "max" }),
    ends: numbers(12),
  })
  .map(({ shape, statements, ends }) => {
    const author = new Author(shape);
    for (const statement of statements) author.statement(new Choices(statement));
    return author.text(new Choices(ends));
  });
