import type { Section } from "../analysis/layers.js";
import type { Sums } from "../analysis/sums.js";
import { blockTree, type TreeEntry } from "../analysis/tree.js";
import { visible, width } from "../diagnostics/visible.js";
import { elide, grouped, padEnd, padStart, type Paint } from "./text.js";

const gap = "  ";
const barColumns = 12;
/** Columns below which the layers' names are not cut while another column can go. */
const minimumLayer = 20;

/** A row of the table. */
interface Line {
  readonly role: "layer" | "block" | "total";
  /** Tree guides and the path, relative to the block around it. */
  readonly layer: string;
  readonly operator: string;
  readonly output: string;
  readonly sums: Sums;
  /** Share of the network's MACs, from 0 to 1. */
  readonly share: number;
  /** Whether the row's share is part of no other row's that has a bar. */
  readonly hasBar: boolean;
}

interface Column {
  readonly title: string;
  readonly pad: typeof padEnd;
  readonly cell: (line: Line) => string;
}

const layer: Column = { title: "Layer", pad: padEnd, cell: (line) => line.layer };
const operator: Column = { title: "Operator", pad: padEnd, cell: (line) => line.operator };
const output: Column = { title: "Output", pad: padEnd, cell: (line) => line.output };
const activations = countColumn("Activations", "activations");
const parameters = countColumn("Parameters", "params");
const macs = countColumn("MACs", "macs");
const share: Column = { title: "Share", pad: padStart, cell: (line) => percent(line.share) };

/**
 * Layers as a tree of blocks with their counts, in at most `width` terminal columns as long as the counts leave room.
 * Where it is narrow the layers' names are shortened in the middle, then the bar goes, the activations, the share, the
 * operator and the output. Blocks deeper than `depth` are folded into one row. Each section ends in its sums; only the
 * first has shares.
 */
export function renderTable(
  sections: readonly { readonly title: string; readonly section: Section }[],
  options: { readonly width: number; readonly depth: number; readonly paint: Paint },
): readonly string[] {
  const { paint } = options;
  const groups = sections.map(({ title, section }, index) =>
    linesOf(section, title, options.depth, index === 0 ? section.totals.macs : Infinity),
  );
  const lines = groups.flat();
  const largestShare = lines.reduce((most, line) => (line.hasBar ? Math.max(most, line.share) : most), 0);
  const bar: Column = {
    title: "of MACs",
    pad: padEnd,
    cell: (line) => (line.hasBar && largestShare > 0 ? barOf(line.share / largestShare) : ""),
  };
  const table = fit(lines, bar, options.width);
  const rule = paint("faint", "─".repeat(table.width));
  const render = (line: Line): string => {
    const texts = table.columns.map(({ column, columns }) =>
      column.pad(elide(column.cell(line), columns), columns),
    );
    const last = table.columns.at(-1)?.column === bar ? (texts.pop() ?? "").trimEnd() : "";
    const text = texts.join(gap);
    const shown = last === "" ? text.trimEnd() : text + gap;
    return (line.role === "layer" ? shown : paint("strong", shown)) + paint("accent", last);
  };
  const header = table.columns.map(({ column, columns }) => column.pad(column.title, columns)).join(gap);
  const body = groups.map((group) => [
    ...group.slice(0, -1).map(render),
    rule,
    ...group.slice(-1).map(render),
  ]);
  return [
    paint("strong", header.trimEnd()),
    rule,
    ...body.flatMap((part, index) => (index === 0 ? part : ["", ...part])),
  ];
}

/** The columns that fit, with their widths. */
function fit(lines: readonly Line[], bar: Column, available: number) {
  const sets = [
    [layer, operator, output, activations, parameters, macs, share, bar],
    [layer, operator, output, activations, parameters, macs, share],
    [layer, operator, output, parameters, macs, share],
    [layer, operator, output, parameters, macs],
    [layer, output, parameters, macs],
    [layer, parameters, macs],
  ];
  const natural = new Map<Column, number>(
    [...new Set(sets.flat())].map((column) => [
      column,
      lines.reduce((most, line) => Math.max(most, width(column.cell(line))), width(column.title)),
    ]),
  );
  const widthOf = (column: Column): number => (column === bar ? barColumns : (natural.get(column) ?? 0));
  const room = ([, ...others]: readonly Column[]): number =>
    others.reduce((left, column) => left - gap.length - widthOf(column), available);
  const wanted = Math.min(widthOf(layer), minimumLayer);
  const chosen = sets.find((set) => room(set) >= wanted) ?? sets.at(-1) ?? [];
  const columns = chosen.map((column) => ({
    column,
    columns: column === layer ? Math.max(1, Math.min(widthOf(layer), room(chosen))) : widthOf(column),
  }));
  const total = columns.reduce((sum, each) => sum + each.columns, gap.length * (columns.length - 1));
  return { columns, width: total };
}

/** The rows of a section and last its sums; shares are those of `macs`. */
function linesOf({ rows, totals }: Section, title: string, depth: number, macs: number): readonly Line[] {
  const shareOf = (sums: Sums): number => (macs === 0 ? 0 : sums.macs / macs);
  const lines: Line[] = [];
  const visit = (entries: readonly TreeEntry[], around: string, guide: string, level: number): void => {
    entries.forEach((entry, index) => {
      const last = index === entries.length - 1;
      const { path, sums, operator, outputs } = described(entry);
      const isOpen = entry.kind === "block" && level < depth;
      lines.push({
        role: entry.kind,
        layer: visible(`${level === 0 ? "" : `${guide}${last ? "└ " : "├ "}`}${relative(path, around)}`),
        operator: visible(operator),
        output: outputs.map((shape) => `[${shape.join(", ")}]`).join(" "),
        sums,
        share: shareOf(sums),
        hasBar: !isOpen,
      });
      if (isOpen) visit(entry.entries, path, level === 0 ? "" : `${guide}${last ? "  " : "│ "}`, level + 1);
    });
  };
  visit(blockTree(rows), "", "", 0);
  const total = { layer: title, operator: "", output: "", sums: totals, share: shareOf(totals) };
  return [...lines, { ...total, role: "total", hasBar: false }];
}

function described(entry: TreeEntry) {
  if (entry.kind === "block") return { ...entry, operator: entry.block };
  const { row } = entry;
  return { path: row.path, sums: row, operator: row.op, outputs: row.outputs };
}

/** A path without that of the block around it. */
function relative(path: string, around: string): string {
  return around !== "" && path.startsWith(`${around}.`) ? path.slice(around.length + 1) : path;
}

function countColumn(title: string, count: keyof Sums): Column {
  const cell = ({ sums }: Line): string => (sums[count] === 0 ? "–" : grouped(sums[count]));
  return { title, pad: padStart, cell };
}

function percent(part: number): string {
  if (part === 0) return "";
  return part < 0.0005 ? "<0.1%" : `${(100 * part).toFixed(1)}%`;
}

/** A bar in eighths of a column. */
function barOf(length: number): string {
  const eighths = Math.round(length * barColumns * 8);
  return "█".repeat(Math.floor(eighths / 8)) + ("▏▎▍▌▋▊▉"[(eighths % 8) - 1] ?? "");
}
