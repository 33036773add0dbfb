import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/ir/builder.js";
import type { AttributeValue, Attributes, Graph, Shape, TensorType } from "../../src/ir/graph.js";
import { Problem } from "../../src/ir/operator.js";
import { verify } from "../../src/ir/verify.js";
import {
  NoOnnx,
  NotDifferentiable,
  type OperatorDefinition,
  type RandomInteger,
  type Tensor,
} from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { elementsOf } from "../../src/program/view.js";
import { run } from "../../src/reference/run.js";
import { asElement, positive, typesOf } from "./domains.js";
import { onnxMapping, recorder } from "./onnx.js";
import { integers } from "./random.js";

const seeds = Array.from({ length: 40 }, (_, seed) => seed);
const batch = 2;
/** An operator set in which every operator that ONNX has is a node of its own. */
const newest = 24;
const origin = { path: "layer", blocks: [] };

/** Attributes that an ONNX node does not hold: they matter in training only. */
const notInOnnx: Readonly<Record<string, readonly string[]>> = {
  conv: ["init"],
  conv_transpose: ["init"],
  dense: ["init"],
  dropout: ["rate"],
};

/** A one-node graph: inputs `x0`, `x1`, …, outputs `y0`, ….  */
function oneNode(definition: OperatorDefinition, attributes: Attributes, types: readonly TensorType[]) {
  const builder = new GraphBuilder(operators);
  const inputs = types.map(({ shape, dtype }, index) => builder.input(`x${index}`, shape, { dtype }));
  const results = builder.node({ op: definition.name, attributes, inputs, origin });
  results.forEach((value, index) => {
    builder.output(`y${index}`, value);
  });
  return { builder, inputs, results };
}

function extentsOf(shape: Shape): number[] {
  return shape.map((dim) => (dim === "N" ? batch : dim));
}

/** Tensors without two elements of equal magnitude, and none near 0: far from the kinks of max, relu and step. */
function separated(op: string, types: readonly TensorType[], random: RandomInteger): Tensor[] {
  const total = types.reduce((sum, { shape }) => sum + elementsOf({ shape: extentsOf(shape) }), 0);
  const magnitudes = Array.from({ length: total }, (_, index) => 0.25 + (1.5 * (index + 0.5)) / total);
  return types.map((type, index) => {
    const shape = extentsOf(type.shape);
    const data = Float64Array.from({ length: elementsOf({ shape }) }, () => {
      const [magnitude = 1] = magnitudes.splice(random(0, magnitudes.length - 1), 1);
      const plus = positive[op]?.includes(index) || random(0, 1) === 0;
      return asElement(type, plus ? magnitude : -magnitude);
    });
    return { shape, data };
  });
}

function dot(a: Tensor | undefined, b: Tensor): number {
  return b.data.reduce((sum, value, index) => sum + value * (a?.data[index] ?? NaN), 0);
}

function magnitude(a: Tensor | undefined, b: Tensor): number {
  return b.data.reduce((sum, value, index) => sum + Math.abs(value * (a?.data[index] ?? NaN)), 0);
}

/** The graph of an operator with outputs `d0`, …, the gradients to its inputs, for upstream inputs `g0`, …. */
function withGradients(
  definition: OperatorDefinition,
  attributes: Attributes,
  types: readonly TensorType[],
): Graph {
  const { gradient } = definition;
  if (gradient instanceof NotDifferentiable) throw new Error(gradient.why);
  const { builder, inputs, results } = oneNode(definition, attributes, types);
  const upstream = results.map((result, index) => builder.input(`g${index}`, builder.typeOf(result).shape));
  const gradients = gradient({ graph: builder.at(origin), attributes, inputs, results, upstream });
  gradients.forEach((value, index) => {
    if (value !== undefined) builder.output(`d${index}`, value);
  });
  return builder.finish(definition.name);
}

function expectSame(actual: AttributeValue | undefined, expected: AttributeValue | undefined): void {
  // ONNX attributes are float32.
  if (typeof expected === "number") expect(actual).toBeCloseTo(expected, 7);
  else expect(actual).toEqual(expected);
}

