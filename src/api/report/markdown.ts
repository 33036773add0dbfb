import type { NamedShape, NetworkAnalysis } from "../../analysis/layers.js";
import { blocksOf } from "../../analysis/tree.js";
import { codeMarkdown, indentMarkdown, proseMarkdown, tableMarkdown } from "../markdown.js";
import { barOf, grouped } from "../text.js";
import { percent, shapes } from "./columns.js";
import { comfortableDepth, sectionLines, type Line } from "./lines.js";
import { convention, factsOf } from "./summary.js";
import { paragraphs } from "./text.js";

const barColumns = 12;

export interface MarkdownOptions {
  /** Levels of blocks that are unfolded; as many as leave a table of modest length where absent. */
  readonly depth?: number | undefined;
}

/** The report as Markdown with tables as GitHub writes them. Ends in a newline. */
export function renderReportMarkdown(analysis: NetworkAnalysis, options: MarkdownOptions = {}): string {
  const { name, doc, inputs, outputs, rows, training } = analysis;
  const depth = options.depth ?? comfortableDepth(analysis);
  const lines = sectionLines(analysis, "total", depth);
  const blocks = blocksOf([...rows, ...training.rows]).filter((block) => block.doc !== "");
  const parts: (readonly string[])[] = [
    [`# ${codeMarkdown(name)}`],
    ...paragraphs(doc).map((text) => [proseMarkdown(text)]),
    [`${ports(inputs)} → ${ports(outputs)}`],
    tableMarkdown(
      [{ title: "" }, { title: "" }],
      factsOf(analysis).map(([title, text]) => [`**${title}**`, proseMarkdown(text)]),
    ),
    ["## Layers"],
    layerTable(lines, analysis.totals.macs),
  ];
  if (training.rows.length > 0) {
    parts.push(["## Training only"], layerTable(sectionLines(training, "total", depth), 0));
  }
  if (blocks.length > 0) {
    parts.push(
      ["## Blocks"],
      blocks.map((block) => {
        const text = paragraphs(block.doc)[0] ?? "";
        return `- ${codeMarkdown(block.name)} ×${block.instances}: ${proseMarkdown(text.replace(/\s+/g, " "))}`;
      }),
    );
  }
  parts.push([`<sub>${convention}</sub>`]);
  return `${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}

function ports(values: readonly NamedShape[]): string {
  return values.map(({ name, shape }) => codeMarkdown(`${name} [${shape.join(", ")}]`)).join(", ");
}

/** Shares are those of `macs`; there are none where it is 0. */
function layerTable(lines: readonly Line[], macs: number): readonly string[] {
  const share = ({ sums }: Line): number => (macs === 0 ? 0 : sums.macs / macs);
  const largest = lines.reduce((most, line) => (line.isLeaf ? Math.max(most, share(line)) : most), 0);
  const count = (value: number): string => (value === 0 ? "–" : grouped(value));
  const rows = lines.map((line) => {
    const { role, level, name, label, outputs, sums } = line;
    const bar = line.isLeaf && largest > 0 ? ` ${barOf(share(line) / largest, barColumns)}`.trimEnd() : "";
    return [
      role === "total" ? `**${name}**` : indentMarkdown(level) + codeMarkdown(name),
      role === "block" ? codeMarkdown(label) : label,
      shapes(outputs),
      count(sums.params),
      count(sums.macs),
      proseMarkdown(percent(share(line))) + bar,
    ];
  });
  const titles = [
    { title: "Layer" },
    { title: "Operator" },
    { title: "Output" },
    { title: "Parameters", right: true },
    { title: "MACs", right: true },
    { title: "of MACs" },
  ];
  return tableMarkdown(titles, rows);
}
