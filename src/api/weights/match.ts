import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { typeOf, type Graph } from "../../ir/graph.js";
import { trainingWeights } from "../../passes/inference.js";
import type { SafetensorsEntry } from "../../runtime/shared/safetensors.js";
import { matchWeights } from "../../runtime/shared/weights.js";
import { fitFindings, namesOf, openWeights, type WeightFile } from "./fit.js";

/** A weight file that fits a network. */
export interface MatchedWeights {
  /** Names in the file, by the weight's path, where they differ. */
  readonly names: ReadonlyMap<string, string>;
  /** Where each weight that inference needs lies in the file. */
  readonly places: ReadonlyMap<string, SafetensorsEntry>;
  /** What there is to say about the weights, although they can be used. */
  readonly warnings: readonly Diagnostic[];
}

/** The weights that a network needs in a file, or why the file cannot be used. */
export async function matchedWeights(
  graph: Graph,
  file: WeightFile,
  entry: string,
): Promise<MatchedWeights | readonly Diagnostic[]> {
  const mapped = namesOf(graph, file);
  if (mapped !== undefined && "length" in mapped) return mapped;
  const opened = await openWeights(file);
  if ("code" in opened) return [opened];
  const findings = await fitFindings(graph, opened, file, entry);
  if (findings.some(({ code }) => code !== "CNN0506")) return findings;
  // They can be computed with, so what is said of them is no more than a warning.
  const warnings = findings.map((finding) => ({ ...finding, severity: "warning" as const }));
  const training = new Set(trainingWeights(graph).map(({ path }) => path));
  const expected = graph.weights
    .filter(({ path }) => !training.has(path))
    .map(({ path, value }) => ({ path, shape: typeOf(graph, value).shape.map(Number) }));
  const names = mapped?.names ?? new Map<string, string>();
  return { names, places: matchWeights(opened, expected, names, [...training]), warnings };
}
