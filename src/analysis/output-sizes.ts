import type { LayerRow } from "./layers.js";
import { sumOf, type Sums } from "./sums.js";

/** All layers whose results are of one size. */
export interface SizeSums extends Sums {
  /** The spatial extents, `56×56`; `vector` where there are none. */
  readonly name: string;
  /** Places in a channel. */
  readonly elements: number;
}

/** Sums by the spatial extents of the first result, the largest first: what papers call stages. */
export function outputSizes(rows: readonly LayerRow[]): readonly SizeSums[] {
  const extentsOf = ({ outputs }: LayerRow): readonly number[] => outputs[0]?.slice(1) ?? [];
  const nameOf = (row: LayerRow): string => extentsOf(row).join("×") || "vector";
  const groups = new Map<string, LayerRow[]>();
  for (const row of rows) {
    const group = groups.get(nameOf(row));
    if (group) group.push(row);
    else groups.set(nameOf(row), [row]);
  }
  return [...groups]
    .map(([name, group]) => {
      const [first] = group;
      const extents = first === undefined ? [] : extentsOf(first);
      const elements = extents.length === 0 ? 0 : extents.reduce((product, extent) => product * extent, 1);
      return { name, elements, ...sumOf(group) };
    })
    .sort((a, b) => b.elements - a.elements);
}
