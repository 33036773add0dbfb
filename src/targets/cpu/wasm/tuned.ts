import { algorithmText, nameAlgorithm } from "../../../program/algorithms.js";
import type { ConvAlgorithm } from "../../../program/program.js";
import type { Numerics } from "../../../schedule/demands.js";
import { convCandidates, shapeInPhases, type ConvShape } from "./choose.js";

/** Takes the algorithm of a convolution, in the place of the cost model; `undefined` leaves it to that. */
export type ConvChoice = (shape: ConvShape, numerics: Numerics) => ConvAlgorithm | undefined;

/** A convolution as tunings name it: `3x3, 64 to 128, 28x28, stride 2x2, padding 1 1 1 1`. Extents are those of the output. */
export function convKey({ samples, groups, channels, filters, window, extent }: ConvShape): string {
  const unlessOnes = (name: string, pair: readonly [number, number]): readonly string[] =>
    pair.every((step) => step === 1) ? [] : [`${name} ${pair.join("x")}`];
  return [
    window.kernel.join("x"),
    `${channels} to ${filters}`,
    extent.join("x"),
    ...unlessOnes("stride", window.stride),
    ...unlessOnes("dilation", window.dilation),
    ...(window.padding.every((zeros) => zeros === 0) ? [] : [`padding ${window.padding.join(" ")}`]),
    ...(groups === 1 ? [] : [`${groups} groups`]),
    ...(samples === 1 ? [] : [`${samples} samples`]),
  ].join(", ");
}

/** The samples of a convolution with this key. */
export function samplesOf(key: string): number {
  return Number(/, (\d+) samples$/.exec(key)?.[1] ?? 1);
}

/** The algorithms that there are for a convolution, by their names. */
export function namedCandidates(shape: ConvShape, numerics: Numerics): ReadonlyMap<string, ConvAlgorithm> {
  return new Map(convCandidates(shape, numerics).map((one) => [candidateName(shape, one), one]));
}

/** The name that reports have for it. */
export function candidateName(shape: ConvShape, algorithm: ConvAlgorithm): string {
  const isInPhases = algorithm.kind === "winograd" && algorithm.phases !== undefined;
  const { kernel } = (isInPhases ? shapeInPhases(shape) : shape).window;
  return algorithmText(nameAlgorithm(algorithm, kernel));
}
