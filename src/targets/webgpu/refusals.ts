import type { Call, Program } from "../../program/program.js";
import { coreLimits, limitNames, type LimitName, type SupportedLimits } from "./device-limits.js";
import { bytesOf } from "./memory.js";
import { stepsOf } from "./steps.js";
import { canCompute } from "./wgsl/lower.js";
import type { Way } from "./wgsl/shader.js";

/** A call that a device does not do, and the limit that it passes; none where no kernel computes it. */
export interface Refusal {
  readonly call: Call;
  readonly passed?: { readonly limit: LimitName; readonly needed: number; readonly allowed: number };
}

/** What a device with such limits refuses of a program that was planned for others, call by call. */
export function refusalsOf(
  program: Program,
  limits: SupportedLimits = coreLimits,
  planned: SupportedLimits = coreLimits,
): readonly Refusal[] {
  const unknown = [...program.load, ...program.run].filter((call) => !canCompute(call));
  if (unknown.length > 0) return unknown.map((call) => ({ call }));
  const { memory, load, run } = stepsOf(program, planned);
  const sizes = memory.buffers.map(bytesOf);
  return [...load, ...run].flatMap(({ call, dispatch }) => {
    if (dispatch === undefined) return [];
    const { buffers } = dispatch;
    const ways = Object.values(dispatch.ways);
    const most = (of: (way: Way) => number): number => Math.max(...ways.map(of));
    const largest = Math.max(...buffers.map((index) => sizes[index] ?? 0));
    const needs: SupportedLimits = {
      maxBufferSize: largest,
      maxStorageBufferBindingSize: largest,
      maxStorageBuffersPerShaderStage: buffers.length,
      maxComputeWorkgroupStorageSize: most(({ cost }) => cost.shared),
      maxComputeInvocationsPerWorkgroup: most(({ cost }) => cost.invocations),
      maxComputeWorkgroupsPerDimension: most(({ groups }) => Math.max(...groups)),
    };
    return limitNames.flatMap((limit): readonly Refusal[] => {
      const [needed, allowed] = [needs[limit], limits[limit]];
      return needed <= allowed ? [] : [{ call, passed: { limit, needed, allowed } }];
    });
  });
}
