import type { OperationKind } from "../../program/program.js";
import { algorithmText } from "../../program/algorithms.js";
import { timeByKind, type Profile } from "./profile.js";

// `profile.schema.json` says the same for programs; the tests hold the two together.

/** The profile for programs, schema `cnnc-profile/1`. Times are medians in milliseconds. */
export interface ProfileJson {
  readonly schema: "cnnc-profile/1";
  readonly model: string;
  /** Samples of a run. */
  readonly batch: number;
  readonly machine: string;
  /** Timed runs. */
  readonly runs: number;
  /** A whole run, and the sum of its calls when they are timed one by one. */
  readonly run: number;
  readonly milliseconds: number;
  /** The most multiply-adds a second of one thread; `null` where that was not measured. */
  readonly peak: number | null;
  readonly layers: readonly {
    readonly path: string;
    readonly operator: string;
    readonly algorithm: string | null;
    /** Paths of the layers that are computed with it. */
    readonly inside: readonly string[];
    readonly blocks: readonly { readonly block: string; readonly path: string }[];
    readonly source: { readonly file: string; readonly line: number } | null;
    readonly milliseconds: number;
    readonly macs: number;
    readonly bytes: number;
    readonly calls: readonly { readonly kind: OperationKind; readonly milliseconds: number }[];
  }[];
  readonly kinds: readonly {
    readonly kind: string;
    readonly layers: number;
    readonly milliseconds: number;
    readonly macs: number;
  }[];
}

export function profileJson(profile: Profile): ProfileJson {
  const { model, batch, machine, runs, run, milliseconds, peak, rows } = profile;
  return {
    schema: "cnnc-profile/1",
    ...{ model, batch, machine, runs, run, milliseconds },
    peak: peak ?? null,
    layers: rows.map(({ layer, inside, source, calls, ...costs }) => ({
      path: layer.path,
      operator: layer.op,
      algorithm: algorithmText(layer.algorithm) || null,
      inside: inside.map(({ path }) => path),
      blocks: layer.blocks.map(({ block, path }) => ({ block, path })),
      source: source ?? null,
      ...costs,
      calls,
    })),
    kinds: timeByKind(profile),
  };
}
