import type { MemoryPlan, Space } from "../../../program/program.js";

/** Where the spaces lie in the one memory of a module, in elements. */
export interface MemoryMap extends Readonly<Record<Space, number>> {
  /** Where the room that threads share begins, and behind it what each has for itself, of so many bytes. */
  withScratch(room: { readonly shared: number; readonly own: number }): {
    readonly shared: number;
    readonly scratch: number;
    readonly own: number;
  };
}

export function memoryMap({ arena, weights }: Readonly<Record<Space, MemoryPlan>>): MemoryMap {
  // The first cache line is for the words by which threads agree.
  const line = 16;
  const elements = Math.ceil(arena.elements / line) * line + Math.ceil(weights.elements / line) * line;
  return {
    arena: line,
    weights: line + Math.ceil(arena.elements / line) * line,
    withScratch: (room) => {
      const shared = 4 * (line + elements);
      return { shared, scratch: shared + wholeLines(room.shared), own: wholeLines(room.own) };
    },
  };
}

function wholeLines(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}
