import type { Sums } from "../../analysis/sums.js";
import { visible, width } from "../../diagnostics/visible.js";
import { grouped, padEnd, padStart, shortCount } from "../text.js";
import { algorithmText } from "../../program/algorithms.js";
import type { Line } from "./lines.js";

/** A column of a table in a terminal. */
export interface Column<L extends Line = Line> {
  readonly title: string;
  readonly pad: typeof padEnd;
  readonly cell: (line: L) => string;
  /** A bar's columns, of which as many are filled as the part says, behind the cell. */
  readonly bar?: { readonly columns: number; readonly part: (line: L) => number };
}

export interface FittedColumn<L extends Line = Line> extends Column<L> {
  /** Terminal columns, with the bar. */
  readonly columns: number;
}

export const gap = "  ";
export const barColumns = 12;
/** Columns below which the layers' names are not cut while another column can go. */
const minimumLayer = 20;

/** Columns that say most in `available` terminal columns. */
export function fittingColumns(lines: readonly Line[], available: number): readonly FittedColumn[] {
  const { layer, operator, label, output, field, algorithm, activations, ...counts } = columnsOf(lines);
  const { params, macs, shortParams, shortMacs, paramShare, macShare } = counts;
  const how = lines.some((line) => line.algorithm !== undefined) ? [algorithm] : [];
  const sets = [
    [layer, label, ...how, output, field, activations, params, paramShare, macs, macShare],
    [layer, label, ...how, output, activations, params, paramShare, macs, macShare],
    [layer, label, ...how, output, params, paramShare, macs, macShare],
    [layer, label, output, params, paramShare, macs, macShare],
    [layer, label, output, params, macs, macShare],
    [layer, operator, output, params, macs, macShare],
    [layer, operator, output, shortParams, shortMacs, macShare],
    [layer, output, shortParams, shortMacs, macShare],
    [layer, shortParams, shortMacs, macShare],
    [layer, shortParams, shortMacs],
  ];
  return fitSets(lines, sets, available);
}

/**
 * The first of the sets that fits, the last one where none does. The first column of each is that of the layers, whose
 * names are cut where even the last set is too wide.
 */
export function fitSets<L extends Line>(
  lines: readonly L[],
  sets: readonly (readonly Column<L>[])[],
  available: number,
): readonly FittedColumn<L>[] {
  const natural = new Map(
    [...new Set(sets.flat())].map((column) => {
      const bar = column.bar === undefined ? 0 : column.bar.columns + 1;
      const cells = lines.reduce((most, line) => Math.max(most, width(column.cell(line))), 0);
      return [column, Math.max(width(column.title), cells + bar)];
    }),
  );
  const widthOf = (column: Column<L>): number => natural.get(column) ?? 0;
  const room = (set: readonly Column<L>[]): number =>
    set.slice(1).reduce((left, column) => left - gap.length - widthOf(column), available);
  const chosen =
    sets.find((set) => room(set) >= Math.min(minimumLayer, ...set.slice(0, 1).map(widthOf))) ??
    sets.at(-1) ??
    [];
  return chosen.map((column) => ({
    ...column,
    columns: column === chosen[0] ? Math.max(1, Math.min(widthOf(column), room(chosen))) : widthOf(column),
  }));
}

/** Names with the tree's lines before them. */
export const layerColumn: Column = {
  title: "Layer",
  pad: padEnd,
  cell: (line) => guide(line) + visible(line.name),
};
export const labelColumn: Column = { title: "Operator", pad: padEnd, cell: (line) => visible(line.label) };
export const algorithmColumn: Column = {
  title: "Algorithm",
  pad: padEnd,
  cell: (line) => algorithmText(line.algorithm),
};

function columnsOf(lines: readonly Line[]) {
  const [layer, label] = [layerColumn, labelColumn];
  const operator: Column = { title: "Operator", pad: padEnd, cell: (line) => visible(line.operator) };
  const output: Column = { title: "Output", pad: padEnd, cell: (line) => shapes(line.outputs) };
  const field: Column = { title: "Receptive field", pad: padEnd, cell: (line) => fieldText(line.field) };
  const algorithm = algorithmColumn;
  return {
    ...{ layer, operator, label, output, field, algorithm },
    activations: countColumn("Activations", "activations", grouped),
    params: countColumn("Parameters", "params", grouped),
    macs: countColumn("MACs", "macs", grouped),
    shortParams: countColumn("Params", "params", shortCount),
    shortMacs: countColumn("MACs", "macs", shortCount),
    paramShare: shareColumn(" % of parameters", "params", lines),
    macShare: shareColumn(" % of MACs", "macs", lines),
  };
}

/** The tree's lines before a name. */
function guide({ level, last }: Line): string {
  if (level === 0) return "";
  const around = last.slice(1, -1).map((isLast) => (isLast ? "  " : "│ "));
  return around.join("") + (last.at(-1) ? "└ " : "├ ");
}

export function shapes(outputs: Line["outputs"]): string {
  return outputs.map((shape) => `[${shape.join(", ")}]`).join(" ");
}

export function fieldText(field: Line["field"]): string {
  if (field === undefined || field.extent.length === 0) return "";
  return field.whole ? "whole input" : field.extent.join("×");
}

function countColumn(title: string, count: keyof Sums, show: (count: number) => string): Column {
  return { title, pad: padStart, cell: ({ sums }) => (sums[count] === 0 ? "–" : show(sums[count])) };
}

/** Shares of the first total among the lines; what is behind it is no part of it. */
function shareColumn(title: string, count: keyof Sums, lines: readonly Line[]): Column {
  const end = lines.findIndex(({ role }) => role === "total");
  const parts = new Set(lines.slice(0, end + 1));
  const total = lines[end]?.sums[count] ?? 0;
  const share = (line: Line): number => (parts.has(line) && total > 0 ? line.sums[count] / total : 0);
  const leaves = [...parts].filter(({ isLeaf }) => isLeaf);
  const largest = leaves.reduce((most, line) => Math.max(most, share(line)), 0);
  return {
    title,
    pad: padStart,
    cell: (line) => percent(share(line)),
    bar: { columns: barColumns, part: (line) => (line.isLeaf && largest > 0 ? share(line) / largest : 0) },
  };
}

/** Empty for nothing. */
export function percent(part: number): string {
  if (part === 0) return "";
  return part < 0.0005 ? "<0.1%" : `${(100 * part).toFixed(1)}%`;
}
