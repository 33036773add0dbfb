import { visible } from "../../../diagnostics/visible.js";
import type { Call } from "../../../program/program.js";
import { withViews } from "../../../program/operands.js";
import type { Names } from "../../../emit/names.js";
import { operandsOf } from "../../../emit/operands.js";
import { titleOf } from "../../../emit/title.js";
import type { Kernel } from "./kernel.js";
import { lowerCall } from "./lower.js";
import { sharedOut, threadFunctions } from "./threads.js";
import { get, i32 } from "./wat.js";

/** A function that the module around the kernels calls with the beginning of each operand, in elements. */
export interface ExportedKernel {
  readonly name: string;
  readonly title: string;
  readonly parameters: readonly string[];
  /** Paths of the layers that it computes. */
  readonly layers: string[];
  readonly kernel: Kernel;
}

/** Collects the kernels that a module's calls need; calls that differ in places only share one. */
export class WasmKernels {
  private readonly known = new Map<string, ExportedKernel>();

  constructor(private readonly names: Names) {}

  /** The kernel for a call that computes. */
  kernelFor(call: Call): ExportedKernel {
    const key = keyOf(call);
    const known = this.known.get(key);
    if (known !== undefined) {
      known.layers.push(call.origin.path);
      return known;
    }
    const name = this.names.take(call.origin.path === "" ? call.kind : `${call.kind}_${call.origin.path}`);
    const made = {
      name,
      title: titleOf(call),
      parameters: operandsOf(call).map(({ role }) => role),
      layers: [call.origin.path],
      // No name of a layer has a dot, so that no other kernel is named like a part of this one.
      kernel: lowerCall(call, `${name}.part`),
    };
    this.known.set(key, made);
    return made;
  }

  list(): readonly ExportedKernel[] {
    return [...this.known.values()];
  }

  /** Bytes of memory that threads share between phases, and that each has for itself. */
  scratch(): { readonly shared: number; readonly own: number } {
    const most = (bytes: (kernel: Kernel) => number): number =>
      this.list().reduce((largest, { kernel }) => Math.max(largest, bytes(kernel)), 0);
    return { shared: most(({ shared }) => shared ?? 0), own: most(({ scratch }) => scratch) };
  }

  /** The text of every function. */
  functions(): readonly string[] {
    return [
      ...threadFunctions,
      ...this.list().flatMap((kernel) => [...kernel.kernel.functions, entry(kernel)]),
    ];
  }
}

/** The function that the module around the kernels calls, in every thread: all phases, one after another. */
function entry({ name, title, layers, parameters, kernel }: ExportedKernel): string {
  const head = parameters.map((parameter) => `(param $${parameter} i32)`).join(" ");
  const operands = parameters.map((parameter) => `(i32.shl ${get(parameter)} ${i32(2)})`);
  const shared = kernel.shared === undefined || kernel.shared === 0 ? [] : ["(global.get $shared)"];
  const addresses = [...operands, ...shared].join(" ");
  const calls = kernel.phases.flatMap((phase) => sharedOut(phase.name, phase.units, addresses));
  const comments = [title, layers.join(", ")].map((text) => `;; ${visible(text)}`);
  return [...comments, `(func $${name} (export "${name}") ${head}`, ...calls, ")"].join("\n");
}

/** What is alike in calls that one kernel computes: all but places and origins. */
function keyOf(call: Call): string {
  const anywhere = withViews(call, (view) => ({ ...view, buffer: 0, offset: 0 }));
  return JSON.stringify({ ...anywhere, origin: undefined }, (_, value: unknown) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? `number ${Object.is(value, -0) ? "-0" : value}`
      : value,
  );
}
