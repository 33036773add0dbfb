import type { Section } from "../../analysis/layers.js";
import type { Sums } from "../../analysis/sums.js";
import { blockTree, costOf, outermost, pathOf, type TreeEntry } from "../../analysis/tree.js";
import { escapeHtml } from "../html.js";
import { grouped, shortCount } from "../text.js";
import { algorithmText } from "../../program/algorithms.js";
import { fieldText, percent, shapes } from "./columns.js";
import { relative } from "./lines.js";
import { operatorLabel } from "./operator-label.js";

/** The id of the row of each layer and block of the inference network, by its path. */
export function rowIds({ rows }: Section): ReadonlyMap<string, string> {
  const paths = flatten(blockTree(rows)).map(({ path }) => path);
  return new Map(paths.map((path, index) => [path, `r${index}`]));
}

/** A table of all layers and blocks; `unfolded` is the depth at which it opens. Only the first section has shares. */
export function renderRows(
  sections: readonly { readonly title: string; readonly section: Section }[],
  ids: ReadonlyMap<string, string>,
  unfolded: number,
): string {
  const bodies = sections.map(({ title, section }, index) => {
    const tree = blockTree(section.rows);
    const isMain = index === 0;
    const largest = outermost(tree).reduce((most, entry) => Math.max(most, costOf(entry).macs), 0);
    const share: Share = isMain ? { whole: section.totals.macs, largest } : { whole: 0, largest: 0 };
    const heading = isMain ? "" : `<tr><th colspan="9" scope="rowgroup">${escapeHtml(title)}</th></tr>\n`;
    const lines = flatten(tree).map((each) => row(each, share, isMain ? ids.get(each.path) : undefined));
    return `<tbody>\n${heading}${lines.join("\n")}\n${totalRow(section, isMain ? title : "", share)}\n</tbody>`;
  });
  return `<table id="layers" class="tree" data-unfolded="${unfolded}">
<thead><tr>
${sortable("", "Layer", "")}
<th scope="col" class="medium">Operator</th>
<th scope="col" class="medium">Output</th>
<th scope="col" class="wide">Algorithm</th>
<th scope="col" class="wide">Receptive field</th>
${sortable("a", "Activations", "number wide")}
${sortable("p", "Parameters", "number")}
${sortable("m", "MACs", "number")}
<th scope="col" class="share">of MACs</th>
</tr></thead>
${bodies.join("\n")}
</table>`;
}

/** The multiply-adds that are the whole, and those of the longest bar. */
interface Share {
  readonly whole: number;
  readonly largest: number;
}

interface FlatRow {
  readonly entry: TreeEntry;
  readonly path: string;
  /** Path of the block around it. */
  readonly around: string;
  readonly level: number;
}

/** A heading by which its column is sorted. */
export function sortable(key: string, title: string, classes: string): string {
  return `<th scope="col" data-sort="${key}" aria-sort="none" class="${classes}"><button type="button">${title}</button></th>`;
}

function flatten(entries: readonly TreeEntry[], around = "", level = 0): readonly FlatRow[] {
  return entries.flatMap((entry) => {
    const path = pathOf(entry);
    const inner = entry.kind === "block" ? flatten(entry.entries, path, level + 1) : [];
    return [{ entry, path, around, level }, ...inner];
  });
}

/** What a row says of a layer or block. */
function about(entry: TreeEntry) {
  if (entry.kind === "block") {
    const { block, doc, outputs } = entry;
    return { kind: "block", operator: block, doc, outputs, field: "", algorithm: "", blocks: [] };
  }
  const { row: layer } = entry;
  const kind = layer.params + layer.macs === 0 ? "free" : "layer";
  const [operator, field] = [operatorLabel(layer), fieldText(layer.receptiveField)];
  const algorithm = algorithmText(layer.algorithm);
  const blocks = layer.blocks.map(({ block }) => block);
  return { kind, operator, doc: "", outputs: layer.outputs, field, algorithm, blocks };
}

function row({ entry, path, around, level }: FlatRow, share: Share, id: string | undefined): string {
  const { kind, operator, doc, outputs, field, algorithm, blocks } = about(entry);
  const cost = costOf(entry);
  const output = shapes(outputs);
  const attributes = [
    ...(id === undefined ? [] : [`id="${id}"`]),
    `class="${kind}" style="--level:${level}" data-level="${level}" data-path="${escapeHtml(path)}"`,
    `data-a="${cost.activations}" data-p="${cost.params}" data-m="${cost.macs}"`,
    `data-text="${escapeHtml([path, operator, algorithm, ...blocks].join(" "))}"`,
  ];
  const fold =
    kind === "block"
      ? `<button type="button" class="fold" aria-expanded="true" aria-label="${escapeHtml(path)}"></button>`
      : "";
  const names = [
    `<span class="relative">${escapeHtml(relative(path, around))}</span>`,
    `<span class="full">${escapeHtml(path)}</span>`,
    `<small>${escapeHtml([operator, output].filter((text) => text !== "").join(" · "))}</small>`,
  ];
  const cells = [
    `<td class="name"${doc === "" ? "" : ` title="${escapeHtml(doc)}"`}>${fold}${names.join("")}</td>`,
    `<td class="medium">${escapeHtml(operator)}</td>`,
    `<td class="medium">${escapeHtml(output)}</td>`,
    `<td class="wide">${escapeHtml(algorithm)}</td>`,
    `<td class="wide">${field}</td>`,
    ...counts(cost, share),
  ];
  return `<tr ${attributes.join(" ")}>${cells.join("")}</tr>`;
}

function totalRow({ rows, totals }: Section, title: string, share: Share): string {
  const layers = rows.length === 1 ? "1 layer" : `${rows.length} layers`;
  const cells = [
    `<th scope="row">${escapeHtml(title)}</th>`,
    `<td class="medium">${layers}</td><td class="medium"></td><td class="wide"></td><td class="wide"></td>`,
    ...counts(totals, { ...share, largest: 0 }),
  ];
  return `<tr class="total">${cells.join("")}</tr>`;
}

function counts(sums: Sums, { whole, largest }: Share): readonly string[] {
  const bar =
    largest === 0 || sums.macs === 0
      ? ""
      : `<i style="width:${Math.min(100, (100 * sums.macs) / largest).toFixed(2)}%"></i>`;
  return [
    countCell(sums.activations, "wide"),
    countCell(sums.params),
    countCell(sums.macs),
    `<td class="share"><div><span>${escapeHtml(percent(whole === 0 ? 0 : sums.macs / whole))}</span><b>${bar}</b></div></td>`,
  ];
}

/** A count in full, and in few characters for where it is narrow. */
export function countCell(count: number, kind = ""): string {
  const classes = kind === "" ? "number" : `number ${kind}`;
  if (count === 0) return `<td class="${classes}">–</td>`;
  const [full, short] = [grouped(count), shortCount(count)];
  return `<td class="${classes}"${full === short ? "" : ` data-short="${short}"`}>${full}</td>`;
}
