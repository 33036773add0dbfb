import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { runPipeline, type PipelineOptions } from "../../../src/passes/pipeline.js";
import type { Feeds } from "../../../src/reference/run.js";
import type { GpuLoadOptions } from "../../../src/runtime/webgpu/gpuDevice.js";
import type { GpuChoice } from "../../../src/targets/webgpu/choose.js";
import type { SupportedLimits } from "../../../src/targets/webgpu/device-limits.js";
import { emitGpuModule } from "../../../src/targets/webgpu/emit/module.js";
import type { Precision } from "../../../src/targets/webgpu/precision.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { float32, readRuntime, weightFile } from "../compile.js";
import { sameBits } from "../threads.js";
import type { Dawn } from "./dawn.js";

type Buffers = Readonly<Record<string, Float32Array>>;

export interface GpuCompiled {
  load(
    weights: Uint8Array,
    options: GpuLoadOptions,
  ): Promise<{ run(inputs: Buffers, outputs?: Buffers): Promise<Buffers>; destroy(): void }>;
}

const facts = { header: ["compiled in a test"], parameters: 0, buffers: 0, macs: 0, trainingWeights: [] };

export interface GpuTestOptions extends PipelineOptions {
  readonly limits?: SupportedLimits | undefined;
  readonly choose?: GpuChoice | undefined;
  /** How kernels are chosen when the module is loaded. */
  readonly loading?: Pick<GpuLoadOptions, "adapter" | "calibrate">;
  readonly precision?: Precision | undefined;
}

/** The text of a module in JavaScript that drives a device. */
export function emitForGpu(graph: Graph, batch: number, options: GpuTestOptions = {}): string {
  const { limits, choose, precision } = options;
  const optimised = runPipeline(graph, { operators }, options).graph;
  const program = scheduleForGpu(optimised, operators, batch, { limits, choose, precision });
  return emitGpuModule(program, facts, { format: "js", runtime: "inline", readRuntime, limits }).module;
}

/** A graph as a module in JavaScript that drives a device. */
export async function compileForGpu(
  graph: Graph,
  batch: number,
  options: GpuTestOptions = {},
): Promise<GpuCompiled> {
  const module = emitForGpu(graph, batch, options);
  return (await import(
    `data:text/javascript;base64,${Buffer.from(module).toString("base64")}`
  )) as GpuCompiled;
}

/** Compiles a graph and runs it twice on what the reference would be fed, which must give the same bits. */
export async function runOnGpu(
  { device }: Dawn,
  graph: Graph,
  feeds: Feeds,
  batch: number,
  options: GpuTestOptions = {},
): Promise<ReadonlyMap<string, Float32Array>> {
  const module = await compileForGpu(graph, batch, options);
  const network = await module.load(weightFile(feeds.weights), {
    device,
    ...options.loading,
  });
  const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
  const outputs = new Map(
    Object.entries(await network.run(inputs)).map(([name, data]) => [name, data.slice()]),
  );
  const again = await network.run(inputs);
  network.destroy();
  for (const [name, data] of outputs) {
    if (sameBits(data, again[name] ?? new Float32Array())) continue;
    throw new Error(`${name} has other bits when it is run again`);
  }
  return outputs;
}
