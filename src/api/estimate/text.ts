import { visible, width as columnsIn } from "../../diagnostics/visible.js";
import { assumptions } from "../../targets/webgpu/estimate/estimate.js";
import type { ProfileTextOptions } from "../profile/text.js";
import { fitSets, labelColumn, layerColumn, type Column } from "../report/columns.js";
import { comfortableDepth } from "../report/lines.js";
import { renderColumns } from "../report/table.js";
import { grouped, padEnd, padStart, painter, wrap } from "../text.js";
import { deviceTable, deviceText, headline } from "./devices.js";
import type { NetworkEstimate } from "./estimate-network.js";
import {
  countsNote,
  estimateLines,
  factsLine,
  intensityText,
  millions,
  sectionOf,
  timeTexts,
  type EstimateLine,
} from "./lines.js";

const minimumWidth = 40;
const maximumProse = 100;

/** What the network takes on GPUs, for a person at a terminal: dispatches as a table, then devices. Ends in a newline. */
export function renderEstimate(network: NetworkEstimate, options: ProfileTextOptions): string {
  const width = Math.max(minimumWidth, options.width);
  const prose = Math.min(width, maximumProse);
  const paint = painter(options.colour);
  const section = sectionOf(network);
  const depth = options.depth ?? comfortableDepth(section);
  const lines = estimateLines(network, depth);
  const isFaint = ({ sum: { flops } }: EstimateLine): boolean => flops === 0;
  const isFolded = section.rows.some(({ blocks }) => blocks.length > depth);
  const hint = `Blocks are folded at depth ${depth}; --depth ${depth + 1} shows what is in them.`;
  const paragraph = (text: string): readonly string[] =>
    wrap(text, prose).map((line) => paint("faint", line));
  const text = [
    ...wrap(`${network.model} on WebGPU, on paper: ${headline(network)}`, prose).map((line) =>
      paint("strong", line),
    ),
    ...wrap(factsLine(network), prose),
    "",
    ...renderColumns([lines], fitSets(lines, columnSets(network), width), isFaint, paint),
    ...countsNote(network).flatMap(paragraph),
    ...(isFolded ? wrap(hint, width).map((line) => paint("faint", line)) : []),
    "",
    ...renderDevices(network, width),
    "",
    ...network.devices.flatMap((device) => paragraph(deviceText(device))),
    "",
    ...assumptions.flatMap(paragraph),
  ];
  return `${text.join("\n")}\n`;
}

function columnSets({ devices }: NetworkEstimate): readonly (readonly Column<EstimateLine>[])[] {
  const right = (title: string, cell: (line: EstimateLine) => string): Column<EstimateLine> => {
    return { title, pad: padStart, cell };
  };
  const left = (title: string, cell: (line: EstimateLine) => string): Column<EstimateLine> => {
    return { title, pad: padEnd, cell };
  };
  const kernel = left("Kernel", (line) => line.kernel);
  const source = left("Source", (line) => sourceText(line));
  const flops = right("MFLOP", ({ sum }) => millions(sum.flops));
  const bytes = right("MB", ({ sum }) => millions(sum.bytes));
  const intensity = right("FLOP/B", ({ sum }) => intensityText(sum));
  const groups = right("Workgroups", ({ sum }) => grouped(sum.workgroups));
  const registers = right("Registers", ({ sum }) => String(sum.registers));
  const time = (index: number, name: string) =>
    right(`${name} ms`, ({ sum }) => timeTexts(sum.times[index]).time);
  const bound = (index: number) => left("bound", ({ sum }) => timeTexts(sum.times[index]).bound);
  const occupied = (index: number) => right("occupied", ({ sum }) => timeTexts(sum.times[index]).occupied);
  const times = devices.map(({ name }, index) => time(index, name));
  const bound2 = times.flatMap((column, index) => [column, bound(index)]);
  const all = times.flatMap((column, index) => [occupied(index), column, bound(index)]);
  const [layer, label] = [layerColumn, labelColumn];
  return [
    [layer, label, kernel, flops, bytes, intensity, groups, registers, ...all, source],
    [layer, label, kernel, flops, bytes, intensity, groups, registers, ...all],
    [layer, kernel, flops, bytes, intensity, groups, registers, ...bound2],
    [layer, kernel, flops, bytes, intensity, ...bound2],
    [layer, flops, bytes, intensity, ...bound2],
    [layer, flops, bytes, ...times],
    [layer, ...times],
    [layer, ...times.slice(0, 1)],
  ];
}

export function sourceText({ source }: EstimateLine): string {
  return source === undefined ? "" : visible(`${source.file}:${source.line}`);
}

/** The devices in aligned columns, the last of which go where there is no room for them. */
function renderDevices(network: NetworkEstimate, width: number): readonly string[] {
  const { titles, rows } = deviceTable(network);
  const widths = titles.map((title, column) =>
    Math.max(columnsIn(title), ...rows.map((row) => columnsIn(row[column] ?? ""))),
  );
  return [titles, ...rows].map((row) => {
    let line = "";
    for (const [column, cell] of row.entries()) {
      const next = column === 0 ? padEnd(cell, widths[0] ?? 0) : `  ${padStart(cell, widths[column] ?? 0)}`;
      if (columnsIn(line) + columnsIn(next) > width) break;
      line += next;
    }
    return line.trimEnd();
  });
}
