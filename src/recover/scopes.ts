import type { CallItem, Item, LayerItem } from "./regions.js";

/** What stands in a scope of its own: an iteration, a branch or a shortcut, until it is known which. */
export interface Scoped {
  readonly kind: "scoped";
  readonly label: string;
  readonly events: readonly Event[];
}

/** A node or a block instance, with its path inside the definition. */
export interface Event {
  readonly local: readonly string[];
  readonly item: LayerItem | CallItem;
}

export type Found = Item | Scoped;

/** Whether an event goes on with what the one before it has begun: the same scope, or the same path. */
export function belongs(first: Event, next: Event | undefined, level: number): boolean {
  if (next === undefined) return false;
  const isScoped = first.local.length > level + 1;
  if (isScoped) return next.local.length > level + 1 && next.local[level] === first.local[level];
  const isOne = first.item.kind === "layer" && next.item.kind === "layer";
  return isOne && next.local.join(".") === first.local.join(".") && next.item.node.op === first.item.node.op;
}

export function isNumbered({ label }: Scoped): boolean {
  return /^\d+$/.test(label);
}

/** Names of what iterations hold: branches are counted from 1, and take no name that a loop has. */
export function loopedNames(found: readonly Found[], level: number): ReadonlySet<string> {
  const events = found.flatMap((one) => (one.kind === "scoped" && one.label === "0" ? one.events : []));
  return new Set(events.map(({ local }) => local[level + 1] ?? ""));
}

export function rangeOf(found: readonly Found[]): { readonly from: number; readonly to: number } | undefined {
  const items = found.flatMap((one) => (one.kind === "scoped" ? one.events.map(({ item }) => item) : [one]));
  const [first] = items;
  const last = items.at(-1);
  return first && last && { from: first.from, to: last.to };
}
