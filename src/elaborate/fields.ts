import type { Shape } from "../ir/graph.js";

/** What `x.channels` and the like ask for, by the rank of a value with its batch. */
const axes: Readonly<
  Record<string, { readonly axis: number; readonly ranks: readonly number[]; readonly of: string }>
> = {
  channels: { axis: 1, ranks: [3, 4], of: "[channels, height, width] and [channels, length]" },
  height: { axis: 2, ranks: [4], of: "[channels, height, width]" },
  width: { axis: 3, ranks: [4], of: "[channels, height, width]" },
  length: { axis: 2, ranks: [3], of: "[channels, length]" },
  features: { axis: 1, ranks: [2], of: "[features]" },
};

export const fieldNames: readonly string[] = Object.keys(axes);

/** The extent; or, where a value of this rank has no such field, the kind of value that has one. */
export function fieldOf(field: string, shape: Shape): number | { readonly of: string } | undefined {
  const entry = fieldNames.includes(field) ? axes[field] : undefined;
  if (entry === undefined) return undefined;
  return entry.ranks.includes(shape.length) ? Number(shape[entry.axis]) : { of: entry.of };
}
