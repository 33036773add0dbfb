import type { ConvAlgorithm, OperationOf, RegisterTile } from "../../program/program.js";
import type { Numerics } from "../../schedule/demands.js";
import { contractionOf, isInRuns } from "./contraction.js";
import { bindingElements, type SupportedLimits } from "./device-limits.js";
import { leadingZeros } from "./memory.js";
import { minimals, type Minimal } from "./minimal.js";
import { lanes, vectorsFor } from "./vectors.js";

type Contraction = OperationOf<"conv" | "convInputGradient">;

/** What the choice of an algorithm depends on, besides the convolution. */
export interface ChoiceOptions {
  readonly numerics: Numerics;
  readonly limits: SupportedLimits;
}

/** Takes an algorithm of the candidates, of which there is one at least. */
export type GpuChoice = (candidates: readonly ConvAlgorithm[], operation: Contraction) => ConvAlgorithm;

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

/** The candidate that is expected to be the fastest. */
export const chooseConv: GpuChoice = (candidates, operation) => {
  const [first, ...others] = candidates.map((algorithm) => ({
    algorithm,
    cost: costOf(operation, algorithm),
  }));
  if (first === undefined) throw new Error("there are no candidates");
  return others.reduce((best, other) => (other.cost < best.cost ? other : best), first).algorithm;
};

/**
 * What a number of a transform costs, written and read again, and a weight that is read, in multiplications. Measured are
 * 9 for a transform on SwiftShader, and GPUs do 50 to 150 while memory moves a number twice: a module has one choice for all.
 */
const transformCost = 48;
const weightCost = 8;

function costOf(operation: Contraction, algorithm: ConvAlgorithm): number {
  const { terms, results } = contractionOf(operation);
  const [samples = 1, , rows = 1, columns = 1] = operation.output.shape;
  const products = terms * results;
  if (algorithm.kind !== "winograd") {
    const { kernel } = operation.window;
    return kernel[0] * kernel[1] * products * (samples * rows * columns + weightCost);
  }
  const planes = (algorithm.outputs[0] + 2) ** 2;
  return planes * (algorithm.block * (products + transformCost * (terms + results)) + weightCost * products);
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

/** Rows and columns of tiles in a sample. */
export function gridOf({ output }: Contraction, outputs: number): readonly [number, number] {
  const [, , rows = 1, columns = 1] = output.shape;
  return [Math.ceil(rows / outputs), Math.ceil(columns / outputs)];
}

function tilesOf(operation: Contraction, { outputs }: Minimal): number {
  const [samples = 1] = operation.output.shape;
  const [rows, columns] = gridOf(operation, outputs);
  return samples * rows * columns;
}
