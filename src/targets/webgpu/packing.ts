import type { ConvAlgorithm, Operation } from "../../program/program.js";
import { permuteView, rowMajorStrides, type View } from "../../program/view.js";
import { groupedWeight } from "./contraction.js";
import { minimalFor } from "./minimal.js";
import { lanes, vectorsFor } from "./vectors.js";

/** What says how a weight `[out, in / groups, kh, kw]` is packed. */
export interface PackedAs {
  readonly kind: "conv" | "convInputGradient";
  readonly groups: number;
  readonly algorithm: ConvAlgorithm;
  /** Whether terms are numbers side by side instead of whole vectors. */
  readonly inRuns: boolean;
}

/** Extents of a packed weight: of minimal filtering `[planes, terms, results]`, else `[groups, kh, kw, terms, results]`, the last two in whole vectors; depthwise `[kh, kw, out]`. */
function packedShape(
  weight: readonly number[],
  { kind, groups, algorithm, inRuns }: PackedAs,
): readonly number[] {
  const [out = 1, inner = 1, kh = 1, kw = 1] = weight;
  if (algorithm.kind === "winograd") {
    const planes = minimalFor(algorithm.outputs[0]).inputs ** 2;
    return [planes, lanes * vectorsFor(inner), lanes * vectorsFor(out)];
  }
  if (algorithm.kind === "depthwise") return [kh, kw, lanes * vectorsFor(out)];
  const [terms, results] = kind === "conv" ? [inner, out / groups] : [out / groups, inner];
  return [groups, kh, kw, inRuns ? terms : lanes * vectorsFor(terms), lanes * vectorsFor(results)];
}

export function packedElements(weight: readonly number[], as: PackedAs): number {
  return packedShape(weight, as).reduce((product, extent) => product * extent, 1);
}

/** The operations that pack a weight into `output`, which holds zeros. */
export function packing(weight: View, as: PackedAs, output: View): readonly Operation[] {
  const { algorithm, groups, kind } = as;
  if (algorithm.kind === "winograd") return [{ kind: "transformWeight", algorithm, input: weight, output }];
  const strides = rowMajorStrides(packedShape(weight.shape, as));
  const input =
    algorithm.kind === "depthwise"
      ? depthwiseWeight(weight)
      : permuteView(groupedWeight(weight, groups, kind), [0, 3, 4, 1, 2]);
  return [{ kind: "copy", input, output: { ...output, shape: input.shape, strides } }];
}

/** `[out, 1, kh, kw]` as `[kh, kw, out]`. */
function depthwiseWeight(weight: View): View {
  const [, , kh = 1, kw = 1] = weight.shape;
  const [outStride = 0, , rowStride = 0, tapStride = 0] = weight.strides;
  return {
    ...weight,
    shape: [kh, kw, weight.shape[0] ?? 1],
    strides: [rowStride, tapStride, outStride],
  };
}
