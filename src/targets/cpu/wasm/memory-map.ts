import type { MemoryPlan, Space } from "../../../program/program.js";

const pageBytes = 65_536;

/** Where the spaces lie in the one memory of a module, in elements. */
export interface MemoryMap extends Readonly<Record<Space, number>> {
  /** Where kernels have room to work, in bytes, and pages in all. */
  withScratch(room: { readonly shared: number; readonly own: number }): {
    readonly shared: number;
    readonly scratch: number;
    readonly pages: number;
  };
}

export function memoryMap({ arena, weights }: Readonly<Record<Space, MemoryPlan>>): MemoryMap {
  const line = 16;
  const elements = Math.ceil(arena.elements / line) * line + Math.ceil(weights.elements / line) * line;
  return {
    arena: line,
    weights: line + Math.ceil(arena.elements / line) * line,
    withScratch: (room) => {
      const shared = 4 * (line + elements);
      const scratch = shared + 64 * Math.ceil(room.shared / 64);
      // A vector behind the last element may be read.
      return { shared, scratch, pages: Math.ceil((scratch + room.own + 16) / pageBytes) };
    },
  };
}
