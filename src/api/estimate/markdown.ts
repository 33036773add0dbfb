import { assumptions } from "../../targets/webgpu/estimate/estimate.js";
import { codeMarkdown, indentMarkdown, proseMarkdown, tableMarkdown } from "../markdown.js";
import { comfortableDepth } from "../report/lines.js";
import { grouped } from "../text.js";
import { deviceTable, deviceText } from "./devices.js";
import type { NetworkEstimate } from "./estimate-network.js";
import {
  countsNote,
  estimateLines,
  factsLine,
  intensityText,
  millions,
  sectionOf,
  timeTexts,
} from "./lines.js";

/** The estimate as Markdown with tables as GitHub writes them; `depth` levels of blocks are unfolded. Ends in a newline. */
export function renderEstimateMarkdown(network: NetworkEstimate, depth?: number): string {
  const { titles, rows } = deviceTable(network);
  const right = (title: string) => ({ title, right: true });
  const lines = estimateLines(network, depth ?? comfortableDepth(sectionOf(network)));
  const head = [{ title: "Layer" }, { title: "Operator" }, { title: "Kernel" }];
  const counts = ["MFLOP", "MB", "FLOP/B", "Workgroups", "Registers"].map(right);
  const times = network.devices.flatMap(({ name }) => [right(`${name} ms`), { title: "bound" }]);
  const table = lines.map(({ role, level, name, label, kernel, sum }) => [
    role === "total" ? `**${name}**` : indentMarkdown(level) + codeMarkdown(name),
    role === "block" ? codeMarkdown(label) : label,
    kernel === "" ? "" : codeMarkdown(kernel),
    millions(sum.flops),
    millions(sum.bytes),
    intensityText(sum),
    grouped(sum.workgroups),
    String(sum.registers),
    ...sum.times.map(timeTexts).flatMap(({ time, bound }) => [time, bound]),
  ]);
  const parts = [
    [`# ${codeMarkdown(network.model)} on WebGPU, on paper`],
    [proseMarkdown(factsLine(network))],
    tableMarkdown(
      titles.map((title, index) => (index === 0 ? { title } : right(title))),
      rows.map((row) => row.map(proseMarkdown)),
    ),
    ["## Dispatches"],
    tableMarkdown([...head, ...counts, ...times], table),
    ...countsNote(network).map((text) => [proseMarkdown(text)]),
    network.devices.map((device) => `- ${proseMarkdown(deviceText(device))}`),
    [`<sub>${proseMarkdown(assumptions.join(" "))}</sub>`],
  ];
  return `${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}
