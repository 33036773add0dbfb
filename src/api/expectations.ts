import type { LayerRow, NetworkAnalysis } from "../analysis/layers.js";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { Expectation, Metric } from "../elaborate/expectations.js";

/** Layers that a finding names. */
const shownLayers = 3;
const float32Bytes = 4;

/** The expectations that do not hold; `planned` gives the counts with the memory planned, which takes time. */
export function failedExpectations(
  expectations: readonly Expectation[],
  analysis: NetworkAnalysis,
  planned: () => NetworkAnalysis,
): readonly Diagnostic[] {
  return expectations.flatMap((expectation) => {
    const { metric } = expectation;
    const actual = metric === "peak_memory" ? (planned().memory?.arenaBytes ?? 0) : analysis.totals[metric];
    return holds(expectation, actual) ? [] : [failure(expectation, actual, analysis)];
  });
}

function holds({ relation, value }: Expectation, actual: number): boolean {
  return {
    "==": actual === value,
    "!=": actual !== value,
    "<": actual < value,
    "<=": actual <= value,
    ">": actual > value,
    ">=": actual >= value,
  }[relation];
}

function failure(
  { metric, relation, value, span }: Expectation,
  actual: number,
  analysis: NetworkAnalysis,
): Diagnostic {
  const difference = actual - value;
  const text =
    difference === 0
      ? `${metric} is just that`
      : `${metric} is ${grouped(actual)}, ${grouped(Math.abs(difference))} ${difference > 0 ? "more" : "less"}`;
  const message = `expected ${metric} ${relation} ${grouped(value)}, but it is ${grouped(actual)}`;
  const help = "cnnc report counts every layer; mend the network, or the number";
  return { ...error("CNN0402", message, [{ span, text }], help), note: heaviest(metric, analysis) };
}

/** The layers with the most of what is counted; of memory, those with the largest results. */
function heaviest(metric: Metric, { rows }: NetworkAnalysis): string | undefined {
  const isMemory = metric === "peak_memory";
  const weight = (row: LayerRow): number => (isMemory ? row.activations * float32Bytes : row[metric]);
  const total = rows.reduce((sum, row) => sum + weight(row), 0);
  const lines = [...rows]
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, shownLayers)
    .filter((row) => weight(row) > 0)
    .map((row) => {
      const share = isMemory ? "" : ` (${((100 * weight(row)) / total).toFixed(1)}%)`;
      return `  ${row.path}  ${grouped(weight(row))}${share}`;
    });
  const head = isMemory ? "the largest results, in bytes" : `the layers with the most ${metric}`;
  return lines.length === 0 ? undefined : [`${head}:`, ...lines].join("\n");
}

/** `1_234_567`, as the language writes numbers. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "_");
}
