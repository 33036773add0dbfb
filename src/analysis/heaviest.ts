import type { LayerRow } from "./layers.js";
import type { Sums } from "./sums.js";

/** Layers that have equally much of something, in their order. */
export interface Rank {
  readonly value: number;
  readonly first: LayerRow;
  readonly equal: readonly LayerRow[];
}

/** The layers with most of a count, most first, in at most so many ranks; those with none are left out. */
export function heaviest(rows: readonly LayerRow[], count: keyof Sums, ranks: number): readonly Rank[] {
  const values = [...new Set(rows.map((row) => row[count]))].filter((value) => value > 0);
  return values
    .sort((a, b) => b - a)
    .slice(0, ranks)
    .flatMap((value) => {
      const [first, ...equal] = rows.filter((row) => row[count] === value);
      return first === undefined ? [] : [{ value, first, equal }];
    });
}
