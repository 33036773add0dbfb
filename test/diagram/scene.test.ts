import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "../../src/diagram/layout.js";
import type { Rectangle, Scene, SceneBox } from "../../src/diagram/scene.js";
import type { DiagramItem } from "../../src/diagram/diagram.js";
import { networks } from "../support/networks.js";
import { diagram, modelNamed, scene } from "./pictures.js";

const models = [
  "lenet5",
  "googlenet",
  "resnet152",
  "densenet121",
  "unet",
  "inception_v3",
  "shufflenet_v2_x1_0",
];

describe("every box has its place", () => {
  it.each(models)("in %s", async (name) => {
    expectPlaced(await scene(modelNamed(name)));
  });

  it.each([
    ["resnet50", 1],
    ["efficientnet_b0", 9],
    ["densenet121", 0],
  ])("in %s, to depth %d", async (name, depth) => {
    expectPlaced(await scene(modelNamed(name), { depth }));
  });

  it("in any network", async () => {
    await fc.assert(
      fc.asyncProperty(networks, fc.nat(2), async (graph, depth) => {
        expectPlaced(await layOut(diagram(graph, { depth })));
      }),
      { numRuns: 50 },
    );
  });
});

function expectPlaced(picture: Scene): void {
  expect(misplaced(picture)).toEqual([]);
}

/** All that is not where it belongs. */
function misplaced({ boxes, frames, edges, width, height }: Scene): readonly string[] {
  const wrong: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what);
  };
  const whole = { x: 0, y: 0, width, height };
  const areas = new Map([...boxes, ...frames].map(({ id, area }) => [id, area]));
  const areaOf = (id: string): Rectangle => areas.get(id) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  for (const [id, area] of areas) {
    check(contains(whole, area), `${id} in the picture`);
    check(Object.values(area).every(Number.isInteger), `${id} in whole pixels`);
  }
  for (const [index, a] of boxes.entries())
    for (const b of boxes.slice(index + 1)) check(apart(taken(a), taken(b)), `${a.id} beside ${b.id}`);
  for (const { id, area, frame } of frames) {
    const inside = new Set(frame.children.flatMap(idsIn));
    for (const each of inside) check(contains(area, areaOf(each)), `${each} in ${id}`);
    for (const [other, place] of areas) {
      if (other === id || inside.has(other)) continue;
      check(apart(area, place) || contains(place, area), `${other} outside ${id}`);
    }
  }
  for (const { from, to, points } of edges) {
    const edge = `${from}-${to}`;
    const [first, last] = [points[0], points.at(-1)];
    const [source, target] = [areaOf(from), areaOf(to)];
    if (first === undefined || last === undefined) return [...wrong, `${edge} has no ends`];
    check(first.y === source.y + source.height, `${edge} starts below its box`);
    check(last.y >= target.y && last.y <= target.y + target.height / 2, `${edge} ends at its box`);
    check(first.x >= source.x && first.x <= source.x + source.width, `${edge} starts under its box`);
    check(last.x >= target.x && last.x <= target.x + target.width, `${edge} ends over its box`);
    const isBent = points
      .slice(1)
      .some((point, index) => point.x !== points[index]?.x && point.y !== points[index]?.y);
    check(!isBent, `${edge} along the axes`);
  }
  return wrong;
}

/** A box with the shape below it. */
function taken({ area, shape }: SceneBox): Rectangle {
  return shape ? { ...area, height: area.height + 12 } : area;
}

function idsIn(item: DiagramItem): readonly string[] {
  return item.kind === "box" ? [item.id] : [item.id, ...item.children.flatMap(idsIn)];
}

function contains(outer: Rectangle, inner: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function apart(a: Rectangle, b: Rectangle): boolean {
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}
