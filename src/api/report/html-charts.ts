import type { MemoryUse } from "../../analysis/memory.js";
import type { Sums } from "../../analysis/sums.js";
import { costOf, outermost, pathOf, type TreeEntry } from "../../analysis/tree.js";
import { escapeHtml } from "../html.js";
import { grouped, showBytes } from "../text.js";
import { percent } from "./columns.js";
import { relative } from "./lines.js";

const colours = 8;
/** Height of a level of blocks, in pixels. */
const levelHeight = 22;
const deepestLevel = 4;
/** Parts of the whole below which a cell is left out, and below which it has no text. */
const [leastPart, leastText] = [0.0008, 0.03];

/**
 * The colour of each layer and block: one for each block of the outermost level that has several, where the iterations of
 * a repeat are one, and the last for layers beside them.
 */
export function colouring(tree: readonly TreeEntry[]): (path: string) => number {
  const colourOf = new Map<string, number>();
  const visit = (entry: TreeEntry, colour: number): void => {
    colourOf.set(pathOf(entry), colour);
    if (entry.kind === "block") for (const each of entry.entries) visit(each, colour);
  };
  const [top] = tree;
  const entries = outermost(tree);
  const around = top === undefined || entries === tree ? "" : pathOf(top);
  const scopes: string[] = [];
  for (const entry of entries) {
    const [scope = ""] = relative(pathOf(entry), around).split(".");
    if (entry.kind === "block" && !scopes.includes(scope)) scopes.push(scope);
    visit(entry, entry.kind === "block" ? scopes.indexOf(scope) % (colours - 1) : colours - 1);
  }
  return (path) => colourOf.get(path) ?? colours - 1;
}

/**
 * Where something goes: blocks as wide as their part of it, and what is in them below. `ids` are those of rows to lead to;
 * `whole` is what the full width stands for, where that is not all of it.
 */
export function renderIcicle(
  tree: readonly TreeEntry[],
  count: keyof Sums,
  ids: ReadonlyMap<string, string>,
  colourOf: (path: string) => number,
  whole?: number,
): string {
  const total = tree.reduce((sum, entry) => sum + costOf(entry)[count], 0);
  if (total === 0) return "";
  const scale = whole ?? total;
  let levels = 0;
  const cells = (
    entries: readonly TreeEntry[],
    around: string,
    start: number,
    level: number,
  ): readonly string[] => {
    let left = start;
    return entries.flatMap((entry) => {
      const value = costOf(entry)[count];
      const [at, part] = [left, value / scale];
      left += part;
      if (part < leastPart) return [];
      levels = Math.max(levels, level + 1);
      const path = pathOf(entry);
      const id = ids.get(path);
      const kind = entry.kind === "block" ? entry.block : entry.row.op;
      const title = `${path} (${kind}): ${grouped(value)}, ${percent(value / total)}`;
      const name = part < leastText ? "" : escapeHtml(relative(path, around));
      const style = `left:${(100 * at).toFixed(2)}%;width:${(100 * part).toFixed(2)}%;top:${level * levelHeight}px`;
      const inner =
        entry.kind === "block" && level + 1 < deepestLevel ? cells(entry.entries, path, at, level + 1) : [];
      return [
        `<a${id === undefined ? "" : ` href="#${id}"`} tabindex="-1" class="c${colourOf(path)}${name === "" ? " thin" : ""}" style="${style}" title="${escapeHtml(title)}">${name}</a>`,
        ...inner,
      ];
    });
  };
  const body = cells(tree, "", 0, 0).join("\n");
  return `<div class="icicle" style="height:${levels * levelHeight}px">\n${body}\n</div>`;
}

/**
 * The arena while the network runs: a column a call, and every buffer at its address for as long as it is needed. The
 * line is the bytes in use.
 */
export function renderArena(memory: MemoryUse, colourOf: (path: string) => number): string {
  const { calls, buffers, arenaBytes, batch } = memory;
  const [width, height] = [calls.length + 2, 1000];
  const y = (bytes: number): string => (height * (1 - bytes / arenaBytes)).toFixed(1);
  const rectangles = buffers.map(({ path, offsetBytes, bytes, from, to }) => {
    const title = `${path}: ${showBytes(bytes)}, ${from < 0 ? "from the start" : `from call ${from + 1}`} ${to >= calls.length ? "to the end" : `to call ${to + 1}`}`;
    return `<rect class="c${colourOf(path)}" x="${from + 1}" y="${y(offsetBytes + bytes)}" width="${to - from + 1}" height="${((height * bytes) / arenaBytes).toFixed(1)}"><title>${escapeHtml(title)}</title></rect>`;
  });
  const steps = calls.map(
    ({ liveBytes }, index) => `${index === 0 ? "M1" : ""} ${y(liveBytes)}H${index + 2}`,
  );
  const line = steps.map((step, index) => (index === 0 ? step : `V${step.trim()}`)).join("");
  const most = calls.reduce((largest, { liveBytes }) => Math.max(largest, liveBytes), 0);
  const at = calls.findIndex(({ liveBytes }) => liveBytes === most);
  const peak = calls[at];
  const summary = `Arena of ${showBytes(arenaBytes)} at batch ${batch}, ${calls.length} calls`;
  const caption = peak && `Most is in use, ${showBytes(most)}, at call ${at + 1}, ${peak.path}.`;
  return `<div class="arena">
<div class="axis"><span>${showBytes(arenaBytes)}</span></div>
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(summary)}">
${rectangles.join("\n")}
<path d="${line}"/>
</svg>
<div class="axis"><span>call 1</span><span>call ${calls.length}</span></div>
<p class="note">${escapeHtml(caption ?? "")}</p>
</div>`;
}
