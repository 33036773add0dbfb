import { elements, type Graph } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import type { PipelineOptions } from "../../src/passes/pipeline.js";
import { run } from "../../src/reference/run.js";
import { relativeError } from "../ops/cases.js";
import { runCompiled } from "./compile.js";
import { feedsOf } from "./networks.js";

/** How far compiled code may be from the reference: the largest difference over the largest value. */
export const tolerance = 1e-5;

/** The largest error of any output of compiled code, on random inputs and weights; infinite where shapes differ. */
export async function compiledError(
  graph: Graph,
  batch: number,
  options: PipelineOptions = {},
): Promise<number> {
  const feeds = feedsOf(graph, batch);
  const outputs = await runCompiled(graph, feeds, batch, options);
  const errors = [...run(graph, operators, feeds)].map(([name, expected]) => {
    const data = Float64Array.from(outputs.get(name) ?? []);
    const fits = data.length === elements(expected.shape);
    return relativeError(fits ? { shape: expected.shape, data } : undefined, expected);
  });
  return Math.max(...errors);
}
