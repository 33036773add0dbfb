import type { ValueId } from "../ir/graph.js";

/** Names of values as a body sees them: its own, and those of the bodies around it. */
export class Names {
  private readonly byValue = new Map<ValueId, string>();
  private readonly taken = new Set<string>();

  constructor(
    private readonly isReserved: (name: string) => boolean,
    private readonly outer?: Names,
  ) {}

  inner(): Names {
    return new Names(this.isReserved, this);
  }

  of(value: ValueId): string | undefined {
    return this.byValue.get(value) ?? this.outer?.of(value);
  }

  set(value: ValueId, name: string): void {
    this.byValue.set(value, name);
    this.taken.add(name);
  }

  /** A name that nothing else has here: `base`, with a number if it has none, and the next where that is taken. */
  fresh(base: string): string {
    const [, stem = base, digits = "1"] = /^(.*?)_?(\d*)$/.exec(base) ?? [];
    let name = /\d$/.test(base) ? base : `${base}_1`;
    for (let next = Number(digits) + 1; this.isTaken(name); next += 1) name = `${stem}_${next}`;
    this.taken.add(name);
    return name;
  }

  /** A name that is there already, as that of a parameter. */
  take(name: string): void {
    this.taken.add(name);
  }

  isTaken(name: string): boolean {
    return this.taken.has(name) || (this.outer ? this.outer.isTaken(name) : this.isReserved(name));
  }
}
