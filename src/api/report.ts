import type { LayerRow, NamedShape, NetworkAnalysis, Section, Totals } from "../analysis/layers.js";
import type { BlockInstance } from "../ir/graph.js";
import { renderSummary } from "./report-summary.js";
import { renderTable } from "./report-table.js";
import { painter, wrap } from "./text.js";

export interface ReportOptions {
  /** Terminal columns; at least 40 are used. */
  readonly width: number;
  /** ANSI colours. */
  readonly colour: boolean;
  /** Levels of blocks that are unfolded: 0 shows each block of the model's body in one row. All where absent. */
  readonly depth?: number | undefined;
}

const minimumWidth = 40;

/** The network for a person at a terminal: its layers as a table, then the totals. Ends in a newline. */
export function renderReport(analysis: NetworkAnalysis, options: ReportOptions): string {
  const { name, doc, inputs, outputs, training } = analysis;
  const width = Math.max(minimumWidth, options.width);
  const paint = painter(options.colour);
  const title = wrap(`${name}: ${list(inputs)} → ${list(outputs)}`, width);
  const text = doc.split(/\n\s*\n/).flatMap((paragraph) => wrap(paragraph.trim(), width));
  const sections: { title: string; section: Section }[] = [{ title: "total", section: analysis }];
  if (training.rows.length > 0) sections.push({ title: "training only", section: training });
  const lines = [
    ...title.map((line) => paint("strong", line)),
    ...text,
    "",
    ...renderTable(sections, { width, paint, depth: options.depth ?? Infinity }),
    "",
    ...renderSummary(analysis, { width, paint }),
  ];
  return `${lines.join("\n")}\n`;
}

function list(values: readonly NamedShape[]): string {
  return values.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
}

/** One layer of {@link ReportJson}. */
interface ReportLayer {
  readonly path: string;
  readonly operator: string;
  /** Block instances around the layer, outermost first. */
  readonly blocks: readonly BlockInstance[];
  /** Shapes of the results. */
  readonly outputs: readonly (readonly number[])[];
  readonly params: number;
  readonly buffers: number;
  readonly macs: number;
  readonly elementwise: number;
  /** Elements of the results. */
  readonly activations: number;
  /**
   * Part of the input that an element depends on, a spatial axis, and its step from element to element. `whole` where
   * it is all of the input. `null` where the layer does not depend on an input.
   */
  readonly receptiveField: {
    readonly extent: readonly number[];
    readonly jump: readonly number[];
    readonly whole: boolean;
  } | null;
}

/**
 * The report for programs, schema `cnnc-report/1`. Shapes have no batch. All counts are exact integers: `params` are
 * trainable numbers and `buffers` the others, a shared weight at its first layer only; `macs` are multiply-adds of
 * convolutions and dense layers, `elementwise` all other arithmetic, both for one sample; bytes are those of float32.
 * `layers` and `totals` are of the inference network, `training` of what exists in training only.
 */
export interface ReportJson {
  readonly schema: "cnnc-report/1";
  readonly model: string;
  readonly doc: string;
  readonly inputs: readonly NamedShape[];
  readonly outputs: readonly NamedShape[];
  /** What the source marks `tap`, by path. */
  readonly taps: readonly NamedShape[];
  readonly layers: readonly ReportLayer[];
  /**
   * `activationBytes` are those of all results, as if none shared memory; `peakBytes` those of the planned arena for
   * one batch, `null` where nothing was scheduled.
   */
  readonly totals: Totals & { readonly peakBytes: number | null };
  readonly training: { readonly layers: readonly ReportLayer[]; readonly totals: Totals };
  /** Samples in a run of the plan; `null` where nothing was scheduled. */
  readonly batch: number | null;
}

export function reportJson(analysis: NetworkAnalysis): ReportJson {
  const { name, doc, inputs, outputs, taps, rows, totals, training, batch } = analysis;
  return {
    schema: "cnnc-report/1",
    model: name,
    ...{ doc, inputs, outputs, taps },
    layers: rows.map(layerJson),
    totals: { ...totals, peakBytes: totals.peakBytes ?? null },
    training: { layers: training.rows.map(layerJson), totals: training.totals },
    batch: batch ?? null,
  };
}

function layerJson({ op, receptiveField, path, ...rest }: LayerRow): ReportLayer {
  return { path, operator: op, ...rest, receptiveField: receptiveField ?? null };
}
