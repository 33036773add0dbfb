import { visible } from "../../diagnostics/visible.js";
import { algorithmText } from "../../program/algorithms.js";
import { escapeHtml, renderPage } from "../html.js";
import { percent } from "../report/columns.js";
import { renderTools } from "../report/html.js";
import { sortable } from "../report/html-rows.js";
import { script } from "../report/html-script.js";
import { style } from "../report/html-style.js";
import { comfortableDepth } from "../report/lines.js";
import {
  gigaflops,
  legendOf,
  partOfTime,
  timeByKind,
  timeOf,
  type Profile,
  type TimeSum,
} from "./profile.js";
import { insideText, peakText, sectionOf, showTime, sourceText, timedLines, type TimedLine } from "./text.js";

/** The profile as a page of its own, which asks nothing of a network; `depth` levels of blocks are unfolded at first. */
export function renderProfileHtml(profile: Profile, depth?: number): string {
  const section = sectionOf(profile);
  const nesting = section.rows.reduce((most, { blocks }) => Math.max(most, blocks.length), 0);
  const unfolded = Math.min(nesting, depth ?? comfortableDepth(section));
  const lines = timedLines(profile, Infinity);
  const body = [
    "<header>",
    `<h1>${escapeHtml(profile.model)}</h1>`,
    `<p class="ports">${escapeHtml(profile.machine)}</p>`,
    renderTiles(profile),
    "</header>",
    "<main>",
    `<section id="kinds">\n<h2>Where the time goes</h2>\n${renderKinds(profile)}\n</section>`,
    `<section id="table">\n<h2>Layers</h2>`,
    renderTools(nesting),
    `<div class="scroll" tabindex="0">${renderLayers(profile, lines, unfolded)}</div>\n</section>`,
    "</main>",
    `<footer><p class="note">${escapeHtml(legendOf(profile))}</p></footer>`,
  ];
  return renderPage({ title: `${profile.model}: profile`, style, body: body.join("\n"), script });
}

function renderTiles(profile: Profile): string {
  const { run, runs, milliseconds, rows, peak } = profile;
  const whole = { ...timeOf(rows), milliseconds: run };
  const tiles = [
    ["A run", `${showTime(run)} ms`, `median of ${runs}`],
    ["Call by call", `${showTime(milliseconds)} ms`, "sum of the calls' medians"],
    ["Speed", `${gigaflops(whole).toFixed(1)} GFLOP/s`, "effective"],
    ...(peak === undefined
      ? []
      : [["Of the peak", peakText(whole, profile), `${((2 * peak) / 1e9).toFixed(1)} GFLOP/s in registers`]]),
  ];
  const items = tiles.map(
    ([title = "", value = "", note = ""]) =>
      `<div class="tile"><dt>${title}</dt><dd>${value}<small>${escapeHtml(note)}</small></dd></div>`,
  );
  return `<dl class="tiles">\n${items.join("\n")}\n</dl>`;
}

function peakTitle({ peak }: Profile): string {
  return peak === undefined ? "" : `<th scope="col" class="number medium">of peak</th>`;
}

function renderKinds(profile: Profile): string {
  const kinds = timeByKind(profile);
  const [longest = 0] = kinds.map(({ milliseconds }) => milliseconds);
  const rows = kinds.map(
    (sum) =>
      `<tr><td>${escapeHtml(sum.kind)}</td><td class="number medium">${sum.layers}</td>${times(profile, sum, longest)}</tr>`,
  );
  return `<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Kind</th><th scope="col" class="number medium">Layers</th><th scope="col" class="number">ms</th><th scope="col" class="share">of time</th><th scope="col" class="number">GFLOP/s</th>${peakTitle(profile)}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

function renderLayers(profile: Profile, lines: readonly TimedLine[], unfolded: number): string {
  const longest = lines.reduce(
    (most, { isLeaf, time }) => (isLeaf ? Math.max(most, time.milliseconds) : most),
    0,
  );
  return `<table id="layers" class="tree" data-unfolded="${unfolded}">
<thead><tr>
${sortable("", "Layer", "")}
<th scope="col" class="medium">Operator</th>
<th scope="col" class="wide">Inside</th>
<th scope="col" class="wide">Algorithm</th>
${sortable("t", "ms", "number")}
<th scope="col" class="share">of time</th>
${sortable("s", "GFLOP/s", "number")}
${peakTitle(profile)}
<th scope="col" class="wide">Source</th>
</tr></thead>
<tbody>
${lines.map((line) => renderLine(profile, line, longest)).join("\n")}
</tbody>
</table>`;
}

function renderLine(profile: Profile, line: TimedLine, longest: number): string {
  const { role, level, name, label, row, time } = line;
  const path = role === "layer" ? (row?.layer.path ?? name) : name;
  const [inside, algorithm, source] = [insideText(row), algorithmText(line.algorithm), sourceText(row)];
  const about = [label, inside].filter((text) => text !== "").join(" ");
  const attributes =
    role === "total"
      ? `class="total"`
      : [
          `class="${role}" style="--level:${level}" data-level="${level}" data-path="${escapeHtml(path)}"`,
          `data-t="${time.milliseconds}" data-s="${gigaflops(time)}"`,
          `data-text="${escapeHtml([path, label, inside, algorithm, source].join(" "))}"`,
        ].join(" ");
  const fold =
    role === "block"
      ? `<button type="button" class="fold" aria-expanded="true" aria-label="${escapeHtml(path)}"></button>`
      : "";
  const cells = [
    `<td class="name">${fold}<span class="relative">${escapeHtml(name)}</span><span class="full">${escapeHtml(path)}</span><small>${escapeHtml(about)}</small></td>`,
    `<td class="medium">${escapeHtml(label)}</td>`,
    `<td class="wide">${escapeHtml(inside)}</td>`,
    `<td class="wide">${escapeHtml(algorithm)}</td>`,
    times(profile, time, line.isLeaf ? longest : 0),
    `<td class="wide">${escapeHtml(visible(source))}</td>`,
  ];
  return `<tr ${attributes}>${cells.join("")}</tr>`;
}

/** Cells: milliseconds, share with its bar, operations a second, and the part of the peak where there is one. */
function times(profile: Profile, sum: TimeSum, longest: number): string {
  const { milliseconds, macs } = sum;
  const share = escapeHtml(percent(partOfTime(sum, profile)));
  const wide = longest === 0 ? 0 : (100 * milliseconds) / longest;
  const bar = wide === 0 ? "" : `<i style="width:${wide.toFixed(2)}%"></i>`;
  return [
    `<td class="number">${showTime(milliseconds)}</td>`,
    `<td class="share"><div><span>${share}</span><b>${bar}</b></div></td>`,
    `<td class="number">${macs === 0 ? "" : gigaflops(sum).toFixed(1)}</td>`,
    profile.peak === undefined ? "" : `<td class="number medium">${peakText(sum, profile)}</td>`,
  ].join("");
}
