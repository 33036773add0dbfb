import type { LayerRow } from "../../analysis/layers.js";
import type { OperationKind } from "../../program/program.js";
import { operatorLabel } from "../report/operator-label.js";

/** A layer and the time of its calls. */
export interface ProfileRow {
  readonly layer: LayerRow;
  /** Layers that its calls compute besides. */
  readonly inside: readonly LayerRow[];
  /** Where the source has it. */
  readonly source: { readonly file: string; readonly line: number } | undefined;
  readonly calls: readonly { readonly kind: OperationKind; readonly milliseconds: number }[];
  readonly milliseconds: number;
  /** Multiply-adds of a run, as the definition of the layer has them. */
  readonly macs: number;
  /** Bytes of what the calls read and write. */
  readonly bytes: number;
}

/** Where a run of a compiled network spends its time, on whatever target. */
export interface Profile {
  readonly model: string;
  /** Samples of a run. */
  readonly batch: number;
  /** What it was measured on. */
  readonly machine: string;
  /** In the order of the calls. */
  readonly rows: readonly ProfileRow[];
  /** Sum over the rows. */
  readonly milliseconds: number;
  /** A run without looking at the clock in between, and how often runs were timed. */
  readonly run: number;
  readonly runs: number;
  /** The most multiply-adds a second that the machine can do, where that was measured. */
  readonly peak: number | undefined;
}

/** What several rows take together. */
export interface TimeSum {
  readonly layers: number;
  readonly milliseconds: number;
  readonly macs: number;
}

export function timeOf(rows: readonly ProfileRow[]): TimeSum {
  return {
    layers: rows.length,
    milliseconds: rows.reduce((sum, row) => sum + row.milliseconds, 0),
    macs: rows.reduce((sum, row) => sum + row.macs, 0),
  };
}

/** Kinds of layers, such as `conv 3×3` and `maxpool`, by the time that they take, longest first. */
export function timeByKind({ rows }: Profile): readonly (TimeSum & { readonly kind: string })[] {
  const groups = new Map<string, ProfileRow[]>();
  for (const row of rows) {
    const kind = kindOf(row.layer);
    groups.set(kind, [...(groups.get(kind) ?? []), row]);
  }
  return [...groups]
    .map(([kind, group]) => ({ kind, ...timeOf(group) }))
    .sort((one, other) => other.milliseconds - one.milliseconds);
}

/** The operator, of a layer that multiplies and adds with its kernel. */
function kindOf(layer: LayerRow): string {
  return layer.macs === 0 ? layer.op : (operatorLabel(layer).split(", ")[0] ?? layer.op);
}

/** Operations a second, in thousands of millions: a multiply-add is two. */
export function gigaflops({ macs, milliseconds }: TimeSum): number {
  return milliseconds === 0 ? 0 : (2 * macs) / milliseconds / 1e6;
}

/** The part of the time of all calls. */
export function partOfTime({ milliseconds }: TimeSum, all: Pick<Profile, "milliseconds">): number {
  return all.milliseconds === 0 ? 0 : milliseconds / all.milliseconds;
}

/** The part of the peak that multiply-adds reach; more than 1 where an algorithm needs fewer of them. */
export function partOfPeak({ macs, milliseconds }: TimeSum, { peak }: Profile): number | undefined {
  return peak === undefined || milliseconds === 0 ? undefined : (1000 * macs) / milliseconds / peak;
}

/** How numbers are meant. */
export function legendOf({ peak, runs, batch }: Profile): string {
  const samples = batch === 1 ? "one sample" : `${batch} samples`;
  const limit =
    peak === undefined
      ? " A call is timed by the GPU, in a pass of its own; a run with its inputs and results, by the clock."
      : ` Of the peak, which is ${((2 * peak) / 1e9).toFixed(1)} GFLOP/s: what one thread multiplies and adds in registers.`;
  const beyond = peak === undefined ? "" : ", so that its effective GFLOP/s may exceed the peak";
  return (
    `Medians of ${runs} runs of ${samples}, after a warm-up. A multiply-add is two operations (FLOP), and counted as the ` +
    `definition of the layer has it: minimal filtering (Winograd) needs fewer${beyond}.${limit} A row has the layers that its calls compute besides, and what pads or copies for it.`
  );
}
