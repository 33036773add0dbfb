import { sumOf } from "../../analysis/sums.js";
import { visible, width as columnsIn } from "../../diagnostics/visible.js";
import {
  algorithmColumn,
  barColumns,
  fitSets,
  labelColumn,
  layerColumn,
  percent,
  type Column,
} from "../report/columns.js";
import { comfortableDepth, sectionLines, type Line } from "../report/lines.js";
import { renderColumns } from "../report/table.js";
import { barOf, padEnd, padStart, painter, wrap } from "../text.js";
import {
  gigaflops,
  legendOf,
  partOfPeak,
  partOfTime,
  timeByKind,
  timeOf,
  type Profile,
  type ProfileRow,
  type TimeSum,
} from "./profile.js";

export interface ProfileTextOptions {
  /** Terminal columns; at least 40 are used. */
  readonly width: number;
  /** ANSI colours. */
  readonly colour: boolean;
  /** Levels of blocks that are unfolded; as many as leave a table of modest length where absent. */
  readonly depth?: number | undefined;
}

/** A row of the table: a layer, or blocks with all that is in them. */
export interface TimedLine extends Line {
  readonly time: TimeSum;
  /** Of a layer. */
  readonly row: ProfileRow | undefined;
}

const minimumWidth = 40;
const maximumProse = 100;
const widestInside = 32;
/** The part of the time below which a layer is faint. */
const faint = 0.005;

/** Where the time goes, for a person at a terminal: layers as a table, then kinds as a chart. Ends in a newline. */
export function renderProfile(profile: Profile, options: ProfileTextOptions): string {
  const width = Math.max(minimumWidth, options.width);
  const prose = Math.min(width, maximumProse);
  const paint = painter(options.colour);
  const section = sectionOf(profile);
  const depth = options.depth ?? comfortableDepth(section);
  const lines = timedLines(profile, depth);
  const isFaint = ({ time }: TimedLine): boolean => time.milliseconds < faint * profile.milliseconds;
  const isFolded = section.rows.some(({ blocks }) => blocks.length > depth);
  const hint = `Blocks are folded at depth ${depth}; --depth ${depth + 1} shows what is in them.`;
  const text = [
    ...wrap(`${profile.model}: ${headline(profile)}`, prose).map((line) => paint("strong", line)),
    ...wrap(profile.machine, prose),
    "",
    ...renderColumns([lines], fitSets(lines, columnSets(profile, lines), width), isFaint, paint),
    ...(isFolded ? wrap(hint, width).map((line) => paint("faint", line)) : []),
    "",
    ...renderKinds(profile, width).map(([name, rest, bar]) => name + rest + paint("accent", bar)),
    "",
    ...wrap(legendOf(profile), prose).map((line) => paint("faint", line)),
  ];
  return `${text.join("\n")}\n`;
}

/** `12.3 ms a run, 55.1 GFLOP/s; the calls one by one 12.5 ms`. */
function headline(profile: Profile): string {
  const { run, milliseconds } = profile;
  const speed = gigaflops({ ...timeOf(profile.rows), milliseconds: run });
  const rate = speed === 0 ? "" : `, ${speed.toFixed(1)} GFLOP/s`;
  return `${showTime(run)} ms a run${rate}; the calls one by one ${showTime(milliseconds)} ms`;
}

/** The layers with calls of their own, to be folded as those of a report. */
export function sectionOf({ rows }: Profile) {
  const layers = rows.map(({ layer }) => layer);
  return { rows: layers, totals: { ...sumOf(layers), activationBytes: 0, weightBytes: 0 } };
}

/** The rows as a tree of blocks, those deeper than `depth` folded, and their sum. */
export function timedLines(profile: Profile, depth: number): readonly TimedLine[] {
  const rowOf = new Map(profile.rows.map((row) => [row.layer, row]));
  return sectionLines(sectionOf(profile), "total", depth).map((line) => {
    const rows = line.layers.flatMap((layer) => rowOf.get(layer) ?? []);
    return { ...line, time: timeOf(rows), row: line.role === "layer" ? rows[0] : undefined };
  });
}

