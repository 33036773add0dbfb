import { assemble, moduleText } from "../../src/targets/cpu/wasm/assemble.js";
import type { Kernel } from "../../src/targets/cpu/wasm/kernel.js";

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What tests use of WebAssembly's interface, whose types come with those of a browser only. */
interface WebAssemblyApi {
  readonly Memory: new (descriptor: { readonly initial: number }) => Memory;
  instantiate(
    bytes: Uint8Array,
    imports: { readonly env: { readonly memory: Memory; readonly scratch: number } },
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
}

const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/**
 * Runs the phases of a kernel, the units of each in as many parts as `random` cuts them, the last part first; what a
 * thread has for itself holds no numbers when a part begins. Operands are put into memory one after another, and their
 * addresses are the arguments; what each holds afterwards is returned.
 */
export async function runPhases(
  { functions, phases, scratch }: Kernel,
  operands: readonly ArrayLike<number>[],
  random: () => number,
): Promise<readonly Float32Array[]> {
  // Addresses that are odd numbers of floats, so that nothing relies on an alignment of more.
  const places: number[] = [];
  let used = 5;
  for (const { length } of operands) {
    places.push(used);
    used += length + (length % 2 === 0 ? 3 : 4);
  }
  const start = 64 * Math.ceil((used * 4) / 64);
  const memory = new wasm.Memory({ initial: Math.ceil((start + scratch + 1) / 65_536) });
  const floats = new Float32Array(memory.buffer);
  operands.forEach((operand, index) => {
    floats.set(operand, places[index]);
  });
  const bytes = await assemble(moduleText(functions, 1));
  const { instance } = await wasm.instantiate(bytes, { env: { memory, scratch: start } });
  const addresses = places.map((place) => 4 * place);
  const own = new Float32Array(memory.buffer, start, scratch / 4);
  for (const { name, units } of phases) {
    const phase = instance.exports[name] as (...numbers: number[]) => void;
    const cuts = Array.from({ length: 3 }, () => Math.floor(((random() + 1) / 2) * (units + 1)));
    const ends = [0, ...cuts, units].sort((a, b) => b - a);
    ends.slice(1).forEach((first, index) => {
      own.fill(NaN);
      phase(first, ends[index] ?? units, ...addresses);
    });
  }
  return operands.map(({ length }, index) => floats.slice(places[index], (places[index] ?? 0) + length));
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
