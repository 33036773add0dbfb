import { visible } from "../../diagnostics/visible.js";
import { assumptions } from "../../targets/webgpu/estimate/estimate.js";
import { escapeHtml, renderPage } from "../html.js";
import { showTime } from "../profile/text.js";
import { percent } from "../report/columns.js";
import { renderTools } from "../report/html.js";
import { sortable } from "../report/html-rows.js";
import { script } from "../report/html-script.js";
import { style } from "../report/html-style.js";
import { comfortableDepth } from "../report/lines.js";
import { grouped } from "../text.js";
import { deviceTable, deviceText } from "./devices.js";
import { dispatchesOf, sumOfDispatches, type NetworkEstimate } from "./estimate-network.js";
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
import { sourceText } from "./text.js";

/** The estimate as a page of its own, which asks nothing of a network; `depth` levels of blocks are unfolded at first. */
export function renderEstimateHtml(network: NetworkEstimate, depth?: number): string {
  const section = sectionOf(network);
  const nesting = section.rows.reduce((most, { blocks }) => Math.max(most, blocks.length), 0);
  const unfolded = Math.min(nesting, depth ?? comfortableDepth(section));
  const body = [
    "<header>",
    `<h1>${escapeHtml(network.model)}</h1>`,
    `<p class="ports">On WebGPU, on paper. ${escapeHtml(factsLine(network))}</p>`,
    renderTiles(network),
    "</header>",
    "<main>",
    `<section id="devices">\n<h2>GPUs</h2>\n${renderDevices(network)}\n</section>`,
    `<section id="table">\n<h2>Dispatches</h2>`,
    renderTools(nesting),
    `<div class="scroll" tabindex="0">${renderLines(network, unfolded)}</div>`,
    ...countsNote(network).map((text) => `<p class="note">${escapeHtml(text)}</p>`),
    "</section>",
    "</main>",
    `<footer>${assumptions.map((text) => `<p class="note">${escapeHtml(text)}</p>`).join("\n")}</footer>`,
  ];
  return renderPage({ title: `${network.model}: estimate`, style, body: body.join("\n"), script });
}

function renderTiles(network: NetworkEstimate): string {
  const { times } = sumOfDispatches(dispatchesOf(network), network.devices.length);
  const items = network.devices.map(({ name, gpu }, index) => {
    const time = showTime(times[index]?.milliseconds ?? 0);
    return `<div class="tile"><dt>${name}</dt><dd>${time} ms<small>${escapeHtml(gpu)}</small></dd></div>`;
  });
  return `<dl class="tiles">\n${items.join("\n")}\n</dl>`;
}

function renderDevices(network: NetworkEstimate): string {
  const { titles, rows } = deviceTable(network);
  const cells = (row: readonly string[], tag: "td" | "th"): string =>
    row
      .map((cell, index) => `<${tag}${index === 0 ? "" : ' class="number"'}>${escapeHtml(cell)}</${tag}>`)
      .join("");
  return `<div class="scroll" tabindex="0"><table>
<thead><tr>${cells(titles, "th")}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n")}
</tbody>
</table></div>
${network.devices.map((device) => `<p class="note">${escapeHtml(deviceText(device))}</p>`).join("\n")}`;
}

function renderLines(network: NetworkEstimate, unfolded: number): string {
  const { devices } = network;
  const { times } = sumOfDispatches(dispatchesOf(network), devices.length);
  const lines = estimateLines(network, Infinity).map((line) => renderLine(line, times));
  return `<table id="layers" class="tree" data-unfolded="${unfolded}">
<thead><tr>
${sortable("", "Layer", "")}
<th scope="col" class="wide">Operator</th>
<th scope="col" class="medium">Kernel</th>
${sortable("f", "MFLOP", "number")}
${sortable("b", "MB", "number")}
<th scope="col" class="number wide">FLOP/B</th>
<th scope="col" class="number wide">Workgroups</th>
<th scope="col" class="number wide">Registers</th>
${devices.map(({ name }, index) => `${sortable(`d${index}`, `${name} ms`, "number")}\n<th scope="col" class="medium">bound, occupied</th>`).join("\n")}
<th scope="col" class="wide">Source</th>
</tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table>`;
}

function renderLine(line: EstimateLine, whole: readonly { readonly milliseconds: number }[]): string {
  const { role, level, name, label, kernel, sum } = line;
  const path = role === "layer" ? [line.layers[0]?.path ?? "", name].find((text) => text !== "") : name;
  const source = sourceText(line);
  const kind = role === "layer" && line.layers.length === 0 ? "layer part" : role;
  const values = sum.times.map(({ milliseconds }, index) => `data-d${index}="${milliseconds}"`).join(" ");
  const attributes =
    role === "total"
      ? `class="total"`
      : [
          `class="${kind}" style="--level:${level}" data-level="${level}" data-path="${escapeHtml(path ?? name)}"`,
          `data-f="${sum.flops}" data-b="${sum.bytes}" ${values}`,
          `data-text="${escapeHtml([path, label, kernel, source].join(" "))}"`,
        ].join(" ");
  const fold =
    role === "block"
      ? `<button type="button" class="fold" aria-expanded="true" aria-label="${escapeHtml(path ?? name)}"></button>`
      : "";
  const times = sum.times.map((each, index) => {
    const { time, bound, occupied } = timeTexts(each);
    const part = percent(each.milliseconds / (whole[index]?.milliseconds ?? Infinity));
    return `<td class="number" title="${escapeHtml(part)}">${time}</td><td class="medium">${[bound, occupied].filter((text) => text !== "").join(", ")}</td>`;
  });
  const cells = [
    `<td class="name">${fold}<span class="relative">${escapeHtml(visible(name))}</span><span class="full">${escapeHtml(path ?? name)}</span><small>${escapeHtml(label)}</small></td>`,
    `<td class="wide">${escapeHtml(label)}</td>`,
    `<td class="medium">${escapeHtml(kernel)}</td>`,
    `<td class="number">${millions(sum.flops)}</td><td class="number">${millions(sum.bytes)}</td>`,
    `<td class="number wide">${intensityText(sum)}</td><td class="number wide">${grouped(sum.workgroups)}</td><td class="number wide">${sum.registers}</td>`,
    ...times,
    `<td class="wide">${escapeHtml(source)}</td>`,
  ];
  return `<tr ${attributes}>${cells.join("")}</tr>`;
}
