import type { Flow } from "./flow.js";
import type { FileScope } from "./link.js";
import type { Value } from "./values.js";

export type Entry =
  | { readonly kind: "variable"; readonly value: Value | undefined }
  | { readonly kind: "tensor"; readonly flow: Flow };

/** Names that can be seen from a body; `in` is the value that entered the innermost one. */
export class Scope {
  private readonly entries = new Map<string, Entry>();

  private constructor(
    /** Blocks, models and imports of the file in which the body stands. */
    readonly file: FileScope,
    private readonly parent: Scope | undefined,
  ) {}

  /** The scope of a file, to hold its constants. */
  static ofFile(file: FileScope): Scope {
    return new Scope(file, undefined);
  }

  /** A scope that sees all that this one does. */
  nested(): Scope {
    return new Scope(this.file, this);
  }

  /** A name that means something already is declared twice, which has been reported: what it stands for is unknown. */
  define(name: string, entry: Entry): void {
    const isTaken = this.lookup(name) !== undefined || this.file.get(name)?.declared !== undefined;
    const isAmbiguous = this.parent !== undefined && name !== "in" && isTaken;
    this.entries.set(name, isAmbiguous ? { kind: "variable", value: undefined } : entry);
  }

  lookup(name: string): Entry | undefined {
    return this.entries.get(name) ?? this.parent?.lookup(name);
  }

  /** The scope of a body that `flow` enters. */
  inner(flow: Flow): Scope {
    const scope = this.nested();
    if (flow.kind !== "none") scope.define("in", { kind: "tensor", flow });
    return scope;
  }
}
