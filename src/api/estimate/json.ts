import type { OperationKind } from "../../program/program.js";
import { peakOf, type AdapterClass, type DeviceClass } from "../../targets/webgpu/estimate/devices.js";
import { assumptions, type Estimate } from "../../targets/webgpu/estimate/estimate.js";
import {
  dispatchesOf,
  kernelsOf,
  onDiscrete,
  sumOfDispatches,
  type DeviceTime,
  type EstimatedDispatch,
  type NetworkEstimate,
} from "./estimate-network.js";

// `estimate.schema.json` says the same for programs; the tests hold the two together.

type DeviceName = DeviceClass["name"];

/** A dispatch of {@link EstimateJson}; sizes are in bytes. */
interface EstimateDispatch {
  readonly kernel: string;
  readonly call: OperationKind;
  /** The classes of adapters that do it. */
  readonly on: readonly AdapterClass[];
  readonly groups: readonly number[];
  /** Invocations of a workgroup, 32-bit registers of one, and the memory that they share. */
  readonly invocations: number;
  readonly registers: number;
  readonly shared: number;
  readonly flops: number;
  readonly bytes: number;
  /** What workgroups read from the cache that cores share. */
  readonly traffic: number;
  /** Loads of single invocations. */
  readonly loads: number;
  /** Operations for each byte. */
  readonly intensity: number;
  /** None where the layer is computed by another algorithm. */
  readonly estimates: Readonly<Partial<Record<DeviceName, Estimate>>>;
}

/** How long a network takes on WebGPU, on paper, for programs, schema `cnnc-estimate/1`. Times are in milliseconds. */
export interface EstimateJson {
  readonly schema: "cnnc-estimate/1";
  readonly model: string;
  /** Samples of a run. */
  readonly batch: number;
  /** How activations and weights are kept. */
  readonly precision: "f32" | "f16";
  /** The figures that stand for a class of GPUs, operations and bytes a second among them, and what a run takes there. */
  readonly devices: readonly (Omit<DeviceClass, "memory" | "cache"> & {
    readonly peak: number;
    readonly bandwidth: number;
    readonly cacheBandwidth: number;
    readonly run: DeviceTime;
  })[];
  readonly assumptions: readonly string[];
  readonly totals: {
    readonly dispatches: number;
    readonly kernels: number;
    readonly flops: number;
    readonly bytes: number;
    /** Buffers. */
    readonly weightBytes: number;
    readonly runBytes: number;
  };
  readonly layers: readonly {
    readonly path: string;
    readonly operator: string;
    /** Paths of the layers that are computed with it. */
    readonly inside: readonly string[];
    readonly blocks: readonly { readonly block: string; readonly path: string }[];
    readonly source: { readonly file: string; readonly line: number } | null;
    /** Multiply-adds of a run, as the definition of the layer has them. */
    readonly macs: number;
    readonly dispatches: readonly EstimateDispatch[];
  }[];
}

export function estimateJson(network: NetworkEstimate): EstimateJson {
  const { model, batch, precision, devices, rows, memory } = network;
  const dispatches = dispatchesOf(network);
  const { flops, bytes, times } = sumOfDispatches(dispatches, devices.length);
  return {
    schema: "cnnc-estimate/1",
    model,
    batch,
    precision,
    devices: devices.flatMap(({ memory: bandwidth, cache, ...device }, index) => {
      const run = times[index];
      if (run === undefined) return [];
      const peak = peakOf({ ...device, memory: bandwidth, cache });
      return [{ ...device, peak, bandwidth: 1e9 * bandwidth, cacheBandwidth: 1e9 * cache, run }];
    }),
    assumptions,
    totals: {
      dispatches: onDiscrete(dispatches).length,
      kernels: kernelsOf(network).size,
      ...{ flops, bytes, weightBytes: memory.weights, runBytes: memory.run },
    },
    layers: rows.map(({ layer, inside, source, dispatches: own }) => ({
      path: layer.path,
      operator: layer.op,
      inside: inside.map(({ path }) => path),
      blocks: layer.blocks.map(({ block, path }) => ({ block, path })),
      source: source ?? null,
      macs: batch * layer.macs,
      dispatches: own.map((dispatch) => dispatchJson(dispatch, devices)),
    })),
  };
}

function dispatchJson(
  { kernel, kind, on, groups, cost, estimates }: EstimatedDispatch,
  devices: readonly DeviceClass[],
): EstimateDispatch {
  const { invocations, registers, shared, flops, bytes, traffic, loads } = cost;
  const named = devices.flatMap(({ name }, index) => {
    const estimate = estimates[index];
    return estimate === undefined ? [] : [[name, estimate] as const];
  });
  return {
    ...{ kernel, call: kind, on, groups, invocations, registers, shared, flops, bytes, traffic, loads },
    intensity: flops / bytes,
    estimates: Object.fromEntries(named),
  };
}
