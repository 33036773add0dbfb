import { error, hasErrors, type Diagnostic } from "../diagnostics/diagnostic.js";
import { trainingWeights } from "../passes/inference.js";
import { pipeline } from "../passes/pipeline.js";
import type { Program } from "../program/program.js";
import type { WasmDelivery } from "../targets/cpu/emit/delivery.js";
import { emitModule, joinSections } from "../targets/cpu/emit/module.js";
import type { EmitOptions } from "../targets/cpu/emit/side.js";
import type { Numerics } from "../schedule/demands.js";
import type { ModuleFacts } from "../emit/interface.js";
import { emitGpuModule } from "../targets/webgpu/emit/module.js";
import { filesOf, programsFor, type OutputFile } from "./compile-targets.js";
import { gpuFindings } from "./gpu-findings.js";
import type { Precision } from "../targets/webgpu/precision.js";
import type { Host } from "./host.js";
import {
  checkNetwork,
  planNetwork,
  type CheckedNetwork,
  type CompileTarget,
  type NetworkOptions,
  type PlanOptions,
  type Result,
} from "./network.js";
import { sha256 } from "./sha256.js";
import { withTaps, type TapOptions } from "./taps.js";
import { tuneChoice, type TuningFile, type TuningOption } from "./tune/tuning.js";
import { version } from "./version.js";
import { weightFindings, type WeightFile } from "./weights/fit.js";

export interface CompileOptions extends NetworkOptions, TapOptions {
  readonly format: "ts" | "js";
  readonly runtime: "inline" | "import";
  /** Where the model computes; the CPU where it is not said. */
  readonly target?: CompileTarget | undefined;
  /** Whether kernels are in TypeScript instead of WebAssembly. */
  readonly portable?: boolean | undefined;
  /** How far convolutions may be from adding products one by one. */
  readonly numerics?: Numerics | undefined;
  /** How WebGPU keeps activations and weights; float32 where it is not said. */
  readonly precision?: Precision | undefined;
  /** What `cnnc tune` has written; where it is not said, the file beside the source if there is one. */
  readonly tuning?: TuningOption;
  /** Whether kernels leave it to the machine how products that are added are rounded. */
  readonly relaxedSimd?: boolean | undefined;
  /** How kernels in WebAssembly reach the module; inside it where it is not said. */
  readonly wasm?: WasmDelivery | undefined;
  /** Samples that one pass of the compiled model computes. */
  readonly batch: number;
  /** Names of passes that are left out. */
  readonly without: readonly string[];
  /** Weights that have to fit the network. */
  readonly weights?: WeightFile | undefined;
}

/** Compiles a network to a module, formatted as Prettier does by default, and to its declarations for JavaScript. */
export async function compile(host: Host, options: CompileOptions): Promise<Result<readonly OutputFile[]>> {
  const checked = checkNetwork(host, options);
  if (checked.value === undefined) return { ...checked, value: undefined };
  const refuse = (found: readonly Diagnostic[]) => {
    return { ...checked, value: undefined, diagnostics: [...checked.diagnostics, ...found] };
  };
  const network = withTaps(checked.value.network, options, options.entry);
  if ("length" in network) return refuse(network);
  const unfit = options.weights
    ? await weightFindings(checked.value.network.graph, options.weights, options.entry)
    : [];
  if (unfit.length > 0) return refuse(unfit);
  const { choose, ...tuned } = tuneChoice(host, options.entry, network.graph.name, options);
  const programs = programsFor(options.target ?? "cpu", (target) =>
    planNetwork(network, { ...planOptions(options), target, choose }),
  );
  const findings = tuned.findings();
  const sources = new Map([...checked.sources, ...tuned.sources]);
  if (hasErrors(findings)) return { ...refuse(findings), sources };
  const { cpu, webgpu } = programs;
  const excess =
    (cpu && excessOf(cpu, options.entry, options.portable)) ??
    (webgpu && excessOf(webgpu, options.entry, true));
  if (excess !== undefined) return refuse([excess]);
  const beyond = webgpu ? gpuFindings(webgpu, options.entry) : [];
  if (beyond.length > 0) return refuse(beyond);
  const facts = moduleFacts(
    { ...checked.value, network },
    await header(options, checked.sources, tuned.tuning),
  );
  const emit: EmitOptions = {
    format: options.format,
    portable: options.portable,
    relaxedSimd: options.relaxedSimd,
    wasm: options.wasm,
    runtime: options.runtime,
    readRuntime: (path, kind) => host.readRuntime(path, kind),
  };
  const files = await filesOf(programs, facts, emit);
  return { value: files, diagnostics: [...checked.diagnostics, ...findings], sources };
}

/** The module as text that is run at once: JavaScript with its runtime, not formatted. */
export async function compileInMemory(
  host: Host,
  checked: CheckedNetwork,
  options: PlanOptions,
): Promise<string> {
  return emitInMemory(host, checked, planNetwork(checked.network, options), options);
}

