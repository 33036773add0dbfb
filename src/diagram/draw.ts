import type { Node } from "../ir/graph.js";
import type { Captions } from "./captions.js";
import type { Diagram, DiagramBox, DiagramItem } from "./diagram.js";
import { edgesOf } from "./edges.js";
import { nodesOf, type Box, type Frame, type Item, type Run } from "./tree.js";
import type { Wiring } from "./wiring.js";

/**
 * The tree as a diagram: blocks inside more than `depth` others are folded into boxes, and of the pieces of a run one
 * is drawn for all.
 */
export function draw(wiring: Wiring, captions: Captions, items: readonly Item[], depth: number): Diagram {
  const drawing = new Drawing(wiring, captions, depth);
  return drawing.diagram(items);
}

class Drawing {
  private frames = 0;
  private boxes = 0;
  private readonly places = new Map<Node, string>();

  constructor(
    private readonly wiring: Wiring,
    private readonly captions: Captions,
    private readonly depth: number,
  ) {}

  diagram(items: readonly Item[]): Diagram {
    const { graph } = this.wiring;
    const inputs = graph.inputs.map((input) => this.captions.input(this.boxId(), input));
    const layers = items.flatMap((item) => this.item(item, [], 0, 1));
    const outputs = graph.outputs.map((output) => this.captions.output(this.boxId(), output));
    const taps = graph.taps.map((tap) => this.captions.tap(this.boxId(), tap));
    const results = [...graph.outputs, ...graph.taps];
    const ports = {
      inputs: graph.inputs.map(({ value }, index) => ({ value, box: inputs[index]?.id ?? "" })),
      results: [...outputs, ...taps].map(({ id, training }, index) => {
        return { value: results[index]?.value ?? 0, box: id, training };
      }),
    };
    const edges = edgesOf(this.wiring, items, this.places, ports);
    const { name, doc } = graph;
    return { name, doc, children: [...inputs, ...layers, ...outputs, ...taps], edges };
  }

  /** `twins` are the items that stand at the same place in other pieces of the runs around. */
  private item(item: Item, twins: readonly Item[], level: number, count: number): readonly DiagramItem[] {
    switch (item.kind) {
      case "box":
        return [this.box(item, twins, count)];
      case "frame":
        return [this.frame(item, twins, level, count)];
      case "run":
        return this.run(item, twins, level);
    }
  }

  private box(box: Box, twins: readonly Item[], count: number): DiagramBox {
    const id = this.boxId();
    this.place(id, [box, ...twins]);
    return this.captions.layers(id, box, twins, count);
  }

  private frame(frame: Frame, twins: readonly Item[], level: number, count: number): DiagramItem {
    if (level >= this.depth) {
      const id = this.boxId();
      this.place(id, [frame, ...twins]);
      return this.captions.block(id, frame, twins, count);
    }
    const id = `f${(this.frames += 1)}`;
    const alike = twins.filter((twin) => twin.kind === "frame");
    const children = frame.items.flatMap((item, index) =>
      this.item(
        item,
        alike.flatMap((twin) => twin.items.slice(index, index + 1)),
        level + 1,
        1,
      ),
    );
    return { ...this.captions.frame(id, frame, twins, count), children };
  }

  private run(run: Run, twins: readonly Item[], level: number): readonly DiagramItem[] {
    const count = run.instances.length;
    const alike = [run, ...twins.filter((twin) => twin.kind === "run")].flatMap(({ instances }) => instances);
    const [first = [], ...others] = alike;
    const single = first.length === 1;
    const children = first.flatMap((item, index) =>
      this.item(
        item,
        others.flatMap((items) => items.slice(index, index + 1)),
        level,
        single ? count : 1,
      ),
    );
    if (single) return children;
    const id = `f${(this.frames += 1)}`;
    return [{ ...this.captions.run(id, first, others.flat(), count), children }];
  }

  private boxId(): string {
    return `b${(this.boxes += 1)}`;
  }

  private place(id: string, items: readonly Item[]): void {
    for (const node of items.flatMap(nodesOf)) this.places.set(node, id);
  }
}
