/** What a box stands for, which its colour and form show. */
export type BoxRole =
  | "input"
  | "output"
  /** A value that a compile may be asked to show. */
  | "tap"
  /** Convolutions. */
  | "conv"
  | "dense"
  | "pool"
  /** Activations, norms and all else that works on elements or moves them. */
  | "light"
  /** Where paths meet. */
  | "join"
  /** A folded block. */
  | "block";

/** Layers, an input, an output or a folded block. */
export interface DiagramBox {
  readonly kind: "box";
  readonly id: string;
  readonly role: BoxRole;
  /** What is written in it, the most telling line first. */
  readonly lines: readonly Line[];
  /** How many equal ones follow each other here. */
  readonly count: number;
  /** Paths of all layers that it stands for. */
  readonly paths: readonly string[];
  /** All there is to say, in lines. */
  readonly about: string;
  /** Shape of what leaves it. */
  readonly shape: string;
  /** Exists in training only. */
  readonly training: boolean;
}

export interface Line {
  readonly text: string;
  /** Names what the box is. */
  readonly strong: boolean;
}

/** A block with what is inside. */
export interface DiagramFrame {
  readonly kind: "frame";
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly about: string;
  readonly training: boolean;
  readonly children: readonly DiagramItem[];
}

export type DiagramItem = DiagramBox | DiagramFrame;

export interface DiagramEdge {
  /** Ids of boxes. */
  readonly from: string;
  readonly to: string;
  /** Passes layers by, as a residual's shortcut does. */
  readonly skip: boolean;
  readonly training: boolean;
}

/** A network as it is drawn: nested frames, boxes and edges between boxes, in the order of the layers. */
export interface Diagram {
  readonly name: string;
  readonly doc: string;
  readonly children: readonly DiagramItem[];
  readonly edges: readonly DiagramEdge[];
}

export function boxesOf(items: readonly DiagramItem[]): readonly DiagramBox[] {
  return items.flatMap((item) => (item.kind === "box" ? [item] : boxesOf(item.children)));
}
