import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";
import { keyOf } from "../rewrite.js";
import { condition, equalTo, half, multiples, relation, type Known, type Values } from "./relations.js";
import { baseOf, groupOf, type Role } from "./roles.js";
import type { Column } from "./unify.js";

/** What instances are given. */
export interface Slot {
  readonly name: string;
  readonly type: Ast.Type;
  readonly values: Values;
}

export interface Solution {
  readonly slots: readonly Slot[];
  /** What the marks of columns stand for. */
  readonly meanings: ReadonlyMap<string, Ast.Expression>;
  /** Whether the channels of what enters are spoken of. */
  readonly usesChannels: boolean;
}

export const channels = "c";

/**
 * The fewest parameters from which all columns follow: equal columns are one, multiples are computed, and what can be
 * said of the channels that enter need not be given.
 */
export function solve(
  columns: readonly Column[],
  entering: Values,
  isTaken: (name: string) => boolean,
): Solution {
  return new Solver(columns, entering, isTaken).solve();
}

interface InGroup extends Known {
  readonly group: string;
}

class Solver {
  /** Parameters, and what is computed of them, by what they may be used for. */
  private readonly known: InGroup[] = [];
  private readonly derived: InGroup[] = [];
  private readonly slots: {
    readonly mark: string;
    readonly role: Role;
    readonly values: Values;
    readonly base: string;
  }[] = [];
  private readonly meanings = new Map<string, Ast.Expression>();
  private readonly channels: Known | undefined;

  constructor(
    private readonly columns: readonly Column[],
    entering: Values,
    private readonly isTaken: (name: string) => boolean,
  ) {
    const isKnown = entering.every(
      (value) => value !== undefined && keyOf(value) !== keyOf(make.reference("_")),
    );
    this.channels = isKnown ? { expression: make.reference(channels), values: entering } : undefined;
  }

  solve(): Solution {
    const hard = this.columns.filter(({ role }) => role.kind !== "extent" && role.kind !== "presence");
    const ordered = [
      ...hard.filter(({ role }) => isWidth(role)),
      ...hard.filter(({ role }) => !isWidth(role)),
    ];
    for (const column of ordered) this.column(column);
    for (const column of this.columns) if (column.role.kind === "presence") this.presence(column);
    for (const column of this.columns) {
      if (column.role.kind !== "extent") continue;
      const found = relation(column.values, this.near("channels"));
      this.meanings.set(column.mark, found ?? make.reference("_"));
    }
    return this.named();
  }

  private column({ mark, values, role }: Column): void {
    const group = groupOf(role);
    const near = this.near(group);
    const isChannels = group === "channels";
    const entering = isChannels && this.channels ? [this.channels] : [];
    const found =
      (isChannels ? relation(values, [...near, ...entering]) : equalTo(values, near)) ??
      (group === "size" ? half(values, near) : undefined);
    if (found) {
      this.meanings.set(mark, found);
      if (found.kind === "binary") this.derived.push({ expression: found, values, group });
      return;
    }
    // What a block widens to inside is a multiple of what enters; its last width is its own.
    const isLater = (column: Column): boolean =>
      isWidth(column.role) &&
      equalTo(column.values, [{ expression: make.reference(mark), values }]) === undefined;
    const isInner =
      isWidth(role) &&
      this.columns.slice(this.columns.findIndex((column) => column.mark === mark)).some(isLater);
    const factors = this.channels && isInner ? multiples(values, this.channels.values) : undefined;
    if (factors && this.channels) {
      const slot = this.slot({ kind: "factor" }, factors);
      const expression = make.binary(slot, "*", this.channels.expression);
      this.derived.push({ expression, values, group });
      this.meanings.set(mark, expression);
      return;
    }
    this.meanings.set(mark, this.slot(role, values));
  }

  /** What is there already for a group. */
  private near(group: string): readonly Known[] {
    return [...this.known, ...this.derived].filter((one) => one.group === group);
  }

  /** A new parameter. Instances that lack the part are given what the first has that does not. */
  private slot(role: Role, values: Values): Ast.Expression {
    const base = baseOf(role);
    const mark = `§${base}${this.slots.length}`;
    const [common] = values.flatMap((value) => (value ? [value] : []));
    const filled = values.map((value) => value ?? common);
    const expression = make.reference(mark);
    this.slots.push({ mark, role, values: filled, base });
    this.known.push({ expression, values: filled, group: groupOf(role) });
    return expression;
  }

  private presence({ mark, values, role }: Column): void {
    const numbers = [...this.near("stride"), ...this.near("expansion")];
    const found = condition(values, numbers, this.channels, this.near("channels").toReversed());
    this.meanings.set(mark, found ?? equalTo(values, this.near(groupOf(role))) ?? this.slot(role, values));
  }

  /** Names are given once all parameters are there: a single width needs no number. */
  private named(): Solution {
    const names = new Map<string, string>();
    const used = new Set<string>();
    for (const { mark, base } of this.slots) {
      const alike = this.slots.filter((slot) => slot.base === base);
      const index = alike.findIndex((slot) => slot.mark === mark);
      const numbered =
        base === "width" && alike.length === 2 && index === 0
          ? "inner"
          : `${base}${alike.length === 2 && base === "width" ? "" : index + 1}`;
      let name = alike.length === 1 ? base : numbered;
      for (let number = 2; used.has(name) || this.isTaken(name); number += 1) name = `${base}_${number}`;
      used.add(name);
      names.set(mark, name);
    }
    const renamed = <T>(tree: T): T =>
      JSON.parse(JSON.stringify(tree).replace(/§[a-z_]+\d+/g, (mark) => names.get(mark) ?? mark)) as T;
    const meanings = new Map([...this.meanings].map(([mark, meaning]) => [mark, renamed(meaning)]));
    return {
      slots: this.slots.map(({ mark, values, role }) => {
        return { name: names.get(mark) ?? mark, type: typeOfSlot(role, values), values };
      }),
      meanings,
      usesChannels: [...meanings.values()].some((meaning) => mentions(meaning, channels)),
    };
  }
}

export function mentions(tree: unknown, name: string): boolean {
  return keyOf(tree).includes(`{"text":"${name}"}`);
}

function isWidth(role: Role): boolean {
  return role.kind === "argument" && role.parameter === "filters";
}

/** An int where all values are whole numbers, even of a kernel or padding; else what takes it says. */
function typeOfSlot(role: Role, values: Values): Ast.Type {
  const { span } = make.name("");
  if (role.kind === "value") return { kind: "tensor", shape: undefined, span };
  if (role.kind === "presence") return { kind: "bool", span };
  if (values.some((value) => value?.kind === "list"))
    return { kind: "list", item: { kind: "int", span }, span };
  const type = role.kind === "argument" ? role.type : undefined;
  const areInts = values.every(
    (value) =>
      value === undefined ||
      value.kind === "binary" ||
      value.kind === "reference" ||
      (value.kind === "number" && value.integer),
  );
  if (type === undefined || ((type.kind === "kernel" || type.kind === "padding") && areInts))
    return { kind: "int", span };
  if (type.kind !== "word") return type;
  const words = new Set(values.map((value) => (value?.kind === "reference" ? value.name.text : "")));
  return { ...type, words: [...words].map(make.name) };
}
