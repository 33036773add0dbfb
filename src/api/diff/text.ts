import { visible, visibleJson } from "../../diagnostics/visible.js";
import { elide, padEnd, padStart, type Paint } from "../text.js";
import { firstDivergence, type Difference, type LayerDifference } from "./compare.js";

/** What is compared, in words, and when a layer counts as another. */
export interface DiffFacts {
  readonly first: string;
  readonly second: string;
  readonly tolerance: number;
}

const longestPath = 48;

/** A row a layer, then what is the first to diverge. */
export function diffText(difference: Difference, facts: DiffFacts, paint: Paint): string {
  const { by, layers, onlyFirst, onlySecond } = difference;
  const first = firstDivergence(difference, facts.tolerance);
  const path = (text: string): string => elide(visible(text), longestPath);
  const rows = layers.map((layer) => [
    path(layer.path),
    ...(layer.otherPath === undefined ? [] : [path(layer.otherPath)]),
    layer.operator,
    shapes(layer),
    shown(layer.error),
  ]);
  const titles = [
    ...(by === "place" ? [facts.first, facts.second].map(path) : ["Layer"]),
    ...["Operator", "Output", "max|error| / rms"],
  ];
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === titles.length - 1 ? padStart : padEnd)(cell, widths[column] ?? 0))
      .join("  ");
  const table = [
    paint("strong", line(titles)),
    paint("faint", "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2))),
    ...rows.map((row, index) => {
      const { error = 0 } = layers[index] ?? {};
      return error <= facts.tolerance ? line(row) : paint("strong", line(row));
    }),
  ];
  const lone = [
    ...(by === "place" ? ["layers are matched by their places, since their paths differ"] : []),
    ...aside(facts.first, onlyFirst),
    ...aside(facts.second, onlySecond),
  ];
  return `${[...table, "", ...lone, verdict(first, facts)].join("\n")}\n`;
}

/** The same for programs, schema `cnnc-diff/1`; an error that has no number is null. */
export function diffJson(difference: Difference, facts: DiffFacts): string {
  const diverges = firstDivergence(difference, facts.tolerance)?.path ?? null;
  return `${visibleJson({ schema: "cnnc-diff/1", ...facts, diverges, ...difference })}\n`;
}

function verdict(first: LayerDifference | undefined, { tolerance, ...sides }: DiffFacts): string {
  const pair = `${visible(sides.first)} and ${visible(sides.second)}`;
  if (first === undefined) return `${pair} agree within ${tolerance} in every layer that both have`;
  const { path, otherShape, error } = first;
  const place = `${visible(path)} is the first layer in which ${pair} diverge`;
  if (otherShape !== undefined) return `${place}: their shapes differ`;
  return `${place}: by ${shown(error)} of its root mean square`;
}

function aside(side: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const named = paths.slice(0, 5).map((path) => visible(path));
  const more = paths.length > named.length ? `, and ${paths.length - named.length} more` : "";
  return [`only in ${visible(side)}: ${named.join(", ")}${more}`];
}

function shapes({ shape, otherShape }: LayerDifference): string {
  const text = `[${shape.join(", ")}]`;
  return otherShape === undefined ? text : `${text} [${otherShape.join(", ")}]`;
}

function shown(error: number): string {
  if (error === 0) return "0";
  if (!Number.isFinite(error)) return "–";
  return error >= 1e-3 && error < 1e4 ? String(Number(error.toPrecision(2))) : error.toExponential(1);
}
