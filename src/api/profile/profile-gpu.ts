import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { bytesSource } from "../../runtime/shared/weightSource.js";
import type { WeightSource } from "../../runtime/shared/weightSource.js";
import { classOf } from "../../runtime/webgpu/gpuAdapter.js";
import type { GpuLoadOptions } from "../../runtime/webgpu/gpuDevice.js";
import { classesOf } from "../../targets/webgpu/estimate/devices.js";
import { stepsOf } from "../../targets/webgpu/steps.js";
import { emitGpuInMemory } from "../compile.js";
import { gpuFindings } from "../gpu-findings.js";
import { initialWeights } from "../init.js";
import type { Buffers, RunHost } from "../load.js";
import { planNetwork, type CheckedNetwork } from "../network.js";
import { runLayers } from "../run-layers.js";
import { matchedWeights } from "../weights/match.js";
import { DispatchClock, type TimingDevice } from "./dispatch-clock.js";
import { median } from "./measure.js";
import { inputNumbers, type MeasureHost, type Profiled, type ProfileOptions } from "./profile-network.js";

/** A device on which times are taken. */
export interface TimingGpu {
  readonly device: TimingDevice;
  /** Adapter and implementation of WebGPU, for people. */
  readonly machine: string;
}

export interface GpuHost extends Pick<MeasureHost, "now" | "show">, RunHost {
  /** Called once nothing else stands in the way. */
  openGpu(): Promise<TimingGpu>;
}

/** The part of a compiled module that measuring needs. */
interface CompiledModule {
  load(
    weights: WeightSource,
    options: GpuLoadOptions,
  ): Promise<{ run(inputs: Buffers): Promise<unknown>; destroy(): void }>;
}

const warmUps = 2;
const fewestRuns = 3;
const mostRuns = 10_000;

/** Runs the compiled module of a network on a device, whole, and with timestamps around each dispatch. */
export async function profileOnGpu(
  host: GpuHost,
  checked: CheckedNetwork,
  options: ProfileOptions,
): Promise<Profiled | readonly Diagnostic[]> {
  const { entry, weights, seconds, batch, numerics, precision } = options;
  const matched = weights && (await matchedWeights(checked.network.graph, weights, entry));
  if (matched !== undefined && !("places" in matched)) return matched;
  const program = planNetwork(checked.network, { target: "webgpu", batch, numerics, precision });
  const findings = gpuFindings(program, entry);
  if (findings.length > 0) return findings;
  const { device, machine } = await host.openGpu();
  const clock = new DispatchClock(device);
  const module = (await host.importModule(emitGpuInMemory(host, checked, program))) as CompiledModule;
  const source = weights?.source ?? bytesSource(await fresh(checked));
  const { names } = matched ?? {};
  const adapter = classOf(device.adapterInfo);
  const network = await module.load(source, { device: clock.device, adapter, ...(names && { names }) });
  const inputs = Object.fromEntries(
    program.inputs.map(({ name, view }) => [name, inputNumbers(name, view.shape)]),
  );
  for (let run = 0; run < warmUps; run += 1) await network.run(inputs);

  const steps = stepsOf(program).run.flatMap(({ dispatch }) => dispatch?.ways[adapter] ?? []);
  const taken = { ...program, run: program.run.filter((call) => classesOf(call).includes(adapter)) };
  const times = steps.map((): number[] => []);
  const wholes: number[] = [];
  const start = host.now();
  const passed = (): number => (host.now() - start) / (1000 * seconds);
  while (wholes.length < fewestRuns || (passed() < 1 && wholes.length < mostRuns)) {
    const before = host.now();
    await network.run(inputs);
    wholes.push(host.now() - before);
    clock.begin();
    await network.run(inputs);
    const each = await clock.end();
    times.forEach((list, index) => list.push(each[index] ?? 0));
    host.show(Math.min(1, passed()));
  }
  host.show(1);
  network.destroy();

  const medians = times.map(median);
  const rows = runLayers(checked, taken, options.sources).map(({ calls, ...row }) => {
    const timed = calls.map(({ call: { kind }, index }) => ({ kind, milliseconds: medians[index] ?? 0 }));
    return {
      ...row,
      calls: timed,
      milliseconds: timed.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      macs: row.layer.macs * program.batch,
      bytes: calls.reduce((sum, { index }) => sum + (steps[index]?.cost.bytes ?? 0), 0),
    };
  });
  return {
    warnings: matched?.warnings ?? [],
    profile: {
      model: program.name,
      batch: program.batch,
      machine: precision === "f16" ? `${machine}, half precision` : machine,
      rows,
      milliseconds: rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      run: median(wholes),
      runs: wholes.length,
      peak: undefined,
    },
  };
}

async function fresh(checked: CheckedNetwork): Promise<Uint8Array> {
  const parts = await initialWeights(checked, { seed: 0 });
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
