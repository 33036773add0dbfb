import { describe, expect, it } from "vitest";
import type { Shape } from "../../src/ir/graph.js";
import { Problem } from "../../src/ir/operator.js";
import { operators } from "../../src/ops/index.js";
import type { OperatorDefinition, RandomInteger, Tensor } from "../../src/ops/definition.js";
import { elementsOf, rowMajorStrides, wholeBuffer, type View } from "../../src/program/view.js";
import { Memory } from "./calls.js";
import { asElement, typesOf } from "./domains.js";
import { integers } from "./random.js";

const batch = 2;
const samples = 60;

/** A view of `shape` that is not contiguous: each axis is a part of a longer one, the first element is not at 0. */
function spacedView(memory: Memory, random: RandomInteger, shape: readonly number[]): View {
  if (random(0, 2) === 0) return wholeBuffer(memory.allocate(elementsOf({ shape })), shape);
  const outer = shape.map((extent) => extent + random(0, 2));
  const buffer = memory.allocate(elementsOf({ shape: outer }) + 1);
  return { buffer, offset: 1, shape, strides: rowMajorStrides(outer) };
}

interface Case {
  readonly attributes: Parameters<OperatorDefinition["evaluate"]>[0];
  readonly memory: Memory;
  readonly random: RandomInteger;
  readonly inputs: readonly View[];
  readonly expected: readonly Tensor[];
}

function prepare(definition: OperatorDefinition, seed: number): Case {
  const random = integers(seed);
  const memory = new Memory();
  const sample = definition.samples(random);
  const { attributes } = sample;
  const types = typesOf(sample);
  if (definition.shape(attributes, types) instanceof Problem) throw new Error(`unsound sample, seed ${seed}`);
  const inputs = types.map((type) => {
    const view = spacedView(memory, random, extents(type.shape));
    memory.write(
      view,
      Float64Array.from({ length: elementsOf(view) }, () => asElement(type, random(1, 1000) / 500)),
    );
    return view;
  });
  const tensors = inputs.map((view) => memory.read(view));
  const expected = definition.evaluate(attributes, tensors, batch);
  return { attributes, memory, random, inputs, expected };
}

function extents(shape: Shape): number[] {
  return shape.map((dim) => (dim === "N" ? batch : dim));
}

/** Executes the calls of an operator. */
function lowerInto(
  memory: Memory,
  definition: OperatorDefinition,
  attributes: Case["attributes"],
  inputs: readonly View[],
  outputs: readonly View[],
): void {
  definition.lower(attributes, inputs, outputs, {
    emit: (operation) => {
      memory.execute(operation);
    },
    temporary: (shape) => wholeBuffer(memory.allocate(elementsOf({ shape })), shape),
    constant: (shape, data) => {
      const view = wholeBuffer(memory.allocate(elementsOf({ shape })), shape);
      memory.write(view, data);
      return view;
    },
  });
}

function expectClose(actual: Tensor, expected: Tensor | undefined, seed: number): void {
  expect(actual.shape, `shape, seed ${seed}`).toEqual(expected?.shape);
  actual.data.forEach((value, index) => {
    expect(value, `element ${index}, seed ${seed}`).toBeCloseTo(expected?.data[index] ?? NaN, 12);
  });
}

const definitions = [...operators.values()];
const seeds = Array.from({ length: samples }, (_, seed) => seed);

describe("an operator", () => {
  it.each(definitions)(
    "$name is lowered to calls that write what it evaluates to, and nothing else",
    (definition) => {
      for (const seed of seeds) {
        const { attributes, memory, random, inputs, expected } = prepare(definition, seed);
        const outputs = expected.map(({ shape }) => spacedView(memory, random, shape));
        lowerInto(memory, definition, attributes, inputs, outputs);
        outputs.forEach((output, index) => {
          expectClose(memory.read(output), expected[index], seed);
          expect(memory.written(output), `elements written, seed ${seed}`).toBe(elementsOf(output));
        });
      }
    },
  );

  it.each(definitions.filter(({ alias }) => alias))("$name is a view of its input", (definition) => {
    let views = 0;
    for (const seed of seeds) {
      const { attributes, memory, inputs, expected } = prepare(definition, seed);
      const [input] = inputs;
      const view = input && definition.alias?.(attributes, input, expected[0]?.shape ?? []);
      if (view === undefined) continue;
      views += 1;
      expectClose(memory.read(view), expected[0], seed);
    }
    expect(views).toBeGreaterThan(samples / 4);
  });

  it.each(definitions.filter(({ place }) => place))("$name leaves inputs in their places", (definition) => {
    for (const seed of seeds) {
      const { attributes, memory, random, inputs, expected } = prepare(definition, seed);
      const output = spacedView(memory, random, expected[0]?.shape ?? []);
      const places = inputs.map((input, index) => {
        const place = definition.place?.(attributes, output, inputs, index) ?? input;
        memory.write(place, memory.read(input).data);
        return place;
      });
      lowerInto(memory, definition, attributes, places, [output]);
      expectClose(memory.read(output), expected[0], seed);
    }
  });
});
