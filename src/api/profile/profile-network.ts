import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { operandsOf } from "../../emit/operands.js";
import { initialise } from "../../formats/initialise.js";
import type { Call, Program } from "../../program/program.js";
import { elementsOf } from "../../program/view.js";
import { loadWeights } from "../../runtime/shared/loadWeights.js";
import { execute, type Execution } from "../../targets/cpu/wasm/execute.js";
import { peakKernel } from "../../targets/cpu/wasm/peak.js";
import { excessOf } from "../compile.js";
import { planNetwork, type CheckedNetwork, type PlanOptions } from "../network.js";
import { runLayers } from "../run-layers.js";
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
  const peakBefore = measurePeak(kernel, host.now);
  if (weights === undefined) fillWeights(checked, execution);
  else {
    const { names } = matched ?? {};
    await loadWeights({ expected: program.weights }, weights.source, execution.memory, execution.load(), {
      ...(names && { names }),
    });
  }
  fillInputs(program, execution);
  const measured = measureCalls(execution.run, host.now, 1000 * seconds, host.show);
  // What else the machine does holds up the one or the other.
  const peak = Math.max(peakBefore, measurePeak(kernel, host.now));
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

function fillInputs({ inputs }: Program, { at }: Execution): void {
  for (const { name, view } of inputs) at(view).set(inputNumbers(name, view.shape));
}

/** Numbers around 0, as a normalised picture has. */
export function inputNumbers(name: string, shape: readonly number[]): Float32Array {
  const uniform = { kind: "scaled", scheme: "lecun", distribution: "uniform", fanIn: 1, fanOut: 1 } as const;
  return initialise(shape, uniform, 0, name);
}

function rowsOf(
  checked: CheckedNetwork,
  program: Program,
  times: readonly number[],
  { sources }: ProfileOptions,
): readonly ProfileRow[] {
  return runLayers(checked, program, sources).map(({ calls, ...row }) => {
    const timed = calls.map(({ call: { kind }, index }) => ({ kind, milliseconds: times[index] ?? 0 }));
    return {
      ...row,
      calls: timed,
      milliseconds: timed.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      macs: row.layer.macs * program.batch,
      bytes: calls.reduce((sum, { call }) => sum + bytesOf(call), 0),
    };
  });
}

const float32Bytes = 4;

function bytesOf(call: Call): number {
  return float32Bytes * operandsOf(call).reduce((sum, { view }) => sum + elementsOf(view), 0);
}
