import { Problem, type Traits } from "../ir/operator.js";
import type { Counts, ReceptiveField, Syntax, WeightSlot } from "./definition.js";

/** Attributes of an operator that has none. */
export type NoAttributes = Readonly<Record<string, never>>;

export const noTraits: Traits = {
  elementwise: undefined,
  contraction: undefined,
  inferenceIdentity: false,
  layoutOnly: false,
  commutative: false,
};

export const noWeights = (): readonly WeightSlot[] => [];
export const noCounts = (): Counts => ({ macs: 0, elementwise: 0 });
/** {@link noCounts} in words. */
export const countsNothing = "none: it only moves elements";
export const pointwise = (): ReceptiveField => ({ kind: "pointwise" });

interface Writing {
  readonly syntax: Syntax;
  resolve(): Problem;
}

/** Syntax of an operator that only passes and gradients make. */
export const internal: Writing = {
  syntax: { kind: "internal" },
  resolve: () => new Problem("CNN0101", "this operator is made by the compiler and cannot be written"),
};
