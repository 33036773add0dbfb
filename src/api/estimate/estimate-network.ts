import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { OperationKind } from "../../program/program.js";
import {
  classesOf,
  deviceClasses,
  type AdapterClass,
  type DeviceClass,
} from "../../targets/webgpu/estimate/devices.js";
import { bounds, estimate, type Bound, type Estimate } from "../../targets/webgpu/estimate/estimate.js";
import { bytesOn } from "../../targets/webgpu/memory.js";
import type { Precision } from "../../targets/webgpu/precision.js";
import { stepsOf } from "../../targets/webgpu/steps.js";
import type { DispatchCost } from "../../targets/webgpu/wgsl/cost.js";
import { shownWay } from "../../targets/webgpu/wgsl/shader.js";
import { gpuFindings } from "../gpu-findings.js";
import { planNetwork, type CheckedNetwork, type PlanOptions } from "../network.js";
import { runLayers, type RunLayer } from "../run-layers.js";

/** A dispatch of a compiled network, as on a discrete GPU where it is done there, and how long it takes on each class of GPUs. */
export interface EstimatedDispatch {
  /** The entry point of the shader. */
  readonly kernel: string;
  readonly kind: OperationKind;
  readonly groups: readonly [number, number, number];
  readonly cost: DispatchCost;
  /** The classes of adapters whose algorithm it is of. */
  readonly on: readonly AdapterClass[];
  /** In the order of the devices; none where they compute the layer by another algorithm. */
  readonly estimates: readonly (Estimate | undefined)[];
}

export interface EstimateRow extends Omit<RunLayer, "calls"> {
  readonly dispatches: readonly EstimatedDispatch[];
}

/** A network on GPUs, on paper. */
export interface NetworkEstimate {
  readonly model: string;
  /** Samples of a run. */
  readonly batch: number;
  /** How activations and weights are kept. */
  readonly precision: Precision;
  readonly devices: readonly DeviceClass[];
  /** In the order of the dispatches. */
  readonly rows: readonly EstimateRow[];
  /** Bytes of buffers on a discrete GPU. */
  readonly memory: { readonly weights: number; readonly run: number };
}

export interface EstimateOptions extends Pick<PlanOptions, "numerics" | "precision"> {
  readonly entry: string;
  /** The texts of the sources, in which layers have their lines. */
  readonly sources: ReadonlyMap<string, string>;
}

/** What the compiled network does in a run, dispatch by dispatch; what WebGPU's limits refuse is found fault with. */
export function estimateNetwork(
  checked: CheckedNetwork,
  { entry, sources, numerics, precision = "f32" }: EstimateOptions,
): NetworkEstimate | readonly Diagnostic[] {
  const program = planNetwork(checked.network, { target: "webgpu", numerics, precision });
  const findings = gpuFindings(program, entry);
  if (findings.length > 0) return findings;
  const { memory, run } = stepsOf(program);
  return {
    model: program.name,
    batch: program.batch,
    precision,
    devices: deviceClasses,
    rows: runLayers(checked, program, sources).map(({ calls, ...row }) => ({
      ...row,
      dispatches: calls.flatMap(({ call, index }) => {
        const dispatch = run[index]?.dispatch;
        if (dispatch === undefined) return [];
        const { kernel, groups, cost } = shownWay(dispatch);
        const estimates = deviceClasses.map((device) => {
          const way = dispatch.ways[device.adapter];
          return way && estimate(way, device);
        });
        return [{ kernel, kind: call.kind, groups, cost, on: classesOf(call), estimates }];
      }),
    })),
    memory: { weights: bytesOn(memory, "discrete", "weights"), run: bytesOn(memory, "discrete", "run") },
  };
}

export function dispatchesOf({ rows }: Pick<NetworkEstimate, "rows">): readonly EstimatedDispatch[] {
  return rows.flatMap(({ dispatches }) => dispatches);
}

/** Those that a discrete GPU takes. */
export function kernelsOf(network: NetworkEstimate): ReadonlySet<string> {
  return new Set(onDiscrete(dispatchesOf(network)).map(({ kernel }) => kernel));
}

export function onDiscrete(dispatches: readonly EstimatedDispatch[]): readonly EstimatedDispatch[] {
  return dispatches.filter(({ on }) => on.includes("discrete"));
}

/** What several dispatches take together: on a discrete GPU, or where they are done if not there. */
export interface EstimateSum {
  readonly flops: number;
  readonly bytes: number;
  readonly workgroups: number;
  /** The most that one of them takes. */
  readonly registers: number;
  /** By device. */
  readonly times: readonly DeviceTime[];
}

/** The time on a device, and what it is spent on. */
export interface DeviceTime extends Estimate {
  /** Parts of the time, each dispatch's being that of its bound. */
  readonly shares: Readonly<Record<Bound, number>>;
}

export function sumOfDispatches(dispatches: readonly EstimatedDispatch[], devices: number): EstimateSum {
  const discrete = onDiscrete(dispatches);
  const counted = discrete.length === 0 ? dispatches : discrete;
  const total = (value: (dispatch: EstimatedDispatch) => number): number =>
    counted.reduce((sum, dispatch) => sum + value(dispatch), 0);
  return {
    flops: total(({ cost }) => cost.flops),
    bytes: total(({ cost }) => cost.bytes),
    workgroups: total(({ groups }) => groups.reduce((product, extent) => product * extent, 1)),
    registers: counted.reduce((most, { cost }) => Math.max(most, cost.registers), 0),
    times: Array.from({ length: devices }, (_, device) =>
      timeOf(dispatches.flatMap(({ estimates }) => estimates[device] ?? [])),
    ),
  };
}

/** Occupancies count for as long as they last. */
function timeOf(estimates: readonly Estimate[]): DeviceTime {
  const sum = (value: (estimate: Estimate) => number): number =>
    estimates.reduce((all, each) => all + value(each), 0);
  const milliseconds = sum((each) => each.milliseconds);
  const part = (bound: Bound): number =>
    milliseconds === 0 ? 0 : sum((each) => (each.bound === bound ? each.milliseconds : 0)) / milliseconds;
  const shares = {
    arithmetic: part("arithmetic"),
    cache: part("cache"),
    memory: part("memory"),
    dispatch: part("dispatch"),
  };
  const [bound = "dispatch"] = [...bounds].sort((one, other) => shares[other] - shares[one]);
  const occupancy = milliseconds === 0 ? 0 : sum((each) => each.occupancy * each.milliseconds) / milliseconds;
  return { occupancy, milliseconds, floor: sum((each) => each.floor), bound, shares };
}
