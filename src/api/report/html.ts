import type { NetworkAnalysis, Section } from "../../analysis/layers.js";
import { operatorSums } from "../../analysis/operators.js";
import { blocksOf, blockTree } from "../../analysis/tree.js";
import { escapeHtml, proseHtml, renderPage } from "../html.js";
import { grouped, rounded, shapeList, showBytes } from "../text.js";
import { percent } from "./columns.js";
import { colouring, renderArena, renderIcicle } from "./html-charts.js";
import { countCell, renderRows, rowIds } from "./html-rows.js";
import { script } from "./html-script.js";
import { style } from "./html-style.js";
import { comfortableDepth } from "./lines.js";
import { convention, factsOf } from "./summary.js";
import { paragraphs } from "./text.js";

export interface HtmlOptions {
  /** Levels of blocks that are unfolded at first; as many as leave a modest table where absent. */
  readonly depth?: number | undefined;
  /** The network's graph as an SVG element, whose boxes name their layers in `data-layers`. */
  readonly diagram?: string | undefined;
}

/** The report as a page of its own, which asks nothing of a network. */
export function renderReportHtml(analysis: NetworkAnalysis, options: HtmlOptions = {}): string {
  const { name, doc, inputs, outputs, memory, rows, training } = analysis;
  const tree = blockTree(rows);
  const ids = rowIds(analysis);
  const colourOf = colouring(tree);
  const chart = (title: string, about: string, count: "params" | "macs" | "activations"): string => {
    const icicle = renderIcicle(tree, count, ids, colourOf);
    return icicle === "" ? "" : `<h3>${title} <span>${about}</span></h3>\n${icicle}`;
  };
  const sections: { title: string; section: Section }[] = [{ title: "total", section: analysis }];
  if (training.rows.length > 0) sections.push({ title: "training only", section: training });
  const nesting = rows.reduce((most, { blocks }) => Math.max(most, blocks.length), 0);
  const depth = Math.min(nesting, options.depth ?? comfortableDepth(analysis));
  const parts = [
    [
      "where",
      "Where it goes",
      [
        '<p class="note">As wide as its part of the whole; blocks above what is in them. A click leads to its row.</p>',
        '<div class="chart">',
        chart("Parameters", "trainable numbers", "params"),
        chart("MACs", "multiply-adds a sample", "macs"),
        chart("Activations", "numbers in all results", "activations"),
        "</div>",
      ],
    ],
    [
      "memory",
      "Memory over time",
      memory === undefined
        ? []
        : [
            '<p class="note">The arena while the network runs: every buffer at its address, for as long as it is needed. The line is what is in use.</p>',
            renderArena(memory, colourOf),
          ],
    ],
    [
      "graph",
      "Graph",
      options.diagram === undefined ? [] : [`<div class="diagram" tabindex="0">${options.diagram}</div>`],
    ],
    [
      "table",
      "Layers",
      [renderTools(nesting), `<div class="scroll" tabindex="0">${renderRows(sections, ids, depth)}</div>`],
    ],
    ["operators", "Operators", [renderOperators(analysis)]],
    ["blocks", "Blocks", renderBlocks(analysis)],
  ] as const;
  const shown = parts.filter(([, , content]) => content.length > 0);
  const body = [
    "<header>",
    `<h1>${escapeHtml(name)}</h1>`,
    ...paragraphs(doc).map((text) => `<p>${proseHtml(text)}</p>`),
    `<p class="ports">${escapeHtml(`${shapeList(inputs)} → ${shapeList(outputs)}`)}</p>`,
    `<nav aria-label="Sections">${shown.map(([id, title]) => `<a href="#${id}">${title}</a>`).join(" ")}</nav>`,
    renderTiles(analysis),
    renderFacts(analysis),
    "</header>",
    "<main>",
    ...shown.map(
      ([id, title, content]) => `<section id="${id}">\n<h2>${title}</h2>\n${content.join("\n")}\n</section>`,
    ),
    "</main>",
    `<footer><p class="note">${escapeHtml(convention)}</p></footer>`,
  ];
  return renderPage({ title: `${name}: report`, style, body: body.join("\n"), script });
}

/** Facts that the tiles and the chart of memory tell. */
const inTiles: ReadonlySet<string> = new Set(["Parameters", "MACs", "Peak memory"]);

function renderTiles({ rows, totals, memory }: NetworkAnalysis): string {
  const tiles: (readonly [title: string, value: string, note: string])[] = [
    [
      "Parameters",
      rounded(totals.params) ?? grouped(totals.params),
      `${grouped(totals.params)}, ${grouped(totals.buffers)} buffers`,
    ],
    ["MACs", rounded(totals.macs) ?? grouped(totals.macs), grouped(totals.macs)],
    ["Weights", showBytes(totals.weightBytes), "float32, with buffers"],
    ...(memory
      ? [["Peak memory", showBytes(memory.arenaBytes), `arena at batch ${memory.batch}`] as const]
      : []),
    ["Layers", grouped(rows.length), "in the inference network"],
  ];
  const items = tiles.map(
    ([title, value, note]) =>
      `<div class="tile"><dt>${title}</dt><dd>${value}${value === note ? "" : `<small>${escapeHtml(note)}</small>`}</dd></div>`,
  );
  return `<dl class="tiles">\n${items.join("\n")}\n</dl>`;
}

function renderFacts(analysis: NetworkAnalysis): string {
  const items = factsOf(analysis)
    .filter(([title]) => !inTiles.has(title))
    .map(([title, text]) => `<dt>${escapeHtml(title)}</dt><dd>${escapeHtml(text)}</dd>`);
  return `<dl class="facts">\n${items.join("\n")}\n</dl>`;
}

/** Search, and buttons that unfold so many levels of blocks. */
export function renderTools(nesting: number): string {
  const depths = Array.from({ length: nesting + 1 }, (_, depth) => depth);
  const folds = depths.map(
    (depth) =>
      `<button type="button" data-depth="${depth}" aria-pressed="false">${depth === nesting ? "all" : depth}</button>`,
  );
  const unfold =
    nesting === 0
      ? ""
      : `<span class="folds" role="group" aria-label="Levels of blocks unfolded">${folds.join("")}</span>`;
  return `<div class="tools"><input id="search" type="search" placeholder="Path, operator or block" aria-label="Search layers">${unfold}<output id="count" for="search"></output></div>`;
}

function renderOperators({ rows, totals }: NetworkAnalysis): string {
  const lines = operatorSums(rows).map(
    ({ op, layers, activations, params, macs }) =>
      `<tr><td>${escapeHtml(op)}</td>${countCell(layers)}${countCell(activations, "medium")}${countCell(params)}${countCell(macs)}<td class="number">${escapeHtml(percent(totals.macs === 0 ? 0 : macs / totals.macs))}</td></tr>`,
  );
  return `<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Operator</th><th scope="col" class="number">Layers</th><th scope="col" class="number medium">Activations</th><th scope="col" class="number">Parameters</th><th scope="col" class="number">MACs</th><th scope="col" class="number">of MACs</th></tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table></div>`;
}

function renderBlocks({ rows, training }: NetworkAnalysis): readonly string[] {
  const blocks = blocksOf([...rows, ...training.rows]);
  if (blocks.length === 0) return [];
  const items = blocks.map(({ name, doc, instances }) => {
    const about = doc === "" ? '<span class="soft">no doc comment</span>' : proseHtml(doc);
    return `<dt>${escapeHtml(name)} ×${instances}</dt><dd>${about}</dd>`;
  });
  return [`<dl class="facts">\n${items.join("\n")}\n</dl>`];
}
