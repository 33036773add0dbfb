import { assemble, moduleText } from "../../src/targets/cpu/wasm/assemble.js";
import type { Kernel } from "../../src/targets/cpu/wasm/kernel.js";

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What tests use of WebAssembly's interface, whose types come with those of a browser only. */
interface WebAssemblyApi {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => Memory;
  instantiate(
    bytes: Uint8Array,
    imports: { readonly env: { readonly memory: Memory } & Readonly<Record<string, Memory | number>> },
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
}

const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** A kernel in a memory of its own. */
export interface LoadedKernel {
  readonly code: Uint8Array;
  readonly addresses: readonly number[];
  /** Where the operands end, and what a thread has for itself begins. */
  readonly end: number;
  readonly memory: ArrayBuffer;
  readonly operands: readonly Float32Array[];
  /** What a thread has for itself. */
  readonly scratch: Float32Array;
  /** Computes some units of a phase. */
  readonly run: (phase: string, first: number, last: number) => void;
}

/**
 * A kernel with operands of these numbers of floats, whose addresses are whole cache lines, or odd numbers of floats, so
 * that nothing relies on an alignment of more; in the form for paired vectors if it `isWide`.
 */
export async function loadKernel(
  { functions, phases, scratch }: Kernel,
  lengths: readonly number[],
  alignment: "lines" | "odd",
  isWide = false,
): Promise<LoadedKernel> {
  const lines = (floats: number): number => 16 * Math.ceil(floats / 16);
  const places: number[] = [];
  let used = alignment === "odd" ? 5 : 16;
  for (const length of lengths) {
    places.push(used);
    used += alignment === "odd" ? length + (length % 2 === 0 ? 3 : 4) : lines(length);
  }
  const start = 4 * lines(used);
  const pages = Math.ceil((start + scratch + 1) / 65_536);
  const memory = new wasm.Memory({ initial: pages, maximum: pages });
  const shown = phases.map(({ name }) => `(export "${name}" (func $${name}))`);
  const code = await assemble(moduleText([...functions, ...shown]));
  const { instance } = await wasm.instantiate(code, {
    env: { memory, shared: start, scratch: start, thread: 0, sleeps: 0, wide: Number(isWide) },
  });
  const addresses = places.map((place) => 4 * place);
  return {
    code,
    addresses,
    end: start,
    memory: memory.buffer,
    operands: addresses.map((address, index) => new Float32Array(memory.buffer, address, lengths[index])),
    scratch: new Float32Array(memory.buffer, start, scratch / 4),
    run: (phase, first, last) => {
      (instance.exports[phase] as (...numbers: number[]) => void)(first, last, ...addresses);
    },
  };
}

/** A run of a kernel, as another engine can repeat it. */
export interface KernelRun extends Pick<LoadedKernel, "code" | "addresses" | "end"> {
  readonly scratch: number;
  /** Phases, and the units of each call. */
  readonly calls: readonly (readonly [phase: string, first: number, last: number])[];
  /** The memory of the operands, before and afterwards. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** What {@link runPhases} has run. */
export const kernelRuns: KernelRun[] = [];

/**
 * Runs the phases of a kernel, the units of each in as many parts as `random` cuts them, the last part first; what a
 * thread has for itself holds no numbers when a part begins. What the operands hold afterwards is returned; the form for
 * paired vectors leaves the same.
 */
export async function runPhases(
  kernel: Kernel,
  operands: readonly ArrayLike<number>[],
  random: () => number,
): Promise<readonly Float32Array[]> {
  const lengths = operands.map(({ length }) => length);
  const forms = await Promise.all([false, true].map((isWide) => loadKernel(kernel, lengths, "odd", isWide)));
  const calls = kernel.phases.flatMap(({ name, units }) => {
    const cuts = Array.from({ length: 3 }, () => Math.floor(((random() + 1) / 2) * (units + 1)));
    const ends = [0, ...cuts, units].sort((a, b) => b - a);
    return ends.slice(1).map((first, index) => [name, first, ends[index] ?? units] as const);
  });
  const runs = forms.map((loaded) => {
    const held = (): Uint8Array => new Uint8Array(loaded.memory.slice(0, loaded.end));
    operands.forEach((operand, index) => loaded.operands[index]?.set(operand));
    const before = held();
    for (const call of calls) {
      loaded.scratch.fill(NaN);
      loaded.run(...call);
    }
    return { ...loaded, before, after: held() };
  });
  const [narrow, wide] = runs;
  if (narrow === undefined || wide === undefined) throw new Error("a kernel has two forms");
  if (Buffer.compare(narrow.after, wide.after) !== 0) throw new Error("paired vectors give other bits");
  const { code, addresses, end, before, after } = narrow;
  kernelRuns.push({ code, addresses, end, scratch: kernel.scratch, calls, before, after });
  return narrow.operands.map((operand) => operand.slice());
}

/** The cut that leaves all units in one part. */
export const uncut = (): number => -1;

/** Numbers in [-1, 1) from a seed. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
