import fc from "fast-check";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import type { PipelineOptions } from "../../../src/passes/pipeline.js";
import { pipeline } from "../../../src/passes/pipeline.js";
import { inferenceView } from "../../../src/passes/inference.js";
import type { Feeds } from "../../../src/reference/run.js";
import { sideBySide } from "../side-by-side.js";
import { graphOf, judgeGraph, type Engine, type Judgement } from "./judge.js";
import { networkTexts } from "./networks.js";

/** Networks that are computed by one module, since most of the time goes into making kernels, which they then share. */
interface GpuTrial {
  readonly texts: readonly string[];
  readonly batch: number;
  /** Passes that the module is made without. */
  readonly without: readonly string[];
}

const gpuTrials: fc.Arbitrary<GpuTrial> = fc.record({
  texts: fc.array(networkTexts, { minLength: 1, maxLength: 16, size: "max" }),
  batch: fc.integer({ min: 1, max: 4 }),
  without: fc.subarray(pipeline.map(({ name }) => name)),
});

/** Compiles a graph for WebGPU, and computes its outputs. */
export type RunOnGpu = (
  graph: Graph,
  feeds: Feeds,
  batch: number,
  options: PipelineOptions,
) => Promise<ReadonlyMap<string, ArrayLike<number>>>;

export interface GpuTrials extends Judgement {
  /** How many were tried. */
  readonly networks: number;
  /** What fails, made as small as it can be, and how. */
  readonly failure: string | undefined;
}

/** Judges random networks on WebGPU, so many lists of 1 to 16, until one fails. */
export async function tryOnGpu(lists: number, seed: number, runOnGpu: RunOnGpu): Promise<GpuTrials> {
  const engine: Engine<GpuTrial> = {
    name: "WebGPU",
    run: (graph, feeds, { batch, without }) => runOnGpu(graph, feeds, batch, { without: new Set(without) }),
  };
  let [networks, compared, unstable] = [0, 0, 0];
  const property = fc.asyncProperty(gpuTrials, async (trial) => {
    const graphs = trial.texts.map((text) => inferenceView(graphOf(text), operators));
    const graph = sideBySide(new Map(graphs.map((each, index) => [`network${index}`, each])));
    networks += graphs.length;
    const judgement = await judgeGraph(graph, trial, [engine]);
    compared += judgement.compared;
    unstable += judgement.unstable;
  });
  const { counterexample, errorInstance } = await fc.check(property, { seed, numRuns: lists });
  const [trial] = counterexample ?? [];
  return { networks, compared, unstable, failure: trial && described(trial, errorInstance) };
}

/** The networks of a trial, and in comments how they were run and what came of it. */
function described({ texts, ...how }: GpuTrial, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const comment = [JSON.stringify(how), ...message.split("\n")].map((line) => `// ${line}`.trimEnd());
  return [comment.join("\n"), ...texts].join("\n\n");
}
