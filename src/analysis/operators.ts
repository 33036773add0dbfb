import type { LayerRow } from "./layers.js";
import { sumOf, type Sums } from "./sums.js";

/** All layers of one operator. */
export interface OperatorSums extends Sums {
  readonly op: string;
  readonly layers: number;
}

/** Sums an operator, those with most multiply-adds first, then those with most parameters, then most layers. */
export function operatorSums(rows: readonly LayerRow[]): readonly OperatorSums[] {
  return [...new Set(rows.map(({ op }) => op))]
    .map((op) => {
      const own = rows.filter((row) => row.op === op);
      return { op, layers: own.length, ...sumOf(own) };
    })
    .sort((a, b) => b.macs - a.macs || b.params - a.params || b.layers - a.layers);
}
