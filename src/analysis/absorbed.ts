import { producersOf } from "../ir/dependence.js";
import type { Graph } from "../ir/graph.js";
import type { LayerRow } from "./layers.js";

/**
 * Layers that compute something, but have no call of their own, by the path of the layer whose calls do it for them: the
 * last one with calls that they get a value from. `steps` are the paths of the calls, in order.
 */
export function absorbedLayers(
  graph: Graph,
  rows: readonly LayerRow[],
  steps: readonly string[],
): ReadonlyMap<string, readonly LayerRow[]> {
  const step = new Map(steps.map((path, index) => [path, index]));
  const rowOf = new Map(rows.map((row) => [row.path, row]));
  const producers = producersOf(graph);
  const homes = new Map<string, string>();
  const absorbed = new Map<string, LayerRow[]>();
  for (const { origin, inputs } of graph.nodes) {
    if (step.has(origin.path)) {
      homes.set(origin.path, origin.path);
      continue;
    }
    const home = inputs
      .flatMap((value) => homes.get(producers.get(value)?.origin.path ?? "") ?? [])
      .reduce<string | undefined>((last, path) => {
        return last === undefined || (step.get(path) ?? 0) > (step.get(last) ?? 0) ? path : last;
      }, undefined);
    if (home === undefined) continue;
    homes.set(origin.path, home);
    const row = rowOf.get(origin.path);
    if (row !== undefined && row.elementwise > 0) absorbed.set(home, [...(absorbed.get(home) ?? []), row]);
  }
  return absorbed;
}
