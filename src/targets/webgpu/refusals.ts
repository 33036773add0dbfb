import type { Call, Program } from "../../program/program.js";
import { limitNames, type LimitName, type SupportedLimits } from "./device-limits.js";
import { stepsOf } from "./steps.js";

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
