import { setTimeout } from "node:timers/promises";
import type { CompiledModule, CompiledNetwork } from "./compile.js";

type MemoryClass = new (limits: object) => { readonly buffer: ArrayBuffer };

/** Loads a network on so many threads, and waits until all of them have started, so that every run has them all. */
export async function loadThreads(
  module: CompiledModule,
  weights: Uint8Array,
  threads: number,
): Promise<CompiledNetwork> {
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: { Memory: MemoryClass } };
  const { Memory } = wasm;
  const made: ArrayBuffer[] = [];
  wasm.Memory = class extends Memory {
    constructor(limits: object) {
      super(limits);
      made.push(this.buffer);
    }
  };
  try {
    const network = module.loadSync(weights, { threads });
    const [memory] = made;
    if (memory !== undefined && threads > 1) await started(memory, threads);
    return network;
  } finally {
    wasm.Memory = Memory;
  }
}

/** Waits until the second word of memory has a bit for each thread but the first. */
async function started(memory: ArrayBuffer, threads: number): Promise<void> {
  const words = new Int32Array(memory, 0, 2);
  for (const begun = Date.now(); Atomics.load(words, 1) !== 2 ** threads - 2;) {
    if (Date.now() - begun > 30_000) throw new Error(`${threads} threads have not started`);
    await setTimeout(1);
  }
}

/** Compares numbers bit by bit; two that are not numbers are equal. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
