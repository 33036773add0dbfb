import type { Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "../syntax/ast.js";
import type { Callee } from "./callee.js";
import type { Type } from "./types.js";

/** A parameter of a block or model, with the type that holds for it. */
export interface Formal {
  readonly name: string;
  readonly type: Type;
  readonly default: Ast.Expression | undefined;
  readonly span: Span;
}

const unbounded = { min: -Infinity, max: Infinity };

/** A parameter without a type takes that of the next one that has one. */
export function formals(definition: Ast.Definition): readonly Formal[] {
  let type: Type = { kind: "int", min: Number.MIN_SAFE_INTEGER };
  return definition.parameters
    .toReversed()
    .map((parameter): Formal => {
      type = parameter.type ? typeOf(parameter.type) : type;
      return { name: parameter.name.text, type, default: parameter.default, span: parameter.name.span };
    })
    .toReversed();
}

/** A parameter as a call sees it. */
export interface Slot {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

export function slotsOf(callee: Callee): readonly Slot[] {
  if (callee.kind === "block") {
    return formals(callee.target.definition).map((formal) => ({
      name: formal.name,
      type: formal.type,
      optional: formal.default !== undefined,
    }));
  }
  if (callee.kind === "split") return [{ name: "parts", type: { kind: "parts" }, optional: false }];
  const { syntax } = callee.definition;
  if (syntax.kind !== "call") return [];
  return syntax.parameters.map((parameter) => ({
    name: parameter.name,
    type: parameter.type,
    optional: parameter.default !== undefined || parameter.like !== undefined,
  }));
}

export function typeOf(type: Ast.Type): Type {
  switch (type.kind) {
    case "int":
      return { kind: "int", min: Number.MIN_SAFE_INTEGER };
    case "float":
      return { kind: "float", ...unbounded };
    case "bool":
      return { kind: "bool" };
    case "kernel":
      return { kind: "extents" };
    case "layer":
    case "tensor":
      return { kind: type.kind };
    case "list":
      return { kind: "list", item: typeOf(type.item) };
    case "tuple":
      return { kind: "tuple", items: type.items.map(typeOf) };
    case "word":
      return { kind: "word", words: type.words.map(({ text }) => text) };
  }
}
