import { type Paint, barOf, elide, padEnd } from "../text.js";
import { fittingColumns, gap, type FittedColumn } from "./columns.js";
import type { Line } from "./lines.js";

/**
 * Layers as a tree of blocks with their counts, in at most `width` terminal columns as long as the counts leave room.
 * Every group ends in its total; only the first has shares.
 */
export function renderTable(
  groups: readonly (readonly Line[])[],
  { width, paint }: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const costsNothing = ({ sums }: Line): boolean => sums.params + sums.macs === 0;
  return renderColumns(groups, fittingColumns(groups.flat(), width), costsNothing, paint);
}

/** Groups of lines, each of which ends in its total. */
export function renderColumns<L extends Line>(
  groups: readonly (readonly L[])[],
  columns: readonly FittedColumn<L>[],
  isFaint: (line: L) => boolean,
  paint: Paint,
): readonly string[] {
  const full = columns.reduce((sum, column) => sum + column.columns, gap.length * (columns.length - 1));
  const rule = paint("faint", "─".repeat(full));
  const header = columns
    .map((column) => (column.bar ? padEnd : column.pad)(column.title, column.columns))
    .join(gap);
  const body = groups.map((lines) => [
    ...lines.slice(0, -1).map((line) => row(line, columns, isFaint, paint)),
    rule,
    ...lines.slice(-1).map((line) => row(line, columns, isFaint, paint)),
  ]);
  return [
    paint("strong", header.trimEnd()),
    rule,
    ...body.flatMap((part, index) => (index === 0 ? part : ["", ...part])),
  ];
}

/** A line of text. */
function row<L extends Line>(
  line: L,
  columns: readonly FittedColumn<L>[],
  isFaint: (line: L) => boolean,
  paint: Paint,
): string {
  const style = line.role !== "layer" ? "strong" : isFaint(line) ? "faint" : undefined;
  const cells = columns.map((column): readonly [text: string, bar: string] => {
    const { bar } = column;
    const room = column.columns - (bar === undefined ? 0 : bar.columns + 1);
    const text = column.pad(elide(column.cell(line), room), room);
    return [text, bar === undefined ? "" : ` ${padEnd(barOf(bar.part(line), bar.columns), bar.columns)}`];
  });
  // Spaces at the end of a line are left out, colours stay around what is seen.
  const used = cells.findLastIndex((parts) => parts.join("").trim() !== "");
  return cells
    .slice(0, used + 1)
    .map(([text, bar], index) => {
      const isLast = index === used;
      const end = bar.trim() === "" ? "" : bar;
      const [shown, filled] = isLast ? [end === "" ? text.trimEnd() : text, end.trimEnd()] : [text, bar];
      return (style === undefined ? shown : paint(style, shown)) + paint("accent", filled);
    })
    .join(gap);
}