/** {@link compileInMemory} for a network that has been planned. */
export async function emitInMemory(
  host: Host,
  checked: CheckedNetwork,
  program: Program,
  { portable = false }: PlanOptions,
): Promise<string> {
  const module = await emitModule(program, moduleFacts(checked, []), {
    format: "js",
    portable,
    runtime: "inline",
    readRuntime: (path, kind) => host.readRuntime(path, kind),
  });
  return joinSections(module);
}

/** The module for WebGPU of a network that has been planned, as {@link compileInMemory} gives it. */
export function emitGpuInMemory(host: Host, checked: CheckedNetwork, program: Program): string {
  const { module } = emitGpuModule(program, moduleFacts(checked, []), {
    format: "js",
    runtime: "inline",
    readRuntime: (path, kind) => host.readRuntime(path, kind),
  });
  return module;
}

/** Names that are of no pass. */
export function unknownPasses(names: readonly string[]): readonly string[] {
  return names.filter((name) => !pipeline.some((pass) => pass.name === name));
}

export const passNames: readonly string[] = pipeline.map(({ name }) => name);

/** Elements of the memory for weights or activations, so that every index is a 32-bit integer. */
const maximumElements = 2 ** 31 - 1;

/** Elements of the one memory of WebAssembly, whose addresses have 32 bits, without some room in which kernels work. */
const maximumTogether = 2 ** 30 - 2 ** 24;

/** What is wrong with a program that needs more memory than an index reaches. */
export function excessOf(
  { memory, batch }: Program,
  entry: string,
  portable = false,
): Diagnostic | undefined {
  const { arena, weights } = memory;
  const at = [{ span: { file: entry, start: 0, end: 0 }, text: "" }];
  const together = arena.elements + weights.elements;
  if (
    !portable &&
    together > maximumTogether &&
    Math.max(arena.elements, weights.elements) <= maximumElements
  ) {
    const message = `weights and activations would take ${together} numbers of memory; WebAssembly has at most ${maximumTogether}`;
    return error("CNN0307", message, at, "compile it with `--portable`, or for smaller batches");
  }
  const [elements, what] =
    arena.elements > weights.elements
      ? [arena.elements, `a pass of ${batch === 1 ? "one sample" : `${batch} samples`}`]
      : [weights.elements, "the weights"];
  if (elements <= maximumElements) return undefined;
  const message = `${what} would take ${elements} numbers of memory; a compiled model has at most ${maximumElements}`;
  return error("CNN0307", message, at);
}

function planOptions({ batch, portable, numerics, precision, without }: CompileOptions): PlanOptions {
  return { batch, portable, numerics, precision, without: new Set(without) };
}

function moduleFacts({ network, analysis }: CheckedNetwork, lines: readonly string[]): ModuleFacts {
  const { totals } = analysis;
  return {
    header: lines,
    parameters: totals.params,
    buffers: totals.buffers,
    macs: totals.macs,
    trainingWeights: trainingWeights(network.graph).map(({ path }) => path),
  };
}

/** The lines at the top of a module. The hash covers all that the module depends on. */
async function header(
  options: CompileOptions,
  sources: ReadonlyMap<string, string>,
  tuning: TuningFile | undefined,
): Promise<readonly string[]> {
  const file = options.entry.split(/[\\/]/).at(-1) ?? "";
  const parameters = Object.entries(options.parameters ?? {}).map(
    ([name, value]) => `${name}=${String(value)}`,
  );
  const flags = [
    `--format ${options.format}`,
    `--runtime ${options.runtime}`,
    `--batch ${options.batch}`,
    ...(options.target === undefined || options.target === "cpu" ? [] : [`--target ${options.target}`]),
    ...(options.portable ? ["--portable"] : []),
    ...(options.numerics === "exact" ? ["--numerics exact"] : []),
    ...(options.precision === "f16" ? ["--precision f16"] : []),
    ...(options.relaxedSimd ? ["--relaxed-simd"] : []),
    ...(options.wasm === undefined || options.wasm === "inline" ? [] : [`--wasm ${options.wasm}`]),
    ...(tuning === undefined ? [] : [`--tuning ${tuning.file.split(/[\\/]/).at(-1) ?? ""}`]),
    ...(options.model === undefined ? [] : [`--model ${options.model}`]),
    ...[...new Set(options.without)].sort().map((name) => `--without ${name}`),
    ...(options.taps === true ? ["--taps"] : []),
    ...[...new Set(options.tap ?? [])].sort().map((path) => `--tap ${path}`),
    ...parameters.sort().map((setting) => `--set ${setting}`),
  ].join(" ");
  // In the order in which imports reach them, which the texts themselves say: no path takes part.
  const texts = [...sources.values(), ...(tuning === undefined ? [] : [tuning.text])].map((text) =>
    text.replaceAll("\r\n", "\n"),
  );
  const hash = await sha256(JSON.stringify([version, flags, texts]));
  return [
    `Compiled by cnnc ${version} from ${file}: change the source and compile again.`,
    flags,
    `sha256 ${hash}`,
  ];
}
