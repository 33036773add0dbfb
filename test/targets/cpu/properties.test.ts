import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../../src/ir/builder.js";
import { elements, typeOf, type Graph, type Shape, type TensorType } from "../../../src/ir/graph.js";
import type { OperatorDefinition, RandomInteger, Tensor } from "../../../src/ops/definition.js";
import { operators } from "../../../src/ops/index.js";
import { pipeline } from "../../../src/passes/pipeline.js";
import { run, type Feeds } from "../../../src/reference/run.js";
import { relativeError } from "../../ops/cases.js";
import { acrossSamples, asElement, positive, typesOf } from "../../ops/domains.js";
import { integers } from "../../ops/random.js";
import { emitGraph, float32, importText, weightFile } from "../../support/compile.js";

const tolerance = 1e-5;
const samples = 12;
/** Batch sizes to compile for, and for each the numbers of samples to run. */
const runs = [
  { batch: 1, counts: [1, 3] },
  { batch: 2, counts: [2, 5] },
  { batch: 3, counts: [3, 2] },
];
const without = new Set(pipeline.map(({ name }) => name));

interface Bundle {
  readonly graph: Graph;
  /** Outputs that can be computed for any number of samples: axis 0 is the batch, here and in every input. */
  readonly perSample: ReadonlySet<string>;
  /** Names of inputs and weights that an operator takes positive only. */
  readonly positive: ReadonlySet<string>;
}

/** Samples of an operator side by side in one graph. What has a batch axis is an input, the rest are weights. */
function bundle(definition: OperatorDefinition): Bundle {
  const builder = new GraphBuilder(operators);
  const perSample = new Set<string>();
  const positiveNames = new Set<string>();
  // Operators without a batched input still learn the number of samples.
  builder.input("count", ["N", 1]);
  for (let seed = 0; seed < samples; seed += 1) {
    const sample = definition.samples(integers(seed));
    const origin = { path: `sample${seed}`, blocks: [] };
    const operands = typesOf(sample).map(({ shape, dtype }, index) => {
      const name = `x${seed}.${index}`;
      if (positive[definition.name]?.includes(index)) positiveNames.add(name);
      if (shape.includes("N")) return builder.input(name, shape, { dtype });
      const initialiser = { kind: "fill", value: 0 } as const;
      return builder.weight({ path: name, shape: numbers(shape, 1), initialiser, trainable: true, origin });
    });
    const init = { op: definition.name, attributes: sample.attributes, inputs: operands, origin };
    builder.node(init).forEach((value, index) => {
      const name = `y${seed}.${index}`;
      builder.output(name, value);
      if (acrossSamples.includes(definition.name)) return;
      const leads = [...sample.inputs, builder.typeOf(value).shape].every((shape) => shape.indexOf("N") <= 0);
      if (leads && builder.typeOf(value).shape[0] === "N") perSample.add(name);
    });
  }
  return { graph: builder.finish(definition.name), perSample, positive: positiveNames };
}

function numbers(shape: Shape, batch: number): number[] {
  return shape.map((dim) => (dim === "N" ? batch : dim));
}

/** Magnitudes from ¼ to 1¾ that float32 holds. */
function randomTensor(type: TensorType, count: number, random: RandomInteger, onlyPositive: boolean): Tensor {
  const shape = numbers(type.shape, count);
  const draw = (): number =>
    asElement(type, (onlyPositive || random(0, 1) === 0 ? 1 : -1) * (random(16, 112) / 64));
  return { shape, data: Float64Array.from({ length: elements(shape) }, draw) };
}

function feedsOf({ graph, positive: names }: Bundle, count: number): Feeds {
  const random = integers(count);
  const feed = (name: string, value: number) =>
    [name, randomTensor(typeOf(graph, value), count, random, names.has(name))] as const;
  const weights = new Map(graph.weights.map(({ path, value }) => feed(path, value)));
  return { inputs: new Map(graph.inputs.map(({ name, value }) => feed(name, value))), weights };
}

describe.each([...operators.values()])("compiled $name", (definition) => {
  it.each(runs)("agrees with evaluate, batch $batch, samples $counts", async ({ batch, counts }) => {
    const made = bundle(definition);
    const outputsForAny = made.graph.outputs.filter(({ name }) => made.perSample.has(name));
    for (const count of counts) {
      const graph = count === batch ? made.graph : { ...made.graph, outputs: outputsForAny };
      const feeds = feedsOf(made, count);
      const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
      const reference = run(graph, operators, feeds);
      for (const portable of [false, true]) {
        const module = await importText(await emitGraph(graph, batch, { without, portable }));
        const outputs = module.loadSync(weightFile(feeds.weights)).runSync(inputs);
        for (const [name, expected] of reference) {
          const data = Float64Array.from(outputs[name] ?? []);
          const actual = data.length === expected.data.length ? { shape: expected.shape, data } : undefined;
          const about = `${name}, ${count} samples, portable: ${portable}`;
          expect(relativeError(actual, expected), about).toBeLessThanOrEqual(tolerance);
        }
      }
    }
  });
});
