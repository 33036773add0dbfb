import type { NetworkAnalysis } from "../../analysis/layers.js";
import { blocksOf } from "../../analysis/tree.js";
import { visible, width as columnsOf } from "../../diagnostics/visible.js";
import { elide, padEnd, padStart, painter, shapeList, wrap, type Paint } from "../text.js";
import { comfortableDepth, sectionLines } from "./lines.js";
import { renderSummary } from "./summary.js";
import { renderTable } from "./table.js";

export interface ReportOptions {
  /** Terminal columns; at least 40 are used. */
  readonly width: number;
  /** ANSI colours. */
  readonly colour: boolean;
  /**
   * Levels of blocks that are unfolded: 0 shows each block of the model's body in one row. Where absent, as many as
   * leave a table of modest length.
   */
  readonly depth?: number | undefined;
}

const minimumWidth = 40;
const maximumProse = 100;

/** The network for a person at a terminal: its layers as a table, then the totals. Ends in a newline. */
export function renderReport(analysis: NetworkAnalysis, options: ReportOptions): string {
  const { training, rows } = analysis;
  const width = Math.max(minimumWidth, options.width);
  const prose = Math.min(width, maximumProse);
  const paint = painter(options.colour);
  const depth = options.depth ?? comfortableDepth(analysis);
  const groups = [sectionLines(analysis, "total", depth)];
  if (training.rows.length > 0) groups.push(sectionLines(training, "training only", depth));
  const folded = [...rows, ...training.rows].some(({ blocks }) => blocks.length > depth);
  const hint = `Blocks are folded at depth ${depth}; --depth ${depth + 1} shows what is in them.`;
  const lines = [
    ...renderTitle(analysis, prose, paint),
    "",
    ...renderTable(groups, { width, paint }),
    ...(folded ? wrap(hint, width).map((line) => paint("faint", line)) : []),
    "",
    ...renderSummary(analysis, { width: prose, paint }),
    ...renderBlocks(analysis, prose, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function renderTitle({ name, doc, inputs, outputs }: NetworkAnalysis, width: number, paint: Paint) {
  const title = wrap(`${name}: ${shapeList(inputs)} → ${shapeList(outputs)}`, width);
  return [
    ...title.map((line) => paint("strong", line)),
    ...paragraphs(doc).flatMap((text) => wrap(text, width)),
  ];
}

/** The blocks that have a doc comment, with its first paragraph. */
function renderBlocks(analysis: NetworkAnalysis, width: number, paint: Paint): readonly string[] {
  const blocks = blocksOf([...analysis.rows, ...analysis.training.rows]).filter(({ doc }) => doc !== "");
  if (blocks.length === 0) return [];
  const nameColumns = Math.min(
    blocks.reduce((most, { name }) => Math.max(most, columnsOf(visible(name))), 0),
    Math.floor(width / 3),
  );
  const uses = blocks.map(({ instances }) => `×${instances}`);
  const useColumns = uses.reduce((most, text) => Math.max(most, text.length), 0);
  const indent = nameColumns + useColumns + 4;
  const lines = blocks.flatMap(({ name, doc }, index) =>
    wrap(paragraphs(doc)[0] ?? "", width - indent).map((line, at) => {
      const head = `${padEnd(elide(visible(name), nameColumns), nameColumns)}  ${padStart(uses[index] ?? "", useColumns)}  `;
      return (at === 0 ? head : " ".repeat(indent)) + line;
    }),
  );
  return ["", paint("strong", "Blocks"), ...lines];
}

export function paragraphs(doc: string): readonly string[] {
  return doc
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
}
