import type { Sums } from "../analysis/sums.js";
import {
  typeOf,
  type BlockInstance,
  type Input,
  type Node,
  type Output,
  type Shape,
  type Tap,
  type ValueId,
} from "../ir/graph.js";
import type { BoxRole, DiagramBox, DiagramFrame, Line } from "./diagram.js";
import { fullLabel, layerLabel, shapeLabel } from "./labels.js";
import { nodesOf, type Box, type Frame, type Item } from "./tree.js";
import type { Wiring } from "./wiring.js";

/** Characters in a line of light operators. */
const lineLength = 26;

/** A folded block with more convolutions and dense layers than that only says how many layers it has. */
const mostHeavy = 6;
const mostShown = 3;

/** Writes what stands in and on boxes and frames. */
export class Captions {
  constructor(
    private readonly wiring: Wiring,
    /** Counts of the layers, by their paths. */
    private readonly sums: ReadonlyMap<string, Sums>,
  ) {}

  input(id: string, { name, value, training }: Input): DiagramBox {
    const shape = shapeLabel([this.shape(value)]);
    const about = `${training ? "training input" : "input"} ${name}: ${shape}`;
    const lines = [strong(name), ...(training ? [faint("training only")] : [])];
    return { kind: "box", id, role: "input", lines, count: 1, paths: [], about, shape, training };
  }

  output(id: string, { name, value, role, doc }: Output): DiagramBox {
    const training = role.kind !== "output";
    const lines = [strong(name), ...(training ? [faint("training only")] : [])];
    const about = [
      `${training ? "training output" : "output"} ${name}: ${shapeLabel([this.shape(value)])}`,
      doc,
    ];
    return {
      kind: "box",
      id,
      role: "output",
      lines,
      count: 1,
      paths: [],
      about: joinLines(about),
      shape: "",
      training,
    };
  }

  tap(id: string, { name, value, doc }: Tap): DiagramBox {
    const about = joinLines([`tap ${name}: ${shapeLabel([this.shape(value)])}`, doc]);
    const lines = [faint(`tap ${name}`)];
    return { kind: "box", id, role: "tap", lines, count: 1, paths: [], about, shape: "", training: false };
  }

  layers(id: string, box: Box, twins: readonly Item[], count: number): DiagramBox {
    const [first] = box.main;
    const role = first === undefined ? "light" : this.role(first);
    const leading = this.lightLines(box.leading);
    const following = this.lightLines(box.following);
    const isSplit = box.main.length > 1 && first?.op === "slice";
    const label = isSplit ? "split" : first && layerLabel(first, this.firstShape(first));
    const lines =
      label === undefined
        ? leading.map(({ text }) => strong(text))
        : [...leading, strong(label), ...following];
    const nodes = nodesOf(box);
    return {
      ...{ kind: "box", id, role, lines, count },
      ...this.common([box, ...twins]),
      about: joinLines([
        ...nodes.map((node) => `${node.origin.path}: ${fullLabel(node)}`),
        this.cost([box, ...twins], count),
      ]),
    };
  }

  block(id: string, frame: Frame, twins: readonly Item[], count: number): DiagramBox {
    return {
      ...{ kind: "box", id, role: "block", count },
      lines: [strong(title(frame.instance)), ...this.contents(frame).map(faint)],
      ...this.common([frame, ...twins]),
      about: this.aboutBlock(frame, twins, count),
    };
  }

  frame(id: string, frame: Frame, twins: readonly Item[], count: number): Omit<DiagramFrame, "children"> {
    const training = this.isTraining(nodesOf(frame));
    const about = this.aboutBlock(frame, twins, count);
    return { kind: "frame", id, title: title(frame.instance), count, about, training };
  }

  /** Several boxes and frames that repeat together. */
  run(
    id: string,
    items: readonly Item[],
    others: readonly Item[],
    count: number,
  ): Omit<DiagramFrame, "children"> {
    const training = this.isTraining(items.flatMap(nodesOf));
    return { kind: "frame", id, title: "", count, about: this.cost([...items, ...others], count), training };
  }

