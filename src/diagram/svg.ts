import { visible } from "../diagnostics/visible.js";
import { fontSize, headingHeight, margin } from "./measures.js";
import type { Point, Rectangle, Scene, SceneBox, SceneEdge, SceneFrame, SceneText } from "./scene.js";
import { style } from "./style.js";

/** The scene as an SVG document of its own, or to be put into a page as it is. Ends in a newline. */
export function printSvg(scene: Scene): string {
  const { name, doc, width, height, frames, boxes, edges } = scene;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="cnnc-graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    titled(`${name}${doc === "" ? "" : `: ${doc}`}`),
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="heading" x="${margin}" y="${headingHeight}">${escaped(name)}</text>`,
    ...frames.map(printFrame),
    ...edges.filter(({ skip }) => skip).map(printEdge),
    ...edges.filter(({ skip }) => !skip).map(printEdge),
    ...frames.map(printTitle),
    ...boxes.map(printBox),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

function printFrame({ id, area, depth, frame }: SceneFrame): string {
  const classes = ["frame", `level${depth % 2}`, ...(frame.training ? ["training"] : [])];
  const second = frame.count > 1 ? rectangle(area, 8, "stack", 4, 4) : "";
  return group(id, classes, frame.about, [second, rectangle(area, 8)]);
}

/** Titles stand on the edges that they cannot keep clear of. */
function printTitle({ depth, title }: SceneFrame): string {
  return `<g class="title level${depth % 2}">${text(title, fontSize.faint)}</g>`;
}

function printBox({ id, area, round, texts, shape, box }: SceneBox): string {
  const { role } = box;
  const classes = ["box", role, ...(box.training ? ["training"] : [])];
  const radius = round ? area.height / 2 : 4;
  return group(
    id,
    classes,
    box.about,
    [
      box.count > 1 ? rectangle(area, radius, "stack", 3, -3) : "",
      rectangle(area, radius),
      ...texts.map((each) => text(each, each.strong ? fontSize.strong : fontSize.faint)),
      shape ? text(shape, fontSize.shape, "shape") : "",
    ],
    box.paths,
  );
}

function printEdge({ skip, training, points }: SceneEdge): string {
  const classes = ["edge", ...(skip ? ["skip"] : []), ...(training ? ["training"] : [])];
  const end = points.at(-1);
  if (end === undefined) return "";
  const head = `M${end.x - 3.5} ${end.y - 7}L${end.x} ${end.y - 1}L${end.x + 3.5} ${end.y - 7}Z`;
  return `<g class="${classes.join(" ")}"><path d="${rounded(points)}"/><path class="head" d="${head}"/></g>`;
}

/** A line along the points with rounded corners, which ends a little before the last. */
function rounded(points: readonly Point[]): string {
  const path = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined) return `M${point.x} ${point.y}`;
    if (after === undefined) return `L${point.x} ${point.y - 6}`;
    const [start, end] = [towards(point, before), towards(point, after)];
    return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return path.join("");
}

/** The point at most a corner's radius from `from` on the way to `to`. */
function towards(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const reach = Math.min(6, Math.floor((Math.abs(dx) + Math.abs(dy)) / 2));
  return { x: from.x + Math.sign(dx) * reach, y: from.y + Math.sign(dy) * reach };
}

function rectangle(
  { x, y, width, height }: Rectangle,
  radius: number,
  kind = "",
  right = 0,
  down = 0,
): string {
  const named = kind === "" ? "" : ` class="${kind}"`;
  return `<rect${named} x="${x + right}" y="${y + down}" width="${width}" height="${height}" rx="${radius}"/>`;
}

function text({ x, y, text: content, strong, times }: SceneText, size: number, kind = ""): string {
  const classes = [...(kind === "" ? [] : [kind]), ...(strong ? ["strong"] : [])].join(" ");
  const count = times === "" ? "" : `<tspan class="times">${content === "" ? "" : " "}${times}</tspan>`;
  const named = classes === "" ? "" : ` class="${classes}"`;
  return `<text${named} x="${x}" y="${y}" font-size="${size}">${escaped(content)}${count}</text>`;
}

function group(
  id: string,
  classes: readonly string[],
  about: string,
  parts: readonly string[],
  paths: readonly string[] = [],
): string {
  const layers = paths.length === 0 ? "" : ` data-layers="${escaped(paths.join(" "))}"`;
  return `<g class="${classes.join(" ")}" data-id="${id}"${layers}>${titled(about)}${parts.join("")}</g>`;
}

function titled(about: string): string {
  return `<title>${escaped(about, "\n")}</title>`;
}

/** Text of XML, in which nothing can be hidden; `keep` are control characters that stay. */
function escaped(value: string, keep = ""): string {
  return visible(value, keep)
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\uFFFE\uFFFF]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
