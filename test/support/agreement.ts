import { elements, type Graph } from "../../src/ir/graph.js";
import type { Tensor } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import type { PipelineOptions } from "../../src/passes/pipeline.js";
import { run, type Feeds } from "../../src/reference/run.js";
import { relativeError } from "../ops/cases.js";
import { runCompiled } from "./compile.js";
import { feedsOf } from "./networks.js";

/** How far compiled code may be from the reference: the largest difference over the largest value. */
export const tolerance = 1e-5;

/** A graph on random inputs and weights, and what the reference makes of them. */
export interface Expected {
  readonly graph: Graph;
  readonly batch: number;
  readonly feeds: Feeds;
  readonly outputs: ReadonlyMap<string, Tensor>;
}

export function expectedOf(graph: Graph, batch: number): Expected {
  const feeds = feedsOf(graph, batch);
  return { graph, batch, feeds, outputs: run(graph, operators, feeds) };
}

/** The largest error of any output of compiled code; infinite where shapes differ. */
export async function errorOf(
  { graph, batch, feeds, outputs }: Expected,
  options: PipelineOptions = {},
): Promise<number> {
  const compiled = await runCompiled(graph, feeds, batch, options);
  const errors = [...outputs].map(([name, expected]) => {
    const data = Float64Array.from(compiled.get(name) ?? []);
    const fits = data.length === elements(expected.shape);
    return relativeError(fits ? { shape: expected.shape, data } : undefined, expected);
  });
  return Math.max(...errors);
}

/** {@link errorOf} for one set of options. */
export function compiledError(graph: Graph, batch: number, options: PipelineOptions = {}): Promise<number> {
  return errorOf(expectedOf(graph, batch), options);
}