describe.each([...operators.values()])("$name", (definition) => {
  const { name } = definition;
  const sample = (seed: number) => {
    const random = integers(seed);
    const drawn = definition.samples(random);
    return { random, attributes: drawn.attributes, types: typesOf(drawn) };
  };

  it.each(seeds)(
    "makes a sound graph with results as its shape rule says and whole counts, seed %i",
    (seed) => {
      const { random, attributes, types } = sample(seed);
      const { builder, inputs, results } = oneNode(definition, attributes, types);
      expect(verify(builder.finish(name), operators)).toEqual([]);
      const evaluated = definition.evaluate(attributes, separated(name, types, random), batch);
      const given = results.map((value) => builder.typeOf(value));
      expect(evaluated.map(({ shape }) => shape)).toEqual(given.map(({ shape }) => extentsOf(shape)));
      expect(evaluated.map(({ data }) => data.length)).toEqual(evaluated.map(elementsOf));
      const { macs, elementwise } = definition.counts(
        attributes,
        inputs.map((value) => builder.typeOf(value)),
        given,
      );
      expect([macs, elementwise].every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
    },
  );

  it.each(definition.gradient instanceof NotDifferentiable ? [] : seeds)(
    "has the gradient that differences of its values give, seed %i",
    (seed) => {
      const { random, attributes, types } = sample(seed);
      const graph = withGradients(definition, attributes, types);
      expect(verify(graph, operators)).toEqual([]);
      const tensors = separated(name, types, random);
      const direction = (shape: Shape): Tensor => {
        const extents = extentsOf(shape);
        const length = elementsOf({ shape: extents });
        return { shape: extents, data: Float64Array.from({ length }, () => random(-100, 100) / 100) };
      };
      const upstreams = graph.inputs
        .filter((input) => input.name.startsWith("g"))
        .map(({ name: input, value }) => [input, direction(graph.values[value]?.shape ?? [])] as const);
      const outputsFor = (values: readonly Tensor[]) =>
        run(graph, operators, {
          inputs: new Map([...values.map((value, index) => [`x${index}`, value] as const), ...upstreams]),
          weights: new Map(),
        });
      const loss = (values: readonly Tensor[]): number => {
        const outputs = outputsFor(values);
        return upstreams.reduce((sum, [, g], index) => sum + dot(outputs.get(`y${index}`), g), 0);
      };

      const outputs = outputsFor(tensors);
      const step = 1e-4;
      types.forEach(({ shape, dtype }, index) => {
        if (dtype !== "f32") return;
        const along = direction(shape);
        const moved = (by: number): Tensor[] =>
          tensors.map((tensor, at) =>
            at === index
              ? { ...tensor, data: tensor.data.map((value, i) => value + by * (along.data[i] ?? 0)) }
              : tensor,
          );
        const difference = (loss(moved(step)) - loss(moved(-step))) / (2 * step);
        const gradient = outputs.get(`d${index}`);
        const derivative = gradient ? dot(gradient, along) : 0;
        const scale = Math.max(1, gradient ? magnitude(gradient, along) : 0);
        expect(Math.abs(difference - derivative) / scale, `gradient to input ${index}`).toBeLessThan(1e-6);
      });
    },
  );

  const hasCounterpart = !(definition.onnx instanceof NoOnnx) && "opType" in definition.onnx;
  it.each(hasCounterpart ? seeds : [])(
    "survives the way to ONNX and back where it is one node, seed %i",
    (seed) => {
      const { attributes, types } = sample(seed);
      const onnx = onnxMapping(definition);
      const writer = recorder(newest);
      const operands = types.map((type, index) => ({ value: `x${index}`, type }));
      expect(onnx.export(writer, attributes, operands)).toMatch(/^r\d+$/);
      const node = writer.nodes.find(({ opType, inputs: [x] }) => opType === onnx.opType && x === "x0");
      // Attributes that engines refuse are written in other operators, or behind others.
      if (node === undefined) return;
      const given = Object.entries(node.attributes).map(([key, { value }]) => [key, value] as const);
      const back = onnx.import(Object.fromEntries(given), types);
      if (back instanceof Problem) throw new Error(back.message);
      expect(Object.keys(back).sort()).toEqual(Object.keys(attributes).sort());
      for (const key of Object.keys(attributes)) {
        if (!notInOnnx[name]?.includes(key)) expectSame(back[key], attributes[key]);
      }
    },
  );
});
