import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Picture } from "../ir/graph.js";
import type { Program } from "../program/program.js";
import type { LoadOptions } from "../runtime/shared/loadWeights.js";
import type { Network } from "../runtime/shared/network.js";
import type { WeightSource } from "../runtime/shared/weightSource.js";
import type { GpuLoadOptions } from "../runtime/webgpu/gpuDevice.js";
import type { GpuDevice } from "../runtime/webgpu/gpuTypes.js";
import type { ConvChoice } from "../targets/cpu/wasm/tuned.js";
import type { Precision } from "../targets/webgpu/precision.js";
import { emitGpuInMemory, emitInMemory, excessOf } from "./compile.js";
import { gpuFindings } from "./gpu-findings.js";
import type { Host } from "./host.js";
import { planNetwork, type CheckedNetwork } from "./network.js";
import type { WeightFile } from "./weights/fit.js";
import { matchedWeights } from "./weights/match.js";

/** The part of a compiled module that running a network needs. */
interface CompiledModule {
  load(
    weights: WeightSource,
    options: LoadOptions & GpuLoadOptions,
  ): Promise<Network<Buffers, Buffers, Buffers & { readonly taps?: Buffers }>>;
}

/** Samples one after another, row-major, by the name of the input or output. */
export type Buffers = Readonly<Record<string, Float32Array>>;

export interface RunHost extends Host {
  /** Evaluates the text of a JavaScript module. */
  importModule(code: string): Promise<unknown>;
}

export interface NetworkFiles extends Pick<LoadOptions, "threads" | "revectorize"> {
  /** The network's source file, for messages. */
  readonly entry: string;
  readonly weights: WeightFile;
  /** Samples that one pass computes. */
  readonly batch?: number | undefined;
  /** Whether kernels are in TypeScript instead of WebAssembly. */
  readonly portable?: boolean | undefined;
  /** How kernels in WebAssembly choose their algorithms; by the cost model where it is left out. */
  readonly choose?: ConvChoice | undefined;
  /** Opens what computes in the place of the CPU, once nothing else stands in the way; it stays the caller's. */
  readonly openDevice?: (() => Promise<GpuDevice>) | undefined;
  /** How it keeps activations and weights. */
  readonly precision?: Precision | undefined;
}

/** What one sample gives the network, or takes from it. */
export interface SamplePort {
  readonly name: string;
  /** Without the batch. */
  readonly shape: readonly number[];
  readonly elements: number;
}

export interface SampleInput extends SamplePort {
  readonly picture?: Picture | undefined;
}

export interface SampleOutput extends SamplePort {
  /** What the elements of axis 0 stand for, where the source says so. */
  readonly labels: readonly string[] | undefined;
  /** The operator that makes it. */
  readonly operator: string;
}

/** A network with its weights, ready to run. */
export interface LoadedNetwork {
  readonly name: string;
  readonly inputs: readonly SampleInput[];
  readonly outputs: readonly SampleOutput[];
  readonly batch: number;
  /** What there is to say about the weights, although they can be used. */
  readonly warnings: readonly Diagnostic[];
  /** Computes any number of samples; the next call overwrites what this one gives. */
  run(inputs: Buffers): Promise<Buffers>;
  /** The same, but gives the values that the network was asked to show, by path. */
  runTaps(inputs: Buffers): Promise<Buffers>;
  /** Gives back all that the network holds. */
  destroy(): void;
}

/** Compiles a network in memory and loads its weights. */
export async function loadNetwork(
  host: RunHost,
  checked: CheckedNetwork,
  files: NetworkFiles,
): Promise<LoadedNetwork | readonly Diagnostic[]> {
  const matched = await matchedWeights(checked.network.graph, files.weights, files.entry);
  if (!("places" in matched)) return matched;
  const { names, warnings } = matched;
  const { batch = 1, portable, choose, threads, revectorize, openDevice, precision } = files;
  const target = openDevice === undefined ? "cpu" : "webgpu";
  const program = planNetwork(checked.network, { target, batch, portable, choose, precision });
  const excess = excessOf(program, files.entry, portable);
  const findings = openDevice === undefined ? (excess ? [excess] : []) : gpuFindings(program, files.entry);
  if (findings.length > 0) return findings;
  const device = await openDevice?.();
  const code =
    device === undefined
      ? await emitInMemory(host, checked, program, { portable })
      : emitGpuInMemory(host, checked, program);
  const module = (await host.importModule(code)) as CompiledModule;
  const where = device === undefined ? { threads, revectorize } : { device };
  const network = await module.load(files.weights.source, { names, ...where });
  return {
    warnings,
    name: program.name,
    batch,
    ...portsOf(checked, program),
    run: (inputs) => network.run(inputs),
    runTaps: async (inputs) => (await network.run(inputs)).taps ?? {},
    destroy: () => {
      network.destroy();
    },
  };
}

function portsOf(
  { network: { graph } }: CheckedNetwork,
  program: Program,
): Pick<LoadedNetwork, "inputs" | "outputs"> {
  const port = ({ name, view }: Program["inputs"][number] | Program["outputs"][number]): SamplePort => {
    const shape = view.shape.slice(1);
    return { name, shape, elements: shape.reduce((product, extent) => product * extent, 1) };
  };
  const operatorOf = (name: string): string => {
    const value = graph.outputs.find((output) => output.name === name)?.value;
    return graph.nodes.find(({ results }) => results.some((result) => result === value))?.op ?? "";
  };
  return {
    inputs: program.inputs.map((input) => ({ ...port(input), picture: input.picture })),
    outputs: program.outputs.map((output) => ({
      ...port(output),
      labels: output.labels,
      operator: operatorOf(output.name),
    })),
  };
}
