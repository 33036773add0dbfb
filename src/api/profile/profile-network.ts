import { absorbedLayers } from "../../analysis/absorbed.js";
import type { LayerRow } from "../../analysis/layers.js";
import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { linesOfFiles } from "../../diagnostics/lines.js";
import { operandsOf } from "../../emit/operands.js";
import { initialise } from "../../formats/initialise.js";
import { inferenceView } from "../../passes/inference.js";
import { operators } from "../../ops/index.js";
import type { Call, Program } from "../../program/program.js";
import { elementsOf } from "../../program/view.js";
import { loadWeights } from "../../runtime/shared/loadWeights.js";
import { execute, type Execution } from "../../targets/cpu/wasm/execute.js";
import { peakKernel } from "../../targets/cpu/wasm/peak.js";
import { excessOf } from "../compile.js";
import { analysePlanned, planNetwork, type CheckedNetwork, type PlanOptions } from "../network.js";
import type { WeightFile } from "../weights/fit.js";
import { matchedWeights } from "../weights/match.js";
import { measureCalls, measurePeak, type Clock } from "./measure.js";
import type { Profile, ProfileRow } from "./profile.js";

/** Where times are taken. */
export interface MeasureHost {
  readonly now: Clock;
  /** Processor and engine, for people. */
  readonly machine: string;
  /** Tells the engine to compile WebAssembly at once as well as it can, where it listens. */
  readonly optimise: () => void;
  /** Shows how far a measurement is: a part of 1. */
  readonly show: (part: number) => void;
}

export interface ProfileOptions extends PlanOptions {
  readonly entry: string;
  /** The texts of the sources, in which layers have their lines. */
  readonly sources: ReadonlyMap<string, string>;
  /** Fresh weights stand in where there are none. */
  readonly weights?: WeightFile | undefined;
  /** How long runs are timed. */
  readonly seconds: number;
}

/** What a profile is, and what there is to say about the weights. */
export interface Profiled {
  readonly profile: Profile;
  readonly warnings: readonly Diagnostic[];
}

/** Runs a network call by call through its kernels in WebAssembly, in one thread. */
export async function profileNetwork(
  host: MeasureHost,
  checked: CheckedNetwork,
  options: ProfileOptions,
): Promise<Profiled | readonly Diagnostic[]> {
  const { entry, weights, seconds } = options;
  const matched = weights && (await matchedWeights(checked.network.graph, weights, entry));
  if (matched !== undefined && !("places" in matched)) return matched;
  const program = planNetwork(checked.network, options);
  const excess = excessOf(program, entry);
  if (excess !== undefined) return [excess];
  host.optimise();
  const [kernel, execution] = [await peakKernel(), await execute(program)];
  if (kernel === undefined || execution === undefined) return [memoryLack(program, entry)];
  const peak = measurePeak(kernel, host.now);
  if (weights === undefined) fillWeights(checked, execution);
  else {
    const { names } = matched ?? {};
    await loadWeights({ expected: program.weights }, weights.source, execution.memory, execution.load(), {
      ...(names && { names }),
    });
  }
  fillInputs(program, execution);
  const measured = measureCalls(execution.run, host.now, 1000 * seconds, host.show);
  const rows = rowsOf(checked, program, measured.calls, options);
  return {
    warnings: matched?.warnings ?? [],
    profile: {
      model: program.name,
      batch: program.batch,
      machine: host.machine,
      rows,
      milliseconds: rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      run: measured.run,
      runs: measured.runs,
      peak,
    },
  };
}

/** What there is to say where the memory of a program cannot be had. */
function memoryLack({ memory: { arena, weights } }: Program, entry: string): Diagnostic {
  const message = `weights and activations would take ${arena.elements + weights.elements} numbers of memory, which cannot be had here`;
  const at = { span: { file: entry, start: 0, end: 0 }, text: "" };
  return error("CNN0307", message, [at], "profile it for smaller batches");
}

/** The first values of every weight, as `cnnc init` has them. */
function fillWeights({ network: { graph } }: CheckedNetwork, { memory, load }: Execution): void {
  const weights = new Map(graph.weights.map((weight) => [weight.path, weight]));
  for (const [path, at, elements] of load()) {
    const weight = weights.get(path);
    if (weight === undefined) throw new Error(`weight ${path} is not of the network`);
    memory.set(initialise([elements], weight.initialiser, 0, path), at);
  }
}

/** Numbers around 0, as a normalised picture has. */
function fillInputs({ inputs }: Program, { at }: Execution): void {
  const uniform = { kind: "scaled", scheme: "lecun", distribution: "uniform", fanIn: 1, fanOut: 1 } as const;
  for (const { name, view } of inputs) at(view).set(initialise(view.shape, uniform, 0, name));
}

function rowsOf(
  checked: CheckedNetwork,
  program: Program,
  times: readonly number[],
  options: ProfileOptions,
): readonly ProfileRow[] {
  const { network } = checked;
  const layers = new Map(analysePlanned(checked, options).rows.map((row) => [row.path, row]));
  const calls = new Map<string, { readonly call: Call; readonly milliseconds: number }[]>();
  program.run.forEach((call, index) => {
    const timed = { call, milliseconds: times[index] ?? 0 };
    const known = calls.get(call.origin.path);
    if (known === undefined) calls.set(call.origin.path, [timed]);
    else known.push(timed);
  });
  const absorbed = absorbedLayers(
    inferenceView(network.graph, operators),
    [...layers.values()],
    program.run.map(({ origin }) => origin.path),
  );
  const linesOf = linesOfFiles((file) => options.sources.get(file));
  return [...calls].flatMap(([path, timed]) => {
    const [first] = timed;
    if (first === undefined) return [];
    const layer = layers.get(path) ?? layerFor(first.call);
    const { span } = first.call.origin;
    const lines = span && linesOf(span.file);
    return {
      layer,
      inside: absorbed.get(path) ?? [],
      source: span && lines && { file: span.file, line: lines.position(span.start).line },
      calls: timed.map(({ call, milliseconds }) => ({ kind: call.kind, milliseconds })),
      milliseconds: timed.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      macs: layer.macs * program.batch,
      bytes: timed.reduce((sum, { call }) => sum + bytesOf(call), 0),
    };
  });
}

const float32Bytes = 4;

function bytesOf(call: Call): number {
  return float32Bytes * operandsOf(call).reduce((sum, { view }) => sum + elementsOf(view), 0);
}

/** What no layer of the source asks for, such as outputs that are brought into the order in which they are given. */
function layerFor({ kind, origin, output }: Call): LayerRow {
  return {
    path: origin.path === "" ? "outputs" : origin.path,
    op: kind,
    attributes: {},
    blocks: origin.blocks,
    outputs: [output.shape.slice(1)],
    ...{ params: 0, buffers: 0, macs: 0, elementwise: 0, activations: 0 },
    receptiveField: undefined,
    algorithm: undefined,
  };
}
