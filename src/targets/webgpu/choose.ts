import type { ConvAlgorithm, Operation, OperationOf, RegisterTile } from "../../program/program.js";
import { rowMajorStrides, spanOf, type View } from "../../program/view.js";
import type { Numerics, Scratch } from "../../schedule/demands.js";
import { gridOf, operationsFor } from "./algorithms.js";
import { contractionOf, isInRuns } from "./contraction.js";
import { bindingElements, type SupportedLimits } from "./device-limits.js";
import type { AdapterClass } from "./estimate/devices.js";
import { expectedOn } from "./estimate/estimate.js";
import { leadingZeros } from "./memory.js";
import { minimals, type Minimal } from "./minimal.js";
import { float32In, type Precision } from "./precision.js";
import { lanes, vectorsFor } from "./vectors.js";
import { loweredOn } from "./wgsl/lowered.js";

type Contraction = OperationOf<"conv" | "convInputGradient">;

/** What the choice of an algorithm depends on, besides the convolution. */
export interface ChoiceOptions {
  readonly numerics: Numerics;
  readonly precision: Precision;
  readonly limits: SupportedLimits;
}

/** Takes an algorithm of the candidates, of which there is one at least, for a class of adapters. */
export type GpuChoice = (
  candidates: readonly ConvAlgorithm[],
  operation: Contraction,
  adapter: AdapterClass,
  millisecondsOf: (algorithm: ConvAlgorithm) => number,
) => ConvAlgorithm;

/** The usual one: kernels are made of others, too, by what a device is (`tiles.ts`). */
const tile: RegisterTile = { pixels: 8, vectors: 2 };

/**
 * The algorithms that there are for a convolution or its transpose: each channel for itself, or by tiles of pixels and
 * channels in registers, or by minimal filtering; none where groups are not whole vectors.
 */
export function convCandidates(operation: Contraction, options: ChoiceOptions): readonly ConvAlgorithm[] {
  const { groups, terms, results } = contractionOf(operation);
  if (operation.kind === "conv" && groups > 1 && terms === 1 && results === 1)
    return [{ kind: "depthwise", pixels: 4 }];
  if (groups > 1 && (terms % lanes !== 0 || results % lanes !== 0)) return [];
  const direct: ConvAlgorithm = { kind: "direct", tile };
  if (operation.kind !== "conv" || options.numerics === "exact" || !isMinimal(operation)) return [direct];
  const most = bindingElements(options.limits) - leadingZeros;
  const minimal = minimals.flatMap((algorithm): readonly ConvAlgorithm[] => {
    const tiles = tilesOf(operation, algorithm);
    const planes = algorithm.inputs ** 2;
    const [terms4, results4] = [lanes * vectorsFor(terms), lanes * vectorsFor(results)];
    if (planes * Math.max(tiles * terms4, tiles * results4, terms4 * results4) > most) return [];
    return [{ kind: "winograd", outputs: [algorithm.outputs, algorithm.outputs], block: tiles, tile }];
  });
  return [direct, ...minimal];
}

/** The candidate whose estimate is the shortest, the first of equal ones. */
export const chooseConv: GpuChoice = (candidates, _, __, millisecondsOf) => {
  const [first, ...others] = candidates.map((algorithm) => ({ algorithm, time: millisecondsOf(algorithm) }));
  if (first === undefined) throw new Error("there are no candidates");
  return others.reduce((best, other) => (other.time < best.time ? other : best), first).algorithm;
};

/** How long a convolution takes on an adapter by an algorithm, its operands in vectors, on paper. */
export function millisecondsFor(
  operation: Contraction,
  algorithm: ConvAlgorithm,
  adapter: AdapterClass,
  { scratch, precision }: { readonly scratch: Scratch; readonly precision: Precision },
): number {
  const trial = trialOf(scratch);
  const operations: readonly Operation[] = operationsFor(operation, algorithm, trial, new Map());
  const float32 = float32In(operations);
  const isHalf = ({ buffer }: View): boolean => precision === "f16" && !float32.has(buffer);
  const dispatches = operations
    .filter(({ output }) => trial.spaceOf(output) === "arena")
    .map((each) => loweredOn(adapter, each, (view) => trial.capacityOf(view), isHalf));
  return expectedOn(adapter, dispatches);
}

/** Memory that nobody hears of, beside what there is. */
function trialOf(scratch: Scratch): Scratch {
  const tried: { readonly space: ReturnType<Scratch["spaceOf"]>; readonly elements: number }[] = [];
  const own = ({ buffer }: View) => tried[-1 - buffer];
  return {
    allocate: (space, shape, strides = rowMajorStrides(shape)) => {
      const made = tried.push({ space, elements: spanOf({ shape, strides }) });
      return { buffer: -made, offset: 0, shape, strides };
    },
    spaceOf: (view) => own(view)?.space ?? scratch.spaceOf(view),
    capacityOf: (view) => own(view)?.elements ?? scratch.capacityOf(view),
  };
}

/** Whether minimal filtering computes the convolution: 3×3 taps one after another, all channels together. */
function isMinimal(operation: Contraction): boolean {
  const { groups } = operation;
  const { kernel, stride, dilation } = operation.window;
  return (
    groups === 1 &&
    !isInRuns(operation) &&
    [kernel, stride, dilation].every((pair, index) => {
      return pair.every((extent) => extent === (index === 0 ? 3 : 1));
    })
  );
}

function tilesOf({ output }: Contraction, { outputs }: Minimal): number {
  const [samples = 1] = output.shape;
  const [rows, columns] = gridOf(output, outputs);
  return samples * rows * columns;
}
