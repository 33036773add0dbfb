import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Sample, SampleResult } from "./batches.js";
import type { LoadedNetwork, SampleOutput } from "./load.js";
import { dataProblem } from "./samples.js";
import { scoresClasses } from "./scores.js";

/** A sample whose class is known. */
export interface LabelledSample extends Sample {
  /** Index of its class. */
  readonly actual: number;
}

/** How often samples of one class were taken for another, or for itself. */
export interface Confusion {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

export interface ClassSummary {
  readonly index: number;
  readonly name: string;
  /** Samples of the class, samples taken for it, and those that are both. */
  readonly samples: number;
  readonly predicted: number;
  readonly right: number;
}

/** What a network got right. */
export interface Evaluation {
  readonly model: string;
  readonly output: string;
  readonly samples: number;
  /** Samples whose class has the largest score, and samples whose class is among the five largest. */
  readonly right: number;
  readonly rightIn5: number;
  readonly classes: readonly ClassSummary[];
  /** Everything that happened, by actual class, then by predicted class. */
  readonly confusions: readonly Confusion[];
}

/** Five of this many classes or fewer say little. */
const fewClasses = 10;

/** Whether the five best classes are worth a number. */
export function showsTop5({ classes }: Evaluation): boolean {
  return classes.length > fewClasses;
}

/** The output that scores classes: the one named, or the only one. */
export function scoringOutput(
  network: LoadedNetwork,
  named: string | undefined,
  entry: string,
): SampleOutput | Diagnostic {
  const candidates = network.outputs.filter(scoresClasses);
  const [only, ...others] = candidates.filter(({ name }) => named === undefined || name === named);
  if (only !== undefined && others.length === 0) return only;
  const names = candidates.map(({ name }) => name).join(", ");
  if (candidates.length === 0) return dataProblem(entry, `no output of ${network.name} scores classes`);
  return named === undefined
    ? dataProblem(
        entry,
        `several outputs of ${network.name} score classes`,
        `choose one by \`--head\`: ${names}`,
      )
    : dataProblem(
        entry,
        `no output ${named} of ${network.name} scores classes`,
        `those that do are ${names}`,
      );
}

/** The class that a folder is named for: a label that no other class has, or an index. */
export function classNamed(name: string, { labels, elements }: SampleOutput): number | undefined {
  const first = labels?.indexOf(name) ?? -1;
  if (first >= 0) return labels?.lastIndexOf(name) === first ? first : undefined;
  const index = /^\d+$/.test(name) ? Number(name) : elements;
  return index < elements ? index : undefined;
}

/** Counts results as they come. */
export class Evaluator {
  /** Row-major: actual, then predicted. */
  private readonly matrix: Uint32Array;
  private rightIn5 = 0;

  constructor(
    private readonly network: LoadedNetwork,
    private readonly output: SampleOutput,
  ) {
    this.matrix = new Uint32Array(output.elements ** 2);
  }

  /** Counts a result; scores that are not numbers are none, and said to be so. */
  add({ sample, values }: SampleResult<LabelledSample>): Diagnostic | undefined {
    const scores = values[this.output.name] ?? new Float32Array();
    if (scores.includes(NaN)) return dataProblem(sample.name, `the scores of ${sample.name} are not numbers`);
    const { actual } = sample;
    const own = scores[actual] ?? NaN;
    // Equal scores are in the order of their classes.
    const before = scores.reduce((count, score, index) => {
      return count + (score > own || (score === own && index < actual) ? 1 : 0);
    }, 0);
    if (before < 5) this.rightIn5 += 1;
    const predicted = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
    const cell = actual * this.output.elements + predicted;
    this.matrix[cell] = (this.matrix[cell] ?? 0) + 1;
    return undefined;
  }

  finish(): Evaluation {
    const { elements, labels, name } = this.output;
    const confusions: Confusion[] = [];
    this.matrix.forEach((count, cell) => {
      if (count > 0)
        confusions.push({ actual: Math.floor(cell / elements), predicted: cell % elements, count });
    });
    const classes = Array.from({ length: elements }, (_, index) => {
      const own = confusions.filter(({ actual }) => actual === index);
      return {
        index,
        name: labels?.[index] ?? String(index),
        samples: sumOf(own),
        predicted: sumOf(confusions.filter(({ predicted }) => predicted === index)),
        right: sumOf(own.filter(({ predicted }) => predicted === index)),
      };
    });
    const right = classes.reduce((sum, of) => sum + of.right, 0);
    const { rightIn5 } = this;
    return {
      model: this.network.name,
      output: name,
      samples: sumOf(confusions),
      right,
      rightIn5,
      classes,
      confusions,
    };
  }
}

function sumOf(confusions: readonly Confusion[]): number {
  return confusions.reduce((sum, { count }) => sum + count, 0);
}

/** Mistakes, the most frequent first. */
export function worstOf(confusions: readonly Confusion[]): readonly Confusion[] {
  return confusions
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.count - a.count || a.actual - b.actual || a.predicted - b.predicted);
}

/** Classes with samples, those with the smallest share of right ones first. */
export function hardestOf(classes: readonly ClassSummary[]): readonly ClassSummary[] {
  return classes
    .filter(({ samples }) => samples > 0)
    .sort((a, b) => a.right / a.samples - b.right / b.samples || b.samples - a.samples || a.index - b.index);
}

/** The document that `cnnc eval --json` prints. */
export function evaluationJson(evaluation: Evaluation, failed: number): unknown {
  const { model, output, samples, right, rightIn5, classes, confusions } = evaluation;
  return {
    schema: "cnnc-eval/1",
    model,
    output,
    samples,
    failed,
    right,
    rightIn5,
    classes: classes.map(({ index, name, samples: count, predicted, right: hits }) => {
      return { index, name, samples: count, predicted, right: hits };
    }),
    confusions: confusions.map(({ actual, predicted, count }) => [actual, predicted, count]),
  };
}
