import type { ComparedCost } from "../../analysis/compare.js";
import type { NetworkAnalysis } from "../../analysis/layers.js";
import type { Sums } from "../../analysis/sums.js";
import { blockTree } from "../../analysis/tree.js";
import { escapeHtml, proseHtml, renderPage } from "../html.js";
import { grouped, shapeList } from "../text.js";
import { changeText, type ComparedTable, type Comparison } from "./comparison.js";
import { colouring, renderIcicle } from "./html-charts.js";
import { countCell } from "./html-rows.js";
import { style } from "./html-style.js";
import { convention } from "./summary.js";
import { paragraphs } from "./text.js";

/** Two networks side by side, as a page of its own. */
export function renderComparisonHtml(comparison: Comparison): string {
  const { left, right, names, tables } = comparison;
  const [first, second] = names.map(escapeHtml);
  const title = `${names[0]} and ${names[1]}`;
  const body = [
    "<header>",
    `<h1>${escapeHtml(title)}</h1>`,
    ...[left, right].map((analysis, side) => renderNetwork(analysis, names[side] ?? "")),
    "</header>",
    "<main>",
    `<section>\n<h2>Totals</h2>\n${renderFacts(comparison)}\n</section>`,
    `<section class="chart">\n<h2>Where it goes</h2>`,
    ...(["params", "macs", "activations"] as const).flatMap((count) => [
      `<h3>${{ params: "Parameters", macs: "MACs", activations: "Activations" }[count]}</h3>`,
      ...renderStrips(comparison, count),
    ]),
    "</section>",
    ...tables.map((table) => renderCosts(table, first ?? "", second ?? "")),
    "</main>",
    `<footer><p class="note">${escapeHtml(convention)}</p></footer>`,
  ];
  return renderPage({ title, style, body: body.join("\n") });
}

function renderNetwork({ doc, inputs, outputs }: NetworkAnalysis, name: string): string {
  const about = paragraphs(doc)[0];
  const ports = escapeHtml(`${shapeList(inputs)} → ${shapeList(outputs)}`);
  return `<p><strong>${escapeHtml(name)}</strong> <span class="ports">${ports}</span>${about === undefined ? "" : `<br>${proseHtml(about)}`}</p>`;
}

function renderFacts({ names, facts }: Comparison): string {
  const rows = facts.map(({ title, left, right, show }) => {
    const cells = [left, right].map((value) =>
      show === grouped ? countCell(value) : `<td class="number">${show(value)}</td>`,
    );
    return `<tr><th scope="row">${title}</th>${cells.join("")}${changeCell(left, right)}</tr>`;
  });
  const heads = names.map((name) => `<th scope="col" class="number">${escapeHtml(name)}</th>`);
  return `<div class="scroll" tabindex="0"><table class="narrow"><thead><tr><td></td>${heads.join("")}<th scope="col" class="number">change</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>`;
}

/** Where both networks have something, on one scale: the smaller takes as much of the width as it is of the larger. */
function renderStrips({ left, right, names }: Comparison, count: keyof Sums): readonly string[] {
  const most = Math.max(left.totals[count], right.totals[count]);
  return [left, right].map((analysis, side) => {
    const tree = blockTree(analysis.rows);
    const strip = renderIcicle(tree, count, new Map(), colouring(tree), most);
    return `<p class="note">${escapeHtml(names[side] ?? "")}</p>\n${strip}`;
  });
}

function renderCosts({ title, about, rows }: ComparedTable, first: string, second: string): string {
  const sides = `<th scope="col" class="number">${first}</th><th scope="col" class="number">${second}</th><th scope="col" class="number">change</th>`;
  const lines = rows.map(
    (row) =>
      `<tr style="--level:${row.level}"><td class="name">${escapeHtml(row.name)}</td>${cells(row, "params")}${cells(row, "macs")}</tr>`,
  );
  return `<section>\n<h2>${about}</h2>
<div class="scroll" tabindex="0"><table>
<thead><tr><td></td><th scope="colgroup" colspan="3" class="number">Parameters</th><th scope="colgroup" colspan="3" class="number">MACs</th></tr>
<tr><th scope="col">${title}</th>${sides}${sides}</tr></thead>
<tbody>
${lines.join("\n")}
</tbody></table></div>\n</section>`;
}

function cells({ left, right }: ComparedCost, count: "params" | "macs"): string {
  const cell = (sums: Sums | undefined): string =>
    sums === undefined ? '<td class="number"></td>' : countCell(sums[count]);
  return cell(left) + cell(right) + changeCell(left?.[count], right?.[count]);
}

function changeCell(left: number | undefined, right: number | undefined): string {
  const text = changeText(left, right);
  const kind = text.startsWith("+") ? " more" : text.startsWith("−") ? " less" : "";
  return `<td class="number${kind}">${escapeHtml(text)}</td>`;
}
