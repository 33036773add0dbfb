import { assemble, moduleText } from "../../src/targets/cpu/wasm/assemble.js";

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What tests use of WebAssembly's interface, whose types come with those of a browser only. */
interface WebAssemblyApi {
  readonly Memory: new (descriptor: { readonly initial: number }) => Memory;
  instantiate(
    bytes: Uint8Array,
    imports: { readonly env: { readonly memory: Memory } },
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
}

const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/**
 * Runs a kernel once: operands are put into memory one after another, and their addresses are its arguments; what each
 * holds afterwards is returned.
 */
export async function runKernel(
  functions: readonly string[],
  name: string,
  operands: readonly ArrayLike<number>[],
): Promise<readonly Float32Array[]> {
  // Addresses that are odd numbers of floats, so that nothing relies on an alignment of more.
  const places: number[] = [];
  let used = 5;
  for (const { length } of operands) {
    places.push(used);
    used += length + (length % 2 === 0 ? 3 : 4);
  }
  const memory = new wasm.Memory({ initial: Math.ceil((used * 4) / 65_536) });
  const floats = new Float32Array(memory.buffer);
  operands.forEach((operand, index) => {
    floats.set(operand, places[index]);
  });
  const bytes = await assemble(moduleText(functions, 1));
  const { instance } = await wasm.instantiate(bytes, { env: { memory } });
  (instance.exports[name] as (...addresses: number[]) => void)(...places.map((place) => 4 * place));
  return operands.map(({ length }, index) => floats.slice(places[index], (places[index] ?? 0) + length));
}

/** Numbers in [-1, 1) from a seed. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
