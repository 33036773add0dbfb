import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { Program } from "../program/program.js";
import {
  coreLimits,
  limitNames,
  namedLimits,
  type SupportedLimits,
} from "../targets/webgpu/device-limits.js";
import { halfFeature, type Precision } from "../targets/webgpu/precision.js";
import { adapterClasses } from "../targets/webgpu/estimate/devices.js";
import { bytesOf, mostBytes } from "../targets/webgpu/memory.js";
import { stepsOf } from "../targets/webgpu/steps.js";
import { excessOf } from "./compile.js";
import { gpuFindings } from "./gpu-findings.js";
import { readJson } from "./config/places.js";
import type { Host } from "./host.js";
import { planNetwork, type CheckedNetwork, type Result, type Target } from "./network.js";
import { grouped, showBytes } from "./text.js";

export interface TargetCheck {
  readonly entry: string;
  readonly target: Target;
  readonly batch: number;
  /** Of the device, where the target is WebGPU. */
  readonly limits: SupportedLimits;
  readonly precision?: Precision | undefined;
}

/** What a target refuses of a network, before any code is made, or what the network takes there, in a few words. */
export function checkTarget(
  { network }: CheckedNetwork,
  { entry, target, batch, limits, precision }: TargetCheck,
): readonly Diagnostic[] | string {
  const program = planNetwork(network, { target, batch, precision });
  const excess = excessOf(program, entry, target === "webgpu");
  if (excess !== undefined) return [excess];
  if (target === "cpu") {
    const { arena, weights } = program.memory;
    return `${grouped(program.run.length)} calls, ${showBytes(4 * (arena.elements + weights.elements))} of memory`;
  }
  const findings = gpuFindings(program, entry, limits);
  if (findings.length > 0) return findings;
  return `${usage(program)}${precision === "f16" ? `, with the feature ${halfFeature}` : ""}`;
}

/** Dispatches as on a discrete GPU, where classes of adapters differ; of memory, the most that one of them takes. */
function usage(program: Program): string {
  const { memory, run } = stepsOf(program);
  const [onDiscrete = "", ...others] = adapterClasses.map((adapter) => {
    const ways = run.flatMap(({ dispatch }) => dispatch?.ways[adapter] ?? []);
    return `${grouped(ways.length)} dispatches of ${new Set(ways.map(({ kernel }) => kernel)).size} kernels`;
  });
  const isOneForAll = others.every((other) => other === onDiscrete);
  const dispatches = isOneForAll ? onDiscrete : `${onDiscrete} on discrete GPUs`;
  const all = showBytes(mostBytes(memory, "weights") + mostBytes(memory, "run"));
  const largest = showBytes(Math.max(0, ...memory.buffers.map(bytesOf)));
  return `${dispatches}, ${isOneForAll ? all : `up to ${all}`} in buffers of at most ${largest}`;
}

/** The limits of a name, or in a file that holds a device's `GPUSupportedLimits`; what it does not say is as by default. */
export function readLimits(host: Host, which: string): Result<SupportedLimits> {
  const named = namedLimits.get(which);
  if (named !== undefined) return { value: named, diagnostics: [], sources: new Map() };
  const text = host.readSource(which);
  if (typeof text !== "string") {
    const label = { span: { file: which, start: 0, end: 0 }, text: "" };
    const help = `limits are ${[...namedLimits.keys()].join(", ")}, or a file`;
    const unread = error("CNN0004", `${which} cannot be read: ${text.reason}`, [label], help);
    return { value: undefined, diagnostics: [unread], sources: new Map() };
  }
  const limits = parseLimits(text, which);
  const sources = new Map([[which, text]]);
  if ("code" in limits) return { value: undefined, diagnostics: [limits], sources };
  return { value: limits, diagnostics: [], sources };
}

function parseLimits(text: string, file: string): SupportedLimits | Diagnostic {
  const placed = readJson(text, file);
  if ("code" in placed) return placed;
  const { value, place } = placed;
  const given: Partial<Record<string, unknown>> = typeof value === "object" && value !== null ? value : {};
  const known = limitNames.filter((name) => Object.hasOwn(given, name));
  const wrong = known.find((name) => !Number.isSafeInteger(given[name]) || Number(given[name]) < 1);
  if (wrong !== undefined) {
    const label = { span: place([wrong]), text: "" };
    return error("CNN0701", `\`${wrong}\` must be a whole number above 0`, [label]);
  }
  if (known.length === 0) {
    const help = `limits are ${limitNames.join(", ")}, as \`adapter.limits\` has them`;
    return error("CNN0701", "there is no limit of WebGPU in it", [{ span: place([]), text: "" }], help);
  }
  return { ...coreLimits, ...Object.fromEntries(known.map((name) => [name, Number(given[name])])) };
}
