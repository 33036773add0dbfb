import { hasErrors, type Diagnostic } from "../diagnostics/diagnostic.js";
import { elaborate, type Network } from "../elaborate/elaborate.js";
import { loadModules, type Modules } from "../elaborate/modules.js";
import { analyse, type NetworkAnalysis } from "../analysis/layers.js";
import type { Graph } from "../ir/graph.js";
import { operators } from "../ops/index.js";
import { inferenceView } from "../passes/inference.js";
import { runPipeline, type PipelineOptions } from "../passes/pipeline.js";
import type { Program } from "../program/program.js";
import type { Numerics } from "../schedule/demands.js";
import { schedule } from "../targets/cpu/plan.js";
import type { ConvChoice } from "../targets/cpu/wasm/tuned.js";
import { scheduleForGpu } from "../targets/webgpu/plan.js";
import type { Precision } from "../targets/webgpu/precision.js";
import { failedExpectations } from "./expectations.js";
import type { Host } from "./host.js";

/** Which network: a file, the model in it, and values of the model's parameters. */
export interface NetworkOptions {
  readonly entry: string;
  readonly model?: string | undefined;
  readonly parameters?: Readonly<Record<string, number | boolean | string>> | undefined;
}

export interface CheckedNetwork {
  readonly network: Network;
  /** Counts of the source; nothing has been planned for them. */
  readonly analysis: NetworkAnalysis;
}

/** What a command found out, and what it has to say about the sources. */
export interface Result<T> {
  /** Absent where there are errors. */
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each file that a diagnostic may point into. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface ReadNetwork {
  readonly modules: Modules;
  readonly result: Result<Network>;
}

/** Reads and elaborates a network. */
export function readNetwork(host: Host, options: NetworkOptions): ReadNetwork {
  const modules = loadModules(options.entry, (path) => host.readSource(path));
  const { network, diagnostics: found } = elaborate(modules, { operators, ...options });
  const diagnostics = [...modules.diagnostics, ...found];
  const value = hasErrors(diagnostics) ? undefined : network;
  return { modules, result: { value, diagnostics, sources: modules.sources } };
}

/** Reads, elaborates and counts a network, and holds its expectations against the counts. */
export function checkNetwork(host: Host, options: NetworkOptions): Result<CheckedNetwork> {
  const { value: network, diagnostics, sources } = readNetwork(host, options).result;
  if (network === undefined) return { value: undefined, diagnostics, sources };
  const checked = { network, analysis: analyse(network.graph, operators) };
  const failed = failedExpectations(network.expectations, checked.analysis, () => analysePlanned(checked));
  const value = failed.length === 0 ? checked : undefined;
  return { value, diagnostics: [...diagnostics, ...failed], sources };
}

/** The inference view of a network after the passes. */
export function optimiseNetwork(network: Network, options: PipelineOptions = {}): Graph {
  return runPipeline(inferenceView(network.graph, operators), { operators }, options).graph;
}

/** Where a program computes. */
export type Target = "cpu" | "webgpu";

/** Where a compiled model computes; `"auto"` is for a module that decides when it is loaded. */
export type CompileTarget = Target | "auto";

export interface PlanOptions extends PipelineOptions {
  /** The CPU where it is not said, for which alone is `portable`. */
  readonly target?: Target | undefined;
  /** Samples that one pass computes; one where it is not said. */
  readonly batch?: number | undefined;
  /** Whether kernels are in TypeScript instead of WebAssembly. */
  readonly portable?: boolean | undefined;
  /** How far convolutions may be from adding products one by one; `"fast"` where it is not said. */
  readonly numerics?: Numerics | undefined;
  /** How WebGPU keeps activations and weights; `"f32"` where it is not said. */
  readonly precision?: Precision | undefined;
  /** Takes the algorithms of convolutions in WebAssembly, in the place of the cost model. */
  readonly choose?: ConvChoice | undefined;
}

/** The network as a target runs it: optimised and scheduled. */
export function planNetwork(network: Network, options: PlanOptions = {}): Program {
  const { target, batch = 1, portable, numerics, precision, choose } = options;
  if (target === "webgpu")
    return scheduleForGpu(optimiseNetwork(network, options), operators, batch, { numerics, precision });
  return schedule(optimiseNetwork(network, options), operators, { batch, portable, numerics, choose });
}

/** Counts of the network with its memory planned, for one sample where nothing else is said. */
export function analysePlanned({ network }: CheckedNetwork, options: PlanOptions = {}): NetworkAnalysis {
  return analyse(network.graph, operators, planNetwork(network, options));
}
