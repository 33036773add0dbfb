import type { OperationOf } from "../../program/program.js";
import type { View } from "../../program/view.js";
import { lanes } from "./vectors.js";

/** What a convolution and its transpose have in common. */
export interface Contraction {
  readonly groups: number;
  /** Channels in a group that are summed over, and those that result. */
  readonly terms: number;
  readonly results: number;
}

export function contractionOf(operation: OperationOf<"conv" | "convInputGradient">): Contraction {
  const { groups, kind, output } = operation;
  const source = kind === "conv" ? operation.input : operation.gradient;
  return { groups, terms: (source.shape[1] ?? 1) / groups, results: (output.shape[1] ?? 1) / groups };
}

/** A weight `[out, in / groups, kh, kw]` as `[groups, terms, results, kh, kw]`. */
export function groupedWeight(weight: View, groups: number, kind: "conv" | "convInputGradient"): View {
  const [out = 1, inner = 1, kh = 1, kw = 1] = weight.shape;
  const [outStride = 0, innerStride = 0, rowStride = 0, tapStride = 0] = weight.strides;
  const outs = { count: out / groups, stride: outStride };
  const inners = { count: inner, stride: innerStride };
  const [terms, results] = kind === "conv" ? [inners, outs] : [outs, inners];
  return {
    ...weight,
    shape: [groups, terms.count, results.count, kh, kw],
    strides: [outs.count * outStride, terms.stride, results.stride, rowStride, tapStride],
  };
}

/**
 * Whether a convolution has so few channels that whole vectors of them would be mostly zeros: rows of its windows are runs
 * of numbers then, in an input that has its padding in memory.
 */
export function isInRuns(operation: OperationOf<"conv" | "convInputGradient">): boolean {
  const { groups, terms } = contractionOf(operation);
  return operation.kind === "conv" && groups === 1 && terms < lanes && operation.window.dilation[1] === 1;
}
