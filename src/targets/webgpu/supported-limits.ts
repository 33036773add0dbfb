import type { Call, Program } from "../../program/program.js";
import { stepsOf } from "./steps.js";

/** The part of a device's `GPUSupportedLimits` that compiled models come near to; sizes are in bytes. */
export interface SupportedLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** What every device has. */
export const coreLimits: SupportedLimits = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 2 ** 14,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupsPerDimension: 65_535,
};

/** Limits by name: those of every device, and of every one in WebGPU's compatibility mode. */
export const namedLimits: ReadonlyMap<string, SupportedLimits> = new Map([
  ["default", coreLimits],
  ["compatibility", { ...coreLimits, maxComputeInvocationsPerWorkgroup: 128 }],
]);

export type LimitName = keyof SupportedLimits;

export const limitNames = Object.keys(coreLimits) as readonly LimitName[];

/** What a call needs more of than a device has. */
export interface Refusal {
  readonly call: Call;
  readonly limit: LimitName;
  readonly needed: number;
  readonly allowed: number;
}

/** What a device with such limits refuses of a program that default limits suffice for, call by call. */
export function refusalsOf(program: Program, limits: SupportedLimits): readonly Refusal[] {
  const { memory, load, run } = stepsOf(program);
  return [...load, ...run].flatMap(({ call, dispatch }) => {
    if (dispatch === undefined) return [];
    const { buffers, groups, cost } = dispatch;
    const largest = Math.max(...buffers.map((buffer) => 4 * (memory.buffers[buffer]?.elements ?? 0)));
    const needs: SupportedLimits = {
      maxBufferSize: largest,
      maxStorageBufferBindingSize: largest,
      maxStorageBuffersPerShaderStage: buffers.length,
      maxComputeWorkgroupStorageSize: cost.shared,
      maxComputeInvocationsPerWorkgroup: cost.invocations,
      maxComputeWorkgroupsPerDimension: Math.max(...groups),
    };
    return limitNames.flatMap((limit) => {
      const [needed, allowed] = [needs[limit], limits[limit]];
      return needed <= allowed ? [] : [{ call, limit, needed, allowed }];
    });
  });
}
