import type { ConvAlgorithm, Operation } from "../../program/program.js";
import { permuteView, rowMajorStrides, type View } from "../../program/view.js";
import { groupedWeight } from "./contraction.js";
import { minimalFor } from "./minimal.js";
import { lanes, vectorsFor } from "./vectors.js";

type Kind = "conv" | "convInputGradient";

/** Extents of a packed weight: of minimal filtering `[planes, terms, results]`, else `[groups, kh, kw, terms, results]`, the last two in whole vectors; depthwise `[kh, kw, out]`. */
function packedShape(
  weight: readonly number[],
  groups: number,
  kind: Kind,
  algorithm: ConvAlgorithm,
): readonly number[] {
  const [out = 1, inner = 1, kh = 1, kw = 1] = weight;
  if (algorithm.kind === "winograd") {
    const planes = minimalFor(algorithm.outputs[0]).inputs ** 2;
    return [planes, lanes * vectorsFor(inner), lanes * vectorsFor(out)];
  }
  if (algorithm.kind === "depthwise") return [kh, kw, lanes * vectorsFor(out)];
  const [terms, results] = kind === "conv" ? [inner, out / groups] : [out / groups, inner];
  return [groups, kh, kw, lanes * vectorsFor(terms), lanes * vectorsFor(results)];
}

export function packedElements(
  weight: readonly number[],
  groups: number,
  kind: Kind,
  algorithm: ConvAlgorithm,
): number {
  return packedShape(weight, groups, kind, algorithm).reduce((product, extent) => product * extent, 1);
}

/** The operations that pack a weight `[out, in / groups, kh, kw]` into `output`, which holds zeros. */
export function packing(
  weight: View,
  groups: number,
  kind: Kind,
  algorithm: ConvAlgorithm,
  output: View,
): readonly Operation[] {
  if (algorithm.kind === "winograd") return [{ kind: "transformWeight", algorithm, input: weight, output }];
  const strides = rowMajorStrides(packedShape(weight.shape, groups, kind, algorithm));
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