  /** The layers of a folded block that do most of its work, or their number where they are many. */
  private contents(frame: Frame): readonly string[] {
    const nodes = nodesOf(frame);
    const macsOf = ({ origin }: Node): number => this.sums.get(origin.path)?.macs ?? 0;
    const heavy = nodes.filter((node) => macsOf(node) > 0);
    if (heavy.length === 0 || heavy.length > mostHeavy) return [`${nodes.length} layers`];
    const ranked = heavy.toSorted((a, b) => macsOf(b) - macsOf(a)).slice(0, mostShown);
    const shown = heavy.filter((node) => ranked.includes(node));
    return [
      ...shown.map((node) => layerLabel(node, this.firstShape(node))),
      ...(heavy.length > mostShown ? ["…"] : []),
    ];
  }

  private common(items: readonly Item[]): Pick<DiagramBox, "paths" | "shape" | "training"> {
    const nodes = items.map(nodesOf);
    return {
      paths: [...new Set(nodes.flat().map(({ origin }) => origin.path))],
      shape: this.leaving(nodes),
      training: this.isTraining(nodes.flat()),
    };
  }

  private role(node: Node): BoxRole {
    if (this.wiring.data(node).length > 1) return "join";
    const definition = this.wiring.definition(node);
    if (definition.traits.contraction) return this.shape(node.results[0] ?? 0).length > 2 ? "conv" : "dense";
    return definition.receptiveField(node.attributes).kind === "pointwise" ? "light" : "pool";
  }

  /** The names of light layers, in lines of a few. */
  private lightLines(nodes: readonly Node[]): readonly Line[] {
    const lines: string[] = [];
    for (const node of nodes) {
      const label = layerLabel(node, this.firstShape(node));
      const last = lines.at(-1);
      if (last !== undefined && last.length + label.length + 2 <= lineLength)
        lines[lines.length - 1] = `${last}, ${label}`;
      else lines.push(label);
    }
    return lines.map(faint);
  }

  /** Shapes of the values that leave, over all pieces of the runs around. */
  private leaving(pieces: readonly (readonly Node[])[]): string {
    const own = new Set<unknown>(pieces.flat());
    const results = pieces.map((nodes) => nodes.flatMap((node) => node.results));
    const leaves = (place: number): boolean =>
      results.some((values) => {
        const value = values[place];
        return value !== undefined && this.wiring.readersOf(value).some((reader) => !own.has(reader));
      });
    const labels = (results[0] ?? []).flatMap((_, place) =>
      leaves(place)
        ? [
            shapeLabel(
              results.flatMap((values) => values.slice(place, place + 1)).map((value) => this.shape(value)),
            ),
          ]
        : [],
    );
    return [...new Set(labels)].join(", ");
  }

  private aboutBlock(frame: Frame, twins: readonly Item[], count: number): string {
    const { block, path, doc = "" } = frame.instance;
    return joinLines([`${path}: ${block}`, doc, this.cost([frame, ...twins], count)]);
  }

  /** Parameters and work of all pieces together. */
  private cost(items: readonly Item[], count: number): string {
    const paths = new Set(items.flatMap(nodesOf).map(({ origin }) => origin.path));
    let [params, macs] = [0, 0];
    for (const path of paths) {
      const sums = this.sums.get(path);
      params += sums?.params ?? 0;
      macs += sums?.macs ?? 0;
    }
    const times = count > 1 ? `${count} times, in all: ` : "";
    return params + macs === 0
      ? times
      : `${times}${params.toLocaleString("en-US")} parameters, ${macs.toLocaleString("en-US")} MACs`;
  }

  private isTraining(nodes: readonly Node[]): boolean {
    return nodes.length > 0 && nodes.every((node) => this.wiring.training.has(node));
  }

  private firstShape(node: Node): Shape | undefined {
    const [value] = this.wiring.data(node);
    return value === undefined ? undefined : this.shape(value);
  }

  private shape(value: ValueId): Shape {
    return typeOf(this.wiring.graph, value).shape;
  }
}

/** The name of an instance, and the block's where the name does not come from it. */
function title({ block, path }: BlockInstance): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const isNumbered = name.startsWith(block) && /^\d+$/.test(name.slice(block.length));
  return isNumbered ? block : `${name}: ${block}`;
}

function strong(text: string): Line {
  return { text, strong: true };
}

function faint(text: string): Line {
  return { text, strong: false };
}

function joinLines(lines: readonly string[]): string {
  return lines.filter((line) => line !== "").join("\n");
}
