import type { Node, ValueId } from "../ir/graph.js";

/** Operators of which branches are the operands. */
export const joiners: readonly string[] = ["concat", "add", "sub", "mul", "div", "maximum", "minimum"];

/**
 * A stretch of a network that becomes a body: its nodes are those from `from` up to `to`, and `scope` is what the paths
 * of its own layers begin with.
 */
export interface Region {
  readonly items: readonly Item[];
  readonly from: number;
  readonly to: number;
  readonly scope: string;
}

interface ItemBase {
  /** The last part of its path. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What becomes an element of a chain. */
export type Item = LayerItem | SplitItem | CallItem | JoinItem | ResidualItem | LoopItem;

export interface LayerItem extends ItemBase {
  readonly kind: "layer";
  readonly node: Node;
  readonly result: ValueId;
}

export interface SplitItem extends ItemBase {
  readonly kind: "split";
  readonly parts: readonly Node[];
}

export interface CallItem extends ItemBase {
  readonly kind: "call";
  readonly instance: Instance;
}

export interface JoinItem extends ItemBase {
  readonly kind: "join";
  readonly joiner: string;
  readonly operands: readonly ValueId[];
  readonly branches: readonly { readonly label: string | undefined; readonly region: Region }[];
  readonly result: ValueId;
}

export interface ResidualItem extends ItemBase {
  readonly kind: "residual";
  readonly operands: readonly [main: ValueId, shortcut: ValueId];
  readonly main: Region;
  /** Absent where the value that enters is added. */
  readonly shortcut: Region | undefined;
  readonly result: ValueId;
}

export interface LoopItem extends ItemBase {
  readonly kind: "loop";
  /** By index; an index without layers is left out. */
  readonly iterations: ReadonlyMap<number, Region>;
}

/** A block instance, or the model itself, whose path is empty. */
export interface Instance {
  readonly block: string;
  readonly path: string;
  readonly doc: string;
  readonly region: Region;
}
