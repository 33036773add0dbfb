import type { SampleOutput } from "./load.js";

export interface ClassScore {
  readonly index: number;
  /** What the source calls the class, where it does. */
  readonly label?: string | undefined;
  /** From 0 to 1; classes that do not exclude each other have one each, which do not add up to 1. */
  readonly probability: number;
}

/** Whether an output scores classes: one number a class. */
export function scoresClasses({ shape, elements }: SampleOutput): boolean {
  return shape.length === 1 && elements > 1;
}

/** Every class with its probability, the most probable first, and the first of equals first. */
export function rankedClasses(output: SampleOutput, values: Float32Array): readonly ClassScore[] {
  return probabilities(output.operator, values)
    .map((probability, index) => ({ index, label: output.labels?.[index], probability }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index);
}

/** The operator that made the values says what they mean; scores without bound are taken as logits. */
function probabilities(operator: string, values: Float32Array): number[] {
  if (operator === "softmax" || operator === "sigmoid") return [...values];
  if (operator === "log_softmax") return Array.from(values, (value) => Math.exp(value));
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const scores = Array.from(values, (value) => Math.exp(value - largest));
  const sum = scores.reduce((a, b) => a + b, 0);
  return scores.map((score) => score / sum);
}
