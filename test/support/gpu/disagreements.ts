import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { run, type Feeds } from "../../../src/reference/run.js";
import { relativeError } from "../../ops/cases.js";

/** The largest error of an output over the largest of its numbers, against the reference in float64. */
const inFloat32 = 1e-4;

/** The outputs that are further from the reference than that, and how far. */
export function disagreements(
  graph: Graph,
  feeds: Feeds,
  outputs: ReadonlyMap<string, ArrayLike<number>>,
  tolerance = inFloat32,
): readonly string[] {
  return [...run(graph, operators, feeds)].flatMap(([name, expected]) => {
    const data = Float64Array.from(outputs.get(name) ?? []);
    const same = data.length === expected.data.length ? { shape: expected.shape, data } : undefined;
    const error = relativeError(same, expected);
    return error <= tolerance ? [] : [`${name}: ${error}`];
  });
}
