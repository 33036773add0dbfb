import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { runPipeline, type PipelineOptions } from "../../../src/passes/pipeline.js";
import type { Feeds } from "../../../src/reference/run.js";
import type { GpuLoadOptions } from "../../../src/runtime/webgpu/gpuMachine.js";
import { emitGpuModule } from "../../../src/targets/webgpu/emit/module.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { float32, readRuntime, weightFile } from "../compile.js";
import type { Dawn } from "./dawn.js";

type Buffers = Readonly<Record<string, Float32Array>>;

export interface GpuCompiled {
  load(
    weights: Uint8Array,
    options: GpuLoadOptions,
  ): Promise<{ run(inputs: Buffers, outputs?: Buffers): Promise<Buffers>; destroy(): void }>;
}

const facts = { header: ["compiled in a test"], parameters: 0, buffers: 0, macs: 0, trainingWeights: [] };

/** A graph as a module in JavaScript that drives a device. */
export async function compileForGpu(
  graph: Graph,
  batch: number,
  options: PipelineOptions = {},
): Promise<GpuCompiled> {
  const optimised = runPipeline(graph, { operators }, options).graph;
  const program = scheduleForGpu(optimised, operators, batch);
  const { module } = emitGpuModule(program, facts, { format: "js", runtime: "inline", readRuntime });
  return (await import(
    `data:text/javascript;base64,${Buffer.from(module).toString("base64")}`
  )) as GpuCompiled;
}

/** Compiles a graph and runs it on what the reference would be fed. */
export async function runOnGpu(
  { device }: Dawn,
  graph: Graph,
  feeds: Feeds,
  batch: number,
  options: PipelineOptions = {},
): Promise<ReadonlyMap<string, Float32Array>> {
  const module = await compileForGpu(graph, batch, options);
  const network = await module.load(weightFile(feeds.weights), { device });
  const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
  const outputs = new Map(Object.entries(await network.run(inputs)));
  network.destroy();
  return outputs;
}
