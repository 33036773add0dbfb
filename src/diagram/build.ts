import type { Sums } from "../analysis/sums.js";
import type { Graph } from "../ir/graph.js";
import type { OperatorDefinition } from "../ops/definition.js";
import { Captions } from "./captions.js";
import { boxesOf, type Diagram } from "./diagram.js";
import { draw } from "./draw.js";
import { collapseRepeats } from "./repeats.js";
import { layerTree, type Item } from "./tree.js";
import { Wiring } from "./wiring.js";

export interface DiagramOptions {
  /** Levels of blocks that are unfolded; as many as fit a picture where absent. */
  readonly depth?: number | undefined;
  /** Draws each of equal pieces that follow each other. */
  readonly each?: boolean | undefined;
}

/** A person still takes in a picture that is so many boxes high, and has so many in all. */
const comfortable = { height: 64, boxes: 120 };

/** A network as a diagram of its blocks and layers, training-only ones among them; `sums` are counts by path. */
export function diagramOf(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  sums: ReadonlyMap<string, Sums>,
  options: DiagramOptions = {},
): Diagram {
  const wiring = new Wiring(graph, operators);
  const tree = layerTree(wiring);
  const items = options.each ? tree : collapseRepeats(wiring, tree);
  const captions = new Captions(wiring, sums);
  if (options.depth !== undefined) return draw(wiring, captions, items, options.depth);
  for (let depth = nesting(items); depth > 0; depth -= 1) {
    const diagram = draw(wiring, captions, items, depth);
    if (isComfortable(diagram)) return diagram;
  }
  return draw(wiring, captions, items, 0);
}

function isComfortable({ children, edges }: Diagram): boolean {
  const boxes = boxesOf(children);
  if (boxes.length > comfortable.boxes) return false;
  const heights = new Map<string, number>();
  // Boxes stand in the order of the layers, so that what leads to one is before it.
  for (const { id } of boxes) {
    const before = edges.filter(({ to }) => to === id).map(({ from }) => heights.get(from) ?? 0);
    heights.set(id, 1 + Math.max(0, ...before));
  }
  return Math.max(0, ...heights.values()) <= comfortable.height;
}

/** Levels of blocks. */
function nesting(items: readonly Item[]): number {
  const levels = items.map((item) => {
    switch (item.kind) {
      case "box":
        return 0;
      case "frame":
        return 1 + nesting(item.items);
      case "run":
        return nesting(item.instances[0] ?? []);
    }
  });
  return levels.reduce((most, each) => Math.max(most, each), 0);
}
