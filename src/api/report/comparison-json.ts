import type { ComparedCost } from "../../analysis/compare.js";
import type { NetworkAnalysis, Totals } from "../../analysis/layers.js";
import type { Sums } from "../../analysis/sums.js";
import { compareLayers, compareSizes } from "../../analysis/compare.js";

// `comparison.schema.json` says the same for programs; the tests hold the two together.

interface ComparedNetwork {
  readonly model: string;
  readonly totals: Totals & { readonly peakBytes: number | null };
}

interface ComparedSums {
  readonly left: Sums | null;
  readonly right: Sums | null;
}

/** Two networks for programs, schema `cnnc-comparison/1`; counts as in {@link import("./json.js").ReportJson}. */
export interface ComparisonJson {
  readonly schema: "cnnc-comparison/1";
  readonly left: ComparedNetwork;
  readonly right: ComparedNetwork;
  /** By the spatial extents of what layers make, `56×56`, or `vector`. */
  readonly sizes: readonly (ComparedSums & { readonly size: string })[];
  /** Blocks and layers by path, `null` where a network has none of that path. */
  readonly layers: readonly (ComparedSums & { readonly path: string })[];
}

export function comparisonJson(left: NetworkAnalysis, right: NetworkAnalysis): ComparisonJson {
  return {
    schema: "cnnc-comparison/1",
    left: network(left),
    right: network(right),
    sizes: compareSizes(left, right).map((cost) => ({ size: cost.name, ...sides(cost) })),
    layers: compareLayers(left, right, Infinity).map((cost) => ({ path: cost.name, ...sides(cost) })),
  };
}

function network({ name, totals, memory }: NetworkAnalysis): ComparedNetwork {
  return { model: name, totals: { ...totals, peakBytes: memory?.arenaBytes ?? null } };
}

function sides({ left, right }: ComparedCost): ComparedSums {
  return { left: left ? sums(left) : null, right: right ? sums(right) : null };
}

function sums({ params, buffers, macs, elementwise, activations }: Sums): Sums {
  return { params, buffers, macs, elementwise, activations };
}
