import type { OperatorDefinition } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";

/** A definition, and the path of the file whose names it sees. */
export interface DefinitionTarget {
  readonly definition: Ast.Definition;
  readonly file: string;
}

/** What can be applied to a value. */
export type Callee =
  | { readonly kind: "operator"; readonly definition: OperatorDefinition }
  | { readonly kind: "block"; readonly target: DefinitionTarget }
  /** Takes a value apart along its channels, into several. */
  | { readonly kind: "split" };

/** What is called by name and makes no node of its own name. */
export const builtins: ReadonlyMap<string, Callee> = new Map([["split", { kind: "split" }]]);

export function nameOf(callee: Callee): string {
  switch (callee.kind) {
    case "operator":
      return callee.definition.name;
    case "block":
      return callee.target.definition.name.text;
    case "split":
      return callee.kind;
  }
}
