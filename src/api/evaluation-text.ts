import { visible, width } from "../diagnostics/visible.js";
import { hardestOf, showsTop5, worstOf, type ClassSummary, type Evaluation } from "./evaluate.js";
import { elide, grouped, padEnd, padStart, type Paint } from "./text.js";

/** Rows of a list of the worst. */
const listed = 10;
/** Terminal columns of a class's name. */
const longestName = 30;

/** Accuracy, the confusion matrix where it fits the width, else the hardest classes, and the worst confusions. */
export function renderEvaluation(
  evaluation: Evaluation,
  options: { readonly width: number; readonly paint: Paint },
): string {
  const { samples, right, rightIn5, classes, confusions } = evaluation;
  const { paint } = options;
  const rate = (title: string, hits: number): string =>
    `${padEnd(title, 10)}${paint("strong", percent(hits, samples))}  ${grouped(hits)} of ${grouped(samples)}`;
  const matrix = matrixLines(evaluation, options);
  const worst = worstOf(confusions).slice(0, listed);
  const names = new Map(classes.map(({ index, name }) => [index, elide(visible(name), longestName)]));
  const nameOf = (index: number): string => names.get(index) ?? "";
  const columns = Math.max(0, ...worst.map(({ actual }) => width(nameOf(actual))));
  const counts = Math.max(0, ...worst.map(({ count }) => grouped(count).length));
  return [
    rate("accuracy", right),
    ...(showsTop5(evaluation) ? [rate("in top 5", rightIn5)] : []),
    ...(matrix.length > 0
      ? ["", ...matrix]
      : ["", ...hardestLines(hardestOf(classes).slice(0, listed), paint)]),
    ...(worst.length > 0 ? ["", paint("strong", "Most often mistaken")] : []),
    ...worst.map(({ actual, predicted, count }) => {
      const share = padStart(percent(count, classes[actual]?.samples ?? 0), 7);
      const pair = `${padStart(nameOf(actual), columns)} for ${nameOf(predicted)}`;
      return `${padStart(grouped(count), counts)} ${share} of its class  ${pair}`;
    }),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** A row an actual class, a column a predicted one, and the share that is right; nothing where it does not fit. */
function matrixLines(
  { classes, confusions }: Evaluation,
  options: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const names = classes.map(({ name }) => elide(visible(name), longestName));
  const counts = new Map(
    confusions.map(({ actual, predicted, count }) => [`${actual},${predicted}`, grouped(count)]),
  );
  const head = Math.max(6, ...names.map(width));
  const columns = classes.map(({ index }) =>
    Math.max(
      width(names[index] ?? ""),
      ...classes.map((of) => counts.get(`${of.index},${index}`)?.length ?? 1),
    ),
  );
  if (head + columns.reduce((sum, column) => sum + column + 2, 9) > options.width) return [];
  const { paint } = options;
  const cells = (row: ClassSummary): string =>
    columns
      .map((column, index) => {
        const count = counts.get(`${row.index},${index}`);
        const text = padStart(count ?? "·", column);
        if (index === row.index) return paint("accent", text);
        return count === undefined ? paint("faint", text) : text;
      })
      .join("  ");
  const header = names.map((name, index) => padStart(name, columns[index] ?? 0)).join("  ");
  return [
    paint("strong", `${padEnd("actual", head)}  ${header}    right`),
    paint("faint", "─".repeat(head + columns.reduce((sum, column) => sum + column + 2, 9))),
    ...classes.map((row) => {
      const share = row.samples === 0 ? "–" : percent(row.right, row.samples);
      return `${padEnd(names[row.index] ?? "", head)}  ${cells(row)}  ${padStart(share, 7)}`;
    }),
  ];
}

function hardestLines(classes: readonly ClassSummary[], paint: Paint): readonly string[] {
  const names = classes.map(({ name }) => elide(visible(name), longestName));
  const columns = Math.max(0, ...names.map(width));
  return [
    paint("strong", "Hardest classes"),
    ...classes.map(({ right, samples }, place) => {
      const share = padStart(percent(right, samples), 7);
      return `${share}  ${padEnd(names[place] ?? "", columns)}  ${grouped(right)} of ${grouped(samples)}`;
    }),
  ];
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(2)}%`;
}
