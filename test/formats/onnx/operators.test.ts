import { describe, expect, test } from "vitest";
import { exportOnnx } from "../../../src/formats/onnx/export.js";
import { opsets } from "../../../src/formats/onnx/opsets.js";
import { GraphBuilder } from "../../../src/ir/builder.js";
import { elements, typeOf, type Graph } from "../../../src/ir/graph.js";
import { NoOnnx, type OperatorDefinition, type Tensor } from "../../../src/ops/definition.js";
import { operators } from "../../../src/ops/index.js";
import { run } from "../../../src/reference/run.js";
import { relativeError } from "../../ops/cases.js";
import { positive, typesOf } from "../../ops/domains.js";
import { integers } from "../../ops/random.js";
import { runOnnx } from "../../support/onnxruntime.js";

const batch = 2;
const samples = 12;
const tolerance = 1e-5;
/** Each is the first in which some operator is written otherwise, or one of the ends. */
const versions = [opsets.oldest, opsets.standard, 18, 20, 21, opsets.newest];

/** Operators of one kind on inputs of their own. Operands are inputs of the network, weights included. */
function sampled(definition: OperatorDefinition, seed: number): Graph {
  const builder = new GraphBuilder(operators);
  const sample = definition.samples(integers(seed));
  const operands = typesOf(sample).map(({ shape, dtype }, index) =>
    builder.input(`x${index}`, shape, { dtype }),
  );
  const origin = { path: "layer", blocks: [] };
  builder
    .node({ op: definition.name, attributes: sample.attributes, inputs: operands, origin })
    .forEach((value, index) => {
      builder.output(`y${index}`, value);
    });
  return builder.finish(definition.name);
}

function feedsOf(graph: Graph, seed: number): ReadonlyMap<string, Tensor> {
  const random = integers(seed + 1000);
  return new Map(
    graph.inputs.map(({ name, value }, index) => {
      const shape = typeOf(graph, value).shape.map((dim) => (dim === "N" ? batch : dim));
      const sign = positive[graph.name]?.includes(index) ? 1 : 0;
      const data = Float64Array.from({ length: elements(shape) }, () => {
        const number = Math.fround(random(-200, 200) / 100);
        return sign ? Math.abs(number) + 0.1 : number;
      });
      return [name, { shape, data }];
    }),
  );
}

const exported = [...operators.values()].filter(({ onnx }) => !(onnx instanceof NoOnnx));

describe.each(versions)(`operator set %i (seeds 0 to ${samples - 1})`, (opset) => {
  test.each(exported.map((definition) => [definition.name, definition] as const))(
    "%s is what onnxruntime computes",
    async (_, definition) => {
      for (let seed = 0; seed < samples; seed += 1) {
        const graph = sampled(definition, seed);
        const weights = (path: string): never => {
          throw new Error(`there is no weight ${path}`);
        };
        const files = exportOnnx(graph, operators, weights, {
          opset,
          file: "m.onnx",
          version: "0",
          functions: false,
        });
        if (!("model" in files)) {
          expect(files.map(({ message }) => message)).toEqual([
            expect.stringMatching(/since operator set|repeat/),
          ]);
          continue;
        }
        const inputs = feedsOf(graph, seed);
        const expected = run(graph, operators, { inputs, weights: new Map() });
        const outputs = await runOnnx(Buffer.concat([...files.model.parts]), Object.fromEntries(inputs));
        for (const [name, tensor] of expected) {
          const { shape, data } = outputs[name] ?? { shape: [], data: [] };
          const error = relativeError({ shape, data: Float64Array.from(data) }, tensor);
          expect(error, `seed ${seed}, ${JSON.stringify(graph.nodes[0]?.attributes)}`).toBeLessThan(
            tolerance,
          );
        }
      }
    },
  );
});
