import { GraphBuilder } from "../../src/ir/builder.js";
import { elements, typeOf, type Graph, type Shape, type TensorType } from "../../src/ir/graph.js";
import type { OperatorDefinition, RandomInteger, Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import type { Feeds } from "../../src/reference/run.js";
import { acrossSamples, asElement, positive, typesOf } from "../ops/domains.js";
import { integers } from "../ops/random.js";

const allSeeds: readonly number[] = Array.from({ length: 12 }, (_, seed) => seed);

export interface Bundle {
  readonly graph: Graph;
  /** Outputs that can be computed for any number of samples: axis 0 is the batch, here and in every input. */
  readonly perSample: ReadonlySet<string>;
  /** Names of inputs and weights that an operator takes positive only. */
  readonly positive: ReadonlySet<string>;
}

/** Samples of operators side by side in one graph. What has a batch axis is an input, the rest are weights. */
export function bundle(definitions: readonly OperatorDefinition[], seeds = allSeeds): Bundle {
  const builder = new GraphBuilder(operators);
  const perSample = new Set<string>();
  const positiveNames = new Set<string>();
  // Operators without a batched input still learn the number of samples.
  builder.input("count", ["N", 1]);
  for (const definition of definitions) {
    for (const seed of seeds) {
      const path = `${definition.name}${seed}`;
      const sample = definition.samples(integers(seed));
      const origin = { path, blocks: [] };
      const operands = typesOf(sample).map(({ shape, dtype }, index) => {
        const name = `${path}.${index}`;
        if (positive[definition.name]?.includes(index)) positiveNames.add(name);
        if (shape.includes("N")) return builder.input(name, shape, { dtype });
        const initialiser = { kind: "fill", value: 0 } as const;
        return builder.weight({ path: name, shape: numbers(shape, 1), initialiser, trainable: true, origin });
      });
      const init = { op: definition.name, attributes: sample.attributes, inputs: operands, origin };
      builder.node(init).forEach((value, index) => {
        const name = `${path}.y${index}`;
        builder.output(name, value);
        if (acrossSamples.includes(definition.name)) return;
        const leads = [...sample.inputs, builder.typeOf(value).shape].every(
          (shape) => shape.indexOf("N") <= 0,
        );
        if (leads && builder.typeOf(value).shape[0] === "N") perSample.add(name);
      });
    }
  }
  return { graph: builder.finish("bundle"), perSample, positive: positiveNames };
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

export function bundleFeeds({ graph, positive: names }: Bundle, count: number): Feeds {
  const random = integers(count);
  const feed = (name: string, value: number) =>
    [name, randomTensor(typeOf(graph, value), count, random, names.has(name))] as const;
  const weights = new Map(graph.weights.map(({ path, value }) => feed(path, value)));
  return { inputs: new Map(graph.inputs.map(({ name, value }) => feed(name, value))), weights };
}
