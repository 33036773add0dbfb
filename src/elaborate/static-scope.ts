import type * as Ast from "../syntax/ast.js";
import type { Type } from "./types.js";

type Declared =
  | /** The type is unknown for an untyped constant, and for what a loop takes from a list of unknown type. */
    { readonly kind: "variable"; readonly type: Type | undefined }
  | { readonly kind: "tensor"; readonly mayBeUnused: boolean }
  /** Declared twice, and so of no known meaning. */
  | { readonly kind: "ambiguous" };

export type Declaration = Declared & { readonly name: Ast.Name };

/** Names that a body or file declares, and which of them are used, before anything is expanded. */
export class StaticScope {
  private readonly declarations = new Map<string, Declaration>();
  private readonly used = new Set<string>();

  constructor(private readonly parent: StaticScope | undefined) {}

  declare(name: Ast.Name, declared: Declared): void {
    this.declarations.set(name.text, { ...declared, name });
  }

  lookup(name: string): Declaration | undefined {
    return this.declarations.get(name) ?? this.parent?.lookup(name);
  }

  use(name: string): void {
    if (this.declarations.has(name) || this.parent === undefined) this.used.add(name);
    else this.parent.use(name);
  }

  /** Whether a name of the file was used, wherever it is declared. */
  uses(name: string): boolean {
    return this.used.has(name);
  }

  unused(): Ast.Name[] {
    return [...this.declarations.values()]
      .filter((entry) => entry.kind === "tensor" && !entry.mayBeUnused && !this.used.has(entry.name.text))
      .map((entry) => entry.name);
  }

  tensors(): string[] {
    return this.names("tensor");
  }

  variables(): string[] {
    return this.names("variable");
  }

  private names(kind: Declared["kind"]): string[] {
    const own = [...this.declarations.values()].filter((entry) => entry.kind === kind);
    return [...own.map((entry) => entry.name.text), ...(this.parent?.names(kind) ?? [])];
  }
}
