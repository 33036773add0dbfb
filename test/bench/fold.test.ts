import { describe, expect, test } from "vitest";
import { foldedNetwork } from "../../bench/harness/fold.js";
import { loadTimeValues } from "../../src/ir/dependence.js";
import { verify } from "../../src/ir/verify.js";
import type { Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { run } from "../../src/reference/run.js";
import { relativeError } from "../ops/cases.js";
import { float32 } from "../support/compile.js";
import { feedsOf } from "../support/networks.js";
import { smallZoo } from "../support/small-zoo.js";

describe("a folded network computes the same, without batch norms and arithmetic on weights", () => {
  test.each(["googlenet", "resnet", "densenet121", "mobilenet_v2", "vgg"])("%s", (name) => {
    const graph = smallZoo.get(name);
    if (graph === undefined) throw new Error(`there is no small ${name}`);
    const feeds = feedsOf(graph, 1);
    const weights = [...feeds.weights].map(
      ([name, tensor]) => [name, { name, shape: tensor.shape, data: float32(tensor) }] as const,
    );
    const folded = foldedNetwork({ graph, weights: new Map(weights) });
    expect(verify(folded.graph, operators)).toEqual([]);
    const left = new Set(folded.graph.nodes.map(({ op }) => op));
    expect([...left].filter((op) => ["dropout", "global_avgpool", "identity"].includes(op))).toEqual([]);
    if (name !== "densenet121") expect(left).not.toContain("batchnorm");
    const constant = loadTimeValues(folded.graph);
    expect(folded.graph.nodes.filter(({ results }) => results.some((value) => constant.has(value)))).toEqual(
      [],
    );

    const fed = new Map(
      [...folded.weights].map(([path, { shape, data }]): [string, Tensor] => [
        path,
        { shape, data: Float64Array.from(data) },
      ]),
    );
    const [expected, found] = [
      run(graph, operators, feeds),
      run(folded.graph, operators, { ...feeds, weights: fed }),
    ];
    for (const [output, tensor] of expected)
      expect(relativeError(found.get(output), tensor)).toBeLessThan(1e-5);
  });
});
