import { visible, visibleJson, width } from "../diagnostics/visible.js";
import type { SampleResult } from "./batches.js";
import type { LoadedNetwork } from "./load.js";
import { rankedClasses, scoresClasses, type ClassScore } from "./scores.js";
import { barOf, elide, grouped, padEnd, padStart } from "./text.js";

/** A line of JSON. */
export function resultJson({ outputs }: LoadedNetwork, result: SampleResult, top: number): string {
  const described = outputs.map((output) => {
    const values = result.values[output.name] ?? new Float32Array();
    const classes = scoresClasses(output) ? rankedClasses(output, values).slice(0, top) : undefined;
    return [output.name, { shape: output.shape, classes, values: [...values] }] as const;
  });
  const { sample, milliseconds } = result;
  return `${visibleJson({ sample: sample.name, milliseconds, outputs: Object.fromEntries(described) })}\n`;
}

/** The most probable classes of each output with bars, and of others what their numbers are like. */
export function resultText({ outputs }: LoadedNetwork, result: SampleResult, top: number): string {
  const lines = outputs.flatMap((output) => {
    const values = result.values[output.name] ?? new Float32Array();
    const heading = outputs.length > 1 || !scoresClasses(output);
    const title = `  ${output.name}  [${output.shape.join(", ")}]`;
    if (!scoresClasses(output)) return [`${title}  ${summary(values)}`];
    return [...(heading ? [title] : []), ...classLines(rankedClasses(output, values).slice(0, top))];
  });
  return `${visible(result.sample.name)}  (${result.milliseconds.toFixed(1)} ms)\n${lines.join("\n")}\n`;
}

const barColumns = 30;
/** Terminal columns of a label. */
const longestLabel = 40;

function classLines(classes: readonly ClassScore[]): readonly string[] {
  const names = classes.map(({ index, label }) => elide(visible(label ?? String(index)), longestLabel));
  const columns = Math.max(...names.map(width));
  return classes.map(({ label, probability }, place) => {
    const name = names[place] ?? "";
    const named = label === undefined ? padStart(name, columns) : padEnd(name, columns);
    const percent = `${(100 * probability).toFixed(1)}%`.padStart(6);
    return `  ${named}  ${percent}  ${barOf(probability, barColumns)}`.trimEnd();
  });
}

function summary(values: Float32Array): string {
  if (values.length === 1) return shown(values[0] ?? NaN);
  const sum = values.reduce((a, b) => a + b, 0);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return `from ${shown(least)} to ${shown(most)}, mean ${shown(sum / values.length)}`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `12 pictures in 0.51 s (23.5 a second)`. */
export function throughput(samples: number, what: string, milliseconds: number): string {
  const perSecond = (1000 * samples) / milliseconds;
  const rate = perSecond < 100 ? perSecond.toPrecision(3) : perSecond.toFixed(0);
  return `${grouped(samples)} ${what} in ${(milliseconds / 1000).toFixed(2)} s (${rate} a second)`;
}
