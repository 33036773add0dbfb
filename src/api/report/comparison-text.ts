import type { ComparedCost } from "../../analysis/compare.js";
import type { Sums } from "../../analysis/sums.js";
import { visible, width as columnsOf } from "../../diagnostics/visible.js";
import {
  elide,
  grouped,
  padEnd,
  padStart,
  painter,
  shapeList,
  shortCount,
  wrap,
  type Paint,
} from "../text.js";
import { gap } from "./columns.js";
import { changeText, type ComparedFact, type ComparedTable, type Comparison } from "./comparison.js";
import { convention } from "./summary.js";
import type { ReportOptions } from "./text.js";

const minimumWidth = 40;
const maximumProse = 100;
/** Columns of a network's name, where it is narrow and elsewhere. */
const nameColumns = { narrow: 8, wide: 14, from: 60 };
/** Columns below which what a row is called is not cut while another column can go. */
const minimumLabel = 16;

/** Two networks for a person at a terminal. Ends in a newline. */
export function renderComparison(comparison: Comparison, options: Omit<ReportOptions, "depth">): string {
  const { left, right, tables } = comparison;
  const width = Math.max(minimumWidth, options.width);
  const prose = Math.min(width, maximumProse);
  const paint = painter(options.colour);
  const names = comparison.names.map((name) =>
    elide(visible(name), width < nameColumns.from ? nameColumns.narrow : nameColumns.wide),
  );
  const titles = [left, right].flatMap(({ inputs, outputs }, side) =>
    wrap(`${comparison.names[side] ?? ""}: ${shapeList(inputs)} → ${shapeList(outputs)}`, prose),
  );
  const lines = [
    ...titles.map((line) => paint("strong", line)),
    "",
    ...factTable(comparison, names, width, paint),
    ...tables.flatMap((table) => ["", table.about, "", ...costTable(table, names, width, paint)]),
    "",
    ...wrap(convention, prose).map((line) => paint("faint", line)),
  ];
  return `${lines.join("\n")}\n`;
}

/** Numbers in full, or in few characters where it is narrow. */
function factTable({ facts }: Comparison, names: readonly string[], width: number, paint: Paint) {
  const table = (shown: (fact: ComparedFact, value: number) => string) => [
    ["", ...names, "change"],
    ...facts.map((fact) => {
      const { title, left, right } = fact;
      return [title, shown(fact, left), shown(fact, right), changeText(left, right)];
    }),
  ];
  const full = table(({ show }, value) => show(value));
  const short = table(({ show }, value) => (show === grouped ? shortCount(value) : show(value)));
  return aligned(tableWidth(full) <= width ? full : short, width, paint);
}

/** Parameters and multiply-adds of both, then only how they change, as the width allows. */
function costTable({ title, rows }: ComparedTable, names: readonly string[], width: number, paint: Paint) {
  const label = ({ name, level }: ComparedCost): string => {
    const shown = level === 0 ? name : name.split(".").slice(level).join(".");
    return `${"  ".repeat(level)}${visible(shown)}`;
  };
  const side = (of: "left" | "right", count: keyof Sums) => (row: ComparedCost) =>
    countText(row[of]?.[count]);
  const change = (count: keyof Sums) => (row: ComparedCost) =>
    changeText(row.left?.[count], row.right?.[count]);
  const [first = "", second = ""] = names;
  const params = [
    { head: ["Parameters", first], cell: side("left", "params") },
    { head: ["", second], cell: side("right", "params") },
  ];
  const macs = [
    { head: ["MACs", first], cell: side("left", "macs") },
    { head: ["", second], cell: side("right", "macs") },
  ];
  const paramChange = (heading: string) => ({ head: [heading, "change"], cell: change("params") });
  const macChange = (heading: string) => ({ head: [heading, "change"], cell: change("macs") });
  const sets = [
    [...params, paramChange(""), ...macs, macChange("")],
    [paramChange("Parameters"), ...macs, macChange("")],
    [paramChange("Parameters"), macChange("MACs")],
  ];
  const texts = sets.map((columns) => [
    ["", ...columns.map(({ head }) => head[0] ?? "")],
    [title, ...columns.map(({ head }) => head[1] ?? "")],
    ...rows.map((row) => [label(row), ...columns.map(({ cell }) => cell(row))]),
  ]);
  const fitting = texts.find((table) => tableWidth(table) <= width);
  return aligned(fitting ?? texts.at(-1) ?? [], width, paint, 2);
}

/** Columns of a table whose first column is cut as far as it may be. */
function tableWidth(table: readonly (readonly string[])[]): number {
  const [label = 0, ...others] = widths(table);
  return others.reduce((sum, columns) => sum + gap.length + columns, Math.min(minimumLabel, label));
}

function countText(count: number | undefined): string {
  return count === undefined ? "" : count === 0 ? "–" : shortCount(count);
}

function widths(table: readonly (readonly string[])[]): readonly number[] {
  return (table[0] ?? []).map((_, index) =>
    table.reduce((most, row) => Math.max(most, columnsOf(row[index] ?? "")), 0),
  );
}

/** Rows with the first column to the left and the others to the right, under a rule; the first is cut to fit. */
function aligned(
  table: readonly (readonly string[])[],
  width: number,
  paint: Paint,
  headings = 1,
): readonly string[] {
  const [label = 0, ...others] = widths(table);
  const room = others.reduce((left, columns) => left - gap.length - columns, width);
  const first = Math.max(1, Math.min(label, room));
  const lines = table.map(([name = "", ...cells]) =>
    [padEnd(elide(name, first), first), ...cells.map((cell, index) => padStart(cell, others[index] ?? 0))]
      .join(gap)
      .trimEnd(),
  );
  const rule = "─".repeat(others.reduce((sum, columns) => sum + gap.length + columns, first));
  return [
    ...lines.slice(0, headings).map((line) => paint("strong", line)),
    paint("faint", rule),
    ...lines.slice(headings),
  ];
}
