import type { BlockInstance, Graph, Node, ValueId } from "../ir/graph.js";
import { joiners, type Instance, type Item, type JoinItem, type Region, type SplitItem } from "./regions.js";
import { belongs, isNumbered, loopedNames, rangeOf, type Event, type Found, type Scoped } from "./scopes.js";
import { Unwritable } from "./unwritable.js";
import type { Usage } from "./usage.js";

/** Finds blocks, loops, joins and residuals again by the paths that they have left. */
export class PathStructure {
  /** Before which nodes an input stands. */
  private readonly inputs: ReadonlySet<number>;

  constructor(
    private readonly graph: Graph,
    private readonly usage: Usage,
  ) {
    this.inputs = new Set(graph.inputs.map(({ value }) => usage.nodesBefore(value)));
  }

  model(): Instance {
    const { name, doc, nodes } = this.graph;
    return this.instance({ block: name, path: "", doc }, 0, 0, nodes.length);
  }

  private instance(
    { block, path, doc = "" }: BlockInstance,
    depth: number,
    from: number,
    to: number,
  ): Instance {
    const prefix = path === "" ? "" : `${path}.`;
    const events: Event[] = [];
    for (let index = from; index < to;) {
      const node = this.node(index);
      const inner = node.origin.blocks[depth];
      const start = index;
      index += 1;
      while (inner && index < to && this.node(index).origin.blocks[depth]?.path === inner.path) index += 1;
      const local = (inner?.path ?? node.origin.path).slice(prefix.length).split(".");
      const base = { name: local.at(-1) ?? "", from: start, to: index };
      const item: Event["item"] = inner
        ? { kind: "call", instance: this.instance(inner, depth + 1, start, index), ...base }
        : { kind: "layer", node, result: onlyResult(node), ...base };
      events.push({ local, item });
    }
    return { block, path, doc, region: this.region(events, 0, prefix, from, to) };
  }

  private region(events: readonly Event[], level: number, scope: string, from: number, to: number): Region {
    const found: Found[] = [];
    for (let index = 0; index < events.length;) {
      const event = events[index];
      if (event === undefined) break;
      const label = event.local.length > level + 1 ? event.local[level] : undefined;
      let end = index + 1;
      while (end < events.length && belongs(event, events[end], level)) end += 1;
      const group = events.slice(index, end);
      if (label !== undefined) found.push({ kind: "scoped", label, events: group });
      else this.add(group, level, scope, found);
      index = end;
    }
    return { items: this.items(found, level, scope), scope, from, to };
  }

  /** Adds what one path says: a layer or block, or what splits or joins by several nodes. */
  private add(group: readonly Event[], level: number, scope: string, found: Found[]): void {
    const nodes = group.flatMap(({ item }) => (item.kind === "layer" ? [item.node] : []));
    const [first] = group;
    const [node] = nodes;
    if (first === undefined) return;
    const base = { name: first.item.name, from: first.item.from, to: group.at(-1)?.item.to ?? first.item.to };
    if (node?.op === "slice" && nodes.length > 1) {
      found.push({ kind: "split", parts: nodes, ...base } satisfies SplitItem);
    } else if (node && joiners.includes(node.op)) {
      const [head = 0, ...tail] = this.usage.operandsOf(node);
      const later = nodes.slice(1).map((next) => this.usage.operandsOf(next)[1] ?? 0);
      const operands = [head, ...tail, ...later];
      const result = onlyResult(nodes.at(-1) ?? node);
      found.push(this.joined(node.op, { operands, result, ...base }, level, scope, found));
    } else {
      found.push(...group.map(({ item }) => item));
    }
  }

  private joined(
    joiner: string,
    join: Pick<JoinItem, "operands" | "result" | "name" | "from" | "to">,
    level: number,
    scope: string,
    found: Found[],
  ): Item {
    const last = found.at(-1);
    const [main = 0, short = 0] = join.operands;
    const aside = last?.kind === "scoped" && last.label === "shortcut" ? last : undefined;
    if (joiner !== "add" || !(aside || /^residual\d*$/.test(join.name))) {
      return { kind: "join", joiner, branches: this.branches(join, level, scope, found), ...join };
    }
    if (aside) found.pop();
    const shortcut = aside && this.inner(aside, level, scope);
    const before = shortcut?.from ?? join.from;
    const entered = shortcut ? this.usage.entering(shortcut) : [short];
    const body = this.bodyBefore(before, join, main, entered, found);
    const region = {
      items: this.items(body, level, scope),
      scope,
      from: rangeOf(body)?.from ?? before,
      to: before,
    };
    const isPassed = shortcut === undefined && this.usage.madeAt(short) < region.from;
    const empty = { items: [], scope: `${scope}shortcut.`, from: before, to: before };
    const written = shortcut ?? (isPassed ? undefined : empty);
    return { kind: "residual", main: region, shortcut: written, ...join, operands: [main, short] };
  }

