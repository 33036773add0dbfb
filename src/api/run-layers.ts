import { absorbedLayers } from "../analysis/absorbed.js";
import { analyse, type LayerRow } from "../analysis/layers.js";
import { linesOfFiles } from "../diagnostics/lines.js";
import { operators } from "../ops/index.js";
import { inferenceView } from "../passes/inference.js";
import type { Call, Program } from "../program/program.js";
import type { CheckedNetwork } from "./network.js";

/** A layer with calls of its own in a run. */
export interface RunLayer {
  readonly layer: LayerRow;
  /** Layers that its calls compute besides. */
  readonly inside: readonly LayerRow[];
  /** Where the source has it. */
  readonly source: { readonly file: string; readonly line: number } | undefined;
  /** Its calls, by their places in the run. */
  readonly calls: readonly { readonly call: Call; readonly index: number }[];
}

/** The layers that a run computes, in the order of their first calls; `sources` are the texts in which they have lines. */
export function runLayers(
  { network: { graph } }: CheckedNetwork,
  program: Program,
  sources: ReadonlyMap<string, string>,
): readonly RunLayer[] {
  const layers = new Map(analyse(graph, operators, program).rows.map((row) => [row.path, row]));
  const calls = new Map<string, { readonly call: Call; readonly index: number }[]>();
  program.run.forEach((call, index) => {
    const known = calls.get(call.origin.path);
    if (known === undefined) calls.set(call.origin.path, [{ call, index }]);
    else known.push({ call, index });
  });
  const absorbed = absorbedLayers(
    inferenceView(graph, operators),
    [...layers.values()],
    program.run.map(({ origin }) => origin.path),
  );
  const linesOf = linesOfFiles((file) => sources.get(file));
  return [...calls].flatMap(([path, placed]) => {
    const [first] = placed;
    if (first === undefined) return [];
    const { span } = first.call.origin;
    const lines = span && linesOf(span.file);
    return {
      layer: layers.get(path) ?? layerFor(first.call),
      inside: absorbed.get(path) ?? [],
      source: span && lines && { file: span.file, line: lines.position(span.start).line },
      calls: placed,
    };
  });
}

/** What no layer of the source asks for, such as outputs that are brought into the order in which they are given. */
function layerFor({ kind, origin, output }: Call): LayerRow {
  return {
    path: origin.path === "" ? "outputs" : origin.path,
    op: kind,
    attributes: {},
    blocks: origin.blocks,
    outputs: [output.shape.slice(1)],
    ...{ params: 0, buffers: 0, macs: 0, elementwise: 0, activations: 0 },
    receptiveField: undefined,
    algorithm: undefined,
  };
}
