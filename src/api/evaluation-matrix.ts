import type { Confusion, Evaluation } from "./evaluate.js";
import { escapeHtml } from "./html.js";
import { grouped } from "./text.js";

/** Classes whose matrix has its numbers; a larger one is drawn. */
const mostNumbers = 40;
/** Characters of a column's name that stand upright. */
const shortName = 4;

/** The confusion matrix: a table of numbers, or a drawing where they would be too many. */
export function matrixHtml(evaluation: Evaluation): string {
  return evaluation.classes.length <= mostNumbers ? numbers(evaluation) : drawing(evaluation);
}

function numbers({ classes, confusions }: Evaluation): string {
  const counts = new Map(confusions.map(({ actual, predicted, count }) => [`${actual},${predicted}`, count]));
  const names = classes.map(({ name }) => escapeHtml(name));
  const isLong = classes.some(({ name }) => name.length > shortName);
  const heads = names.map((name) => `<th scope="col"><span>${name}</span></th>`).join("");
  const rows = classes.map(({ index, samples }) => {
    const cells = classes.map((other) => {
      const count = counts.get(`${index},${other.index}`);
      if (count === undefined) return `<td class="none">·</td>`;
      const kind = index === other.index ? "right" : "wrong";
      return `<td class="${kind}" style="--share:${strength(kind, count / samples)}%">${grouped(count)}</td>`;
    });
    return `<tr><th scope="row">${names[index] ?? ""}</th>${cells.join("")}</tr>`;
  });
  return `<table class="matrix"><thead><tr${isLong ? ' class="long"' : ""}><td></td>${heads}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

/** Percent of the colour for a share of a row: a few mistakes must be seen. */
function strength(kind: "right" | "wrong", share: number): number {
  return kind === "right" ? Math.round(100 * share) : Math.round(20 + 80 * Math.sqrt(share));
}

/** Steps of colour in the drawing. */
const steps = [20, 40, 60, 80, 100];
/** Units around a drawing of 1000 by 1000. */
const margin = 60;

/** A cell a class by a class; mistakes are drawn as large as can be seen, and what is right on top of them. */
function drawing({ classes, confusions }: Evaluation): string {
  const size = 1000 / classes.length;
  const at = (index: number): number => (index + 0.5) * size;
  const square = ({ actual, predicted }: Confusion): string => {
    const side = Math.max(size, actual === predicted ? 2.5 : 3);
    const [x, y] = [at(predicted) - side / 2, at(actual) - side / 2].map(tenths);
    return `M${x ?? ""} ${y ?? ""}h${tenths(side)}v${tenths(side)}h-${tenths(side)}z`;
  };
  const groups = (["wrong", "right"] as const).flatMap((kind) =>
    steps.map((step, place) => {
      const cells = confusions.filter(({ actual, predicted, count }) => {
        if ((actual === predicted ? "right" : "wrong") !== kind) return false;
        const percent = strength(kind, count / (classes[actual]?.samples ?? 1));
        return percent <= step && percent > (steps[place - 1] ?? -1);
      });
      const path = cells.map(square).join("");
      return path === "" ? "" : `<path class="${kind}" opacity="${step / 100}" d="${path}"/>`;
    }),
  );
  const tick = 10 ** Math.ceil(Math.log10(classes.length / 10));
  const ticks = classes
    .filter(({ index }) => index % tick === 0)
    .map(({ index }) => {
      const place = tenths(at(index));
      const row = `<text x="-8" y="${place}" text-anchor="end" dominant-baseline="middle">${index}</text>`;
      return `${row}<text x="${place}" y="-10" text-anchor="middle">${index}</text>`;
    });
  const box = `${-margin} ${-margin} ${1000 + margin + 10} ${1000 + margin + 10}`;
  return `<svg viewBox="${box}" font-size="16" role="img" aria-label="confusion matrix"><rect class="frame" width="1000" height="1000"/>${groups.join("")}${ticks.join("")}</svg>`;
}

function tenths(value: number): string {
  return String(Math.round(10 * value) / 10);
}
