import type { BoxRole, Diagram, DiagramBox, DiagramEdge, DiagramFrame, DiagramItem } from "./diagram.js";
import { placement } from "./elk.js";
import {
  boxSize,
  firstStrong,
  framePadding,
  frameTitleHeight,
  frameTitleWidth,
  headingWidth,
  lineHeight,
  shapeGap,
  timesOf,
} from "./measures.js";
import type { Point, Rectangle, Scene, SceneBox, SceneEdge, SceneFrame, SceneText } from "./scene.js";

const roundRoles: ReadonlySet<BoxRole> = new Set(["input", "output", "tap", "join"]);

/** Gives everything in a diagram its place. */
export async function layOut(diagram: Diagram): Promise<Scene> {
  const { name, doc, children } = diagram;
  const { width, height, areas, routes } = await placement(diagram);
  const items = flatten(children, 0);
  const areaOf = ({ id }: DiagramItem): Rectangle => areas.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  const boxes = items.flatMap(({ item }) => (item.kind === "box" ? [sceneBox(item, areaOf(item))] : []));
  const boxNamed = new Map(boxes.map((box) => [box.id, box]));
  const edges = diagram.edges.map((edge, index) => sceneEdge(edge, routes[index] ?? [], boxNamed));
  const frames = items.flatMap(({ item, depth }) =>
    item.kind === "frame" ? [sceneFrame(item, areaOf(item), depth, edges)] : [],
  );
  return { name, doc, width: Math.max(width, headingWidth(name)), height, frames, boxes, edges };
}

/** Items with the number of frames around them, each frame before what is inside. */
function flatten(
  items: readonly DiagramItem[],
  depth: number,
): readonly { readonly item: DiagramItem; readonly depth: number }[] {
  return items.flatMap((item) => [
    { item, depth },
    ...(item.kind === "frame" ? flatten(item.children, depth + 1) : []),
  ]);
}

function sceneBox(box: DiagramBox, node: Rectangle): SceneBox {
  const size = boxSize(box);
  const area = { x: node.x + Math.round((node.width - size.width) / 2), y: node.y, ...size };
  const centre = area.x + area.width / 2;
  const top = area.y + area.height / 2 - (box.lines.length * lineHeight) / 2;
  const counted = firstStrong(box.lines);
  const texts = box.lines.map(({ text, strong }, index): SceneText => {
    const times = index === counted ? timesOf(box.count) : "";
    return { x: centre, y: top + index * lineHeight + 11, text, strong, times };
  });
  const shape = {
    x: centre + shapeGap,
    y: area.y + area.height + 11,
    text: box.shape,
    strong: false,
    times: "",
  };
  const round = roundRoles.has(box.role);
  return { id: box.id, area, round, texts, shape: box.shape === "" ? undefined : shape, box };
}

function sceneFrame(
  frame: DiagramFrame,
  area: Rectangle,
  depth: number,
  edges: readonly SceneEdge[],
): SceneFrame {
  const { id, title: text, count } = frame;
  const x = clearOf(edges, area, frameTitleWidth(frame) - 2 * framePadding);
  const title = { x, y: area.y + 16, text, strong: true, times: timesOf(count) };
  return { id, area, depth, title, frame };
}

/** Where in the top of a frame a title meets no edge, the leftmost place; the left end where there is none. */
function clearOf(edges: readonly SceneEdge[], { x, y, width }: Rectangle, length: number): number {
  const crossings = edges.flatMap(({ points }) =>
    points.flatMap((end, index) => {
      const start = points[index - 1];
      if (start?.x !== end.x) return [];
      const isInside = end.x > x && end.x < x + width;
      return isInside && Math.min(start.y, end.y) < y + frameTitleHeight && Math.max(start.y, end.y) > y
        ? [end.x]
        : [];
    }),
  );
  const starts = [x + framePadding, ...crossings.map((crossing) => crossing + 6).toSorted((a, b) => a - b)];
  const isFree = (start: number): boolean =>
    start >= x + framePadding &&
    start + length <= x + width - 4 &&
    crossings.every((crossing) => crossing < start - 4 || crossing > start + length + 4);
  return starts.find(isFree) ?? x + framePadding;
}

function sceneEdge(
  { from, to, skip, training }: DiagramEdge,
  route: readonly Point[],
  boxes: ReadonlyMap<string, SceneBox>,
): SceneEdge {
  const [start, end] = [route[0], route.at(-1)];
  const [source, target] = [boxes.get(from), boxes.get(to)];
  if (start === undefined || end === undefined || source === undefined || target === undefined)
    throw new Error(`the edge from ${from} to ${to} has no place`);
  // The layout knows a box with the shape below it only.
  const leaving = { x: start.x, y: source.area.y + source.area.height };
  const points = [leaving, ...route.slice(1, -1), { x: end.x, y: topOf(target, end.x) }];
  return { from, to, skip, training, points };
}

/** Where a box begins at some x, which matters where its ends are round. */
function topOf({ area, round }: SceneBox, x: number): number {
  if (!round) return area.y;
  const radius = area.height / 2;
  const beyond = Math.max(area.x + radius - x, x - (area.x + area.width - radius), 0);
  return Math.round(area.y + radius - Math.sqrt(Math.max(0, radius * radius - beyond * beyond)));
}
