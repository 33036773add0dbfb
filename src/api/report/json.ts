import type { LayerRow, NamedShape, NetworkAnalysis, Totals } from "../../analysis/layers.js";
import type { MemoryUse } from "../../analysis/memory.js";
import { blocksOf, type UsedBlock } from "../../analysis/tree.js";
import type { Attributes } from "../../ir/graph.js";
import { algorithmText } from "../../program/algorithms.js";

// `report.schema.json` says the same for programs; the tests hold the two together.

/** One layer of {@link ReportJson}. */
interface ReportLayer {
  readonly path: string;
  readonly operator: string;
  readonly attributes: Attributes;
  /** Block instances around the layer, outermost first. */
  readonly blocks: readonly { readonly block: string; readonly path: string }[];
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
  /**
   * How the plan has it multiply and add: `Winograd F(4,3) by 49`, `direct 4×8`, `product 4×8`, `Strassen 2×16`, `depthwise by 4`,
   * `dense`. `null` where it does not, or nothing was scheduled.
   */
  readonly algorithm: string | null;
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
  /** Blocks that are used, with their doc comments. */
  readonly blocks: readonly UsedBlock[];
  readonly layers: readonly ReportLayer[];
  /**
   * `activationBytes` are those of all results, as if none shared memory; `peakBytes` those of the planned arena for
   * one batch, `null` where nothing was scheduled.
   */
  readonly totals: Totals & { readonly peakBytes: number | null };
  readonly training: {
    readonly inputs: readonly NamedShape[];
    readonly outputs: readonly NamedShape[];
    readonly layers: readonly ReportLayer[];
    readonly totals: Totals;
  };
  /** Samples in a run of the plan; `null` where nothing was scheduled. */
  readonly batch: number | null;
  /** The plan over time; `null` where nothing was scheduled. */
  readonly memory: Pick<MemoryUse, "calls" | "buffers"> | null;
}

export function reportJson(analysis: NetworkAnalysis): ReportJson {
  const { name, doc, inputs, outputs, taps, rows, totals, training, memory } = analysis;
  return {
    schema: "cnnc-report/1",
    model: name,
    ...{ doc, inputs, outputs, taps },
    blocks: blocksOf([...rows, ...training.rows]),
    layers: rows.map(layerJson),
    totals: { ...totals, peakBytes: memory?.arenaBytes ?? null },
    training: {
      inputs: training.inputs,
      outputs: training.outputs,
      layers: training.rows.map(layerJson),
      totals: training.totals,
    },
    batch: memory?.batch ?? null,
    memory: memory === undefined ? null : { calls: memory.calls, buffers: memory.buffers },
  };
}

function layerJson({ path, op, blocks, receptiveField, algorithm, ...rest }: LayerRow): ReportLayer {
  return {
    ...{ path, operator: op },
    ...rest,
    blocks: blocks.map(({ block, path: instance }) => ({ block, path: instance })),
    receptiveField: receptiveField ?? null,
    algorithm: algorithmText(algorithm) || null,
  };
}
