import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { Program } from "../program/program.js";
import { coreLimits, limitNames, type SupportedLimits } from "../targets/webgpu/device-limits.js";
import { refusalsOf, type Refusal } from "../targets/webgpu/refusals.js";
import { grouped } from "./text.js";

/**
 * What is wrong with a program that a device with such limits refuses, or WebGPU's default limits already, which
 * compiled models ask for: of each layer the limit that it passes by most.
 */
export function gpuFindings(
  program: Program,
  entry: string,
  limits: SupportedLimits = coreLimits,
): readonly Diagnostic[] {
  const most = new Map<string, Refusal>();
  for (const refusal of refusalsOf(program, smallerOf(limits, coreLimits))) {
    const { path } = refusal.call.origin;
    const known = most.get(path);
    if (known === undefined || excessOf(known) < excessOf(refusal)) most.set(path, refusal);
  }
  return [...most.values()].map(({ call: { kind, origin }, passed }) => {
    const span = origin.span ?? { file: entry, start: 0, end: 0 };
    const layer = origin.path === "" ? "the outputs" : origin.path;
    const help = `compile it for the CPU${program.batch === 1 ? "" : ", or for smaller batches"}`;
    if (passed === undefined)
      return error("CNN0310", `${layer}: WebGPU has no kernel for a ${kind} yet`, [{ span, text: "" }], help);
    const { limit, needed, allowed } = passed;
    const whose = allowed === coreLimits[limit] ? "that WebGPU promises" : "of the device";
    const excess = `${excessOf({ passed }).toFixed(1)} times the ${grouped(allowed)} ${whose}`;
    const message = `${layer}: it would need ${grouped(needed)} of ${limit}, ${excess}`;
    return error("CNN0310", message, [{ span, text: "" }], help);
  });
}

function excessOf({ passed }: Pick<Refusal, "passed">): number {
  return passed === undefined ? Infinity : passed.needed / passed.allowed;
}

function smallerOf(a: SupportedLimits, b: SupportedLimits): SupportedLimits {
  return limitNames.reduce((all, name) => ({ ...all, [name]: Math.min(a[name], b[name]) }), a);
}
