import type { NetworkAnalysis } from "../../../src/analysis/layers.js";

/** The network with `name` in every place that holds text of a source. */
export function renamed(analysis: NetworkAnalysis, name: string): NetworkAnalysis {
  const row = (each: NetworkAnalysis["rows"][number], index: number) => ({
    ...each,
    path: `${index}.${name}`,
    blocks: each.blocks.map(({ path }) => ({ block: name, path: `${path}${name}`, doc: name })),
  });
  const port = { name, shape: [1] };
  return {
    ...{ ...analysis, name, doc: name, inputs: [port], outputs: [port], taps: [port] },
    rows: analysis.rows.map(row),
    training: { ...analysis.training, rows: analysis.training.rows.map(row) },
    memory: analysis.memory && {
      ...analysis.memory,
      calls: analysis.memory.calls.map((call) => ({ ...call, path: name })),
      buffers: analysis.memory.buffers.map((buffer) => ({ ...buffer, path: name })),
    },
  };
}