  /** Takes the longest stretch that ends at `end` and of whose values only `main` is used after it, by the sum. */
  private bodyBefore(
    end: number,
    join: Pick<JoinItem, "from" | "to">,
    main: ValueId,
    entered: readonly ValueId[],
    found: Found[],
  ): Found[] {
    let start = found.length;
    while (start > 0) {
      const range = rangeOf(found.slice(start - 1, start));
      if (range === undefined || this.inputs.has(range.to)) break;
      const results = this.usage.nodes(range).flatMap(({ results: made }) => made);
      const stays = results.every((value) => {
        return !entered.includes(value) && this.staysIn(value, value === main, join, end);
      });
      if (!stays) break;
      start -= 1;
    }
    // What makes the main value decides how far the body reaches; without it there is nothing to do inside.
    const holdsMain = found.slice(start).some((one) => {
      const range = rangeOf([one]);
      return (
        range !== undefined && this.usage.madeAt(main) >= range.from && this.usage.madeAt(main) < range.to
      );
    });
    return holdsMain ? found.splice(start) : [];
  }

  /** Takes the branches of a join from what stands before it. */
  private branches(
    join: Pick<JoinItem, "operands" | "from" | "to">,
    level: number,
    scope: string,
    found: Found[],
  ): JoinItem["branches"] {
    const { operands, from } = join;
    const branches: JoinItem["branches"][number][] = [];
    let end = from;
    for (let index = operands.length - 1; index >= 0; index -= 1) {
      const empty = { items: [], scope: `${scope}${index + 1}.`, from: end, to: end };
      const scoped = this.branch(index, join, level, found);
      const region = scoped && this.inner(scoped, level, scope);
      const label = scoped && !isNumbered(scoped) ? scoped.label : undefined;
      branches.unshift({ label, region: region ?? empty });
      end = region?.from ?? end;
    }
    return branches;
  }

  private branch(
    index: number,
    join: Pick<JoinItem, "operands" | "from" | "to">,
    level: number,
    found: Found[],
  ): Scoped | undefined {
    const { operands } = join;
    const last = found.at(-1);
    if (last?.kind !== "scoped") return undefined;
    if (isNumbered(last) && last.label !== String(index + 1)) return undefined;
    const value = operands[index] ?? -1;
    const makes = (operand: ValueId, { item }: Event): boolean => {
      const place = this.usage.madeAt(operand);
      return item.from <= place && place < item.to;
    };
    // A named branch without a number is that of the operand which it makes.
    const others = operands.slice(0, index);
    const isOther = last.events.some((event) =>
      others.some((operand) => operand !== value && makes(operand, event)),
    );
    if (!isNumbered(last) && isOther && !last.events.some((event) => makes(value, event))) return undefined;
    const looped = loopedNames(found, level);
    let start = last.events.length;
    const end = last.events.at(-1)?.item.to ?? 0;
    while (start > 0) {
      const event = last.events[start - 1];
      if (event === undefined || looped.has(event.local[level + 1] ?? "")) break;
      const results = this.usage.nodes(event.item).flatMap((node) => node.results);
      if (!results.every((made) => this.staysIn(made, made === value, join, end))) break;
      start -= 1;
    }
    if (start === last.events.length) return undefined;
    found.pop();
    if (start > 0) found.push({ ...last, events: last.events.slice(0, start) });
    return { ...last, events: last.events.slice(start) };
  }

  /** Whether nothing after `end` uses a value, but for the join that it is an operand of. */
  private staysIn(
    value: ValueId,
    isOperand: boolean,
    join: Pick<JoinItem, "from" | "to">,
    end: number,
  ): boolean {
    return isOperand ? this.usage.isUsedOnlyIn(value, join, end) : !this.usage.isUsedFrom(value, end);
  }

  /** What is left of scopes are iterations. */
  private items(found: readonly Found[], level: number, scope: string): readonly Item[] {
    const items: Item[] = [];
    let iterations = new Map<number, Region>();
    const finish = (): void => {
      const regions = [...iterations.values()];
      const [first] = regions;
      const last = regions.at(-1);
      if (first && last) items.push({ kind: "loop", name: "", iterations, from: first.from, to: last.to });
      iterations = new Map();
    };
    for (const one of found) {
      if (one.kind !== "scoped") {
        finish();
        items.push(one);
        continue;
      }
      if (!isNumbered(one)) throw new Unwritable(`no join has a branch ${scope}${one.label}`);
      const index = Number(one.label);
      if (Math.max(-1, ...iterations.keys()) >= index) finish();
      iterations.set(index, this.inner(one, level, scope));
    }
    finish();
    return items;
  }

  private inner({ label, events }: Scoped, level: number, scope: string): Region {
    const { from, to } = rangeOf([{ kind: "scoped", label, events }]) ?? { from: 0, to: 0 };
    return this.region(events, level + 1, `${scope}${label}.`, from, to);
  }

  private node(index: number): Node {
    const node = this.graph.nodes[index];
    if (node === undefined) throw new Error(`node ${index} does not exist`);
    return node;
  }
}

function onlyResult(node: Node): ValueId {
  const [result] = node.results;
  if (result === undefined || node.results.length > 1) throw new Unwritable(`${node.op} has several results`);
  return result;
}