function columnSets(
  profile: Profile,
  lines: readonly TimedLine[],
): readonly (readonly Column<TimedLine>[])[] {
  const right = (title: string, cell: (line: TimedLine) => string): Column<TimedLine> => {
    return { title, pad: padStart, cell };
  };
  const inside: Column<TimedLine> = { title: "Inside", pad: padEnd, cell: ({ row }) => insideText(row) };
  const source: Column<TimedLine> = { title: "Source", pad: padEnd, cell: ({ row }) => sourceText(row) };
  const time = right("ms", ({ time: { milliseconds } }) => showTime(milliseconds));
  const speed = right("GFLOP/s", ({ time: sum }) => (sum.macs === 0 ? "" : gigaflops(sum).toFixed(1)));
  const peak =
    profile.peak === undefined ? [] : [right("of peak", ({ time: sum }) => peakText(sum, profile))];
  const leaves = lines.filter(({ isLeaf }) => isLeaf);
  const longest = leaves.reduce((most, { time: { milliseconds } }) => Math.max(most, milliseconds), 0);
  const share: Column<TimedLine> = {
    ...right(" % of time", ({ time: sum }) => percent(partOfTime(sum, profile))),
    bar: {
      columns: barColumns,
      part: (line) => (line.isLeaf && longest > 0 ? line.time.milliseconds / longest : 0),
    },
  };
  const [layer, label, algorithm] = [layerColumn, labelColumn, algorithmColumn];
  return [
    [layer, label, inside, algorithm, time, share, speed, ...peak, source],
    [layer, label, algorithm, time, share, speed, ...peak, source],
    [layer, label, inside, time, share, speed, ...peak],
    [layer, label, time, share, speed, ...peak],
    [layer, time, share, speed, ...peak],
    [layer, time, share, speed],
    [layer, time, share],
    [layer, time],
  ];
}

/** `+ batchnorm, relu` */
export function insideText(row: ProfileRow | undefined): string {
  if (row === undefined || row.inside.length === 0) return "";
  const text = `+ ${row.inside.map(({ op }) => visible(op)).join(", ")}`;
  return columnsIn(text) > widestInside ? `+ ${row.inside.length} layers` : text;
}

export function sourceText(row: ProfileRow | undefined): string {
  return row?.source === undefined ? "" : visible(`${row.source.file}:${row.source.line}`);
}

/** Empty where nothing is multiplied. */
export function peakText(sum: TimeSum, profile: Profile): string {
  const part = partOfPeak(sum, profile);
  return sum.macs === 0 || part === undefined ? "" : `${(100 * part).toFixed(0)}%`;
}

/** Milliseconds with three significant digits, but at most four behind the point. */
export function showTime(milliseconds: number): string {
  const digits = milliseconds < 1 ? 4 : milliseconds < 10 ? 3 : milliseconds < 100 ? 2 : 1;
  return milliseconds.toFixed(digits);
}

/** Kinds of layers, a line each: name, numbers and bar. */
function renderKinds(profile: Profile, width: number): readonly (readonly [string, string, string])[] {
  const kinds = timeByKind(profile);
  const cells = kinds.map((sum) => [
    visible(sum.kind),
    String(sum.layers),
    showTime(sum.milliseconds),
    percent(partOfTime(sum, profile)),
    sum.macs === 0 ? "" : gigaflops(sum).toFixed(1),
    ...(profile.peak === undefined ? [] : [peakText(sum, profile)]),
  ]);
  const titles = [
    "By kind",
    "layers",
    "ms",
    "of time",
    "GFLOP/s",
    ...(profile.peak === undefined ? [] : ["of peak"]),
  ];
  const widths = titles.map((title, index) =>
    Math.max(columnsIn(title), ...cells.map((row) => columnsIn(row[index] ?? ""))),
  );
  const line = (row: readonly string[]): readonly [string, string] => [
    padEnd(row[0] ?? "", widths[0] ?? 0),
    row
      .slice(1)
      .map((cell, index) => `  ${padStart(cell, widths[index + 1] ?? 0)}`)
      .join(""),
  ];
  const used = widths.reduce((sum, columns) => sum + columns + 2, 0);
  const room = Math.max(0, Math.min(40, width - used));
  const [longest = 0] = kinds.map(({ milliseconds }) => milliseconds);
  return [
    [...line(titles), ""],
    ...cells.map((row, index): readonly [string, string, string] => {
      const part = longest === 0 ? 0 : (kinds[index]?.milliseconds ?? 0) / longest;
      const [name, rest] = line(row);
      const bar = barOf(part, room);
      return bar === "" ? [name, rest.trimEnd(), ""] : [name, `${rest}  `, bar];
    }),
  ];
}
