import type { Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "../syntax/ast.js";
import type { Callee } from "./callee.js";
import type { Type } from "./types.js";

/** A parameter of a block or model, with the type that holds for it. */
export interface Formal {
  readonly name: string;
  readonly type: Type;
  readonly default: Ast.Expression | undefined;
  /** Of a tensor, where the signature says it. */
  readonly shape: Ast.ShapeExpression | undefined;
  readonly span: Span;
}

const unbounded = { min: -Infinity, max: Infinity };

/** A parameter without a type takes that of the next one that has one. */
export function formals(definition: Ast.Definition): readonly Formal[] {
  let type: Type = { kind: "int", min: Number.MIN_SAFE_INTEGER };
  let shape: Ast.ShapeExpression | undefined;
  return definition.parameters
    .toReversed()
    .map((parameter): Formal => {
      const { name, type: written } = parameter;
      if (written) {
        type = typeOf(written);
        shape = written.kind === "tensor" ? written.shape : undefined;
      }
      return { name: name.text, type, default: parameter.default, shape, span: name.span };
    })
    .toReversed();
}

/** Whether an extent in a shape is `_`, which stands for any. */
export function isAny(extent: Ast.Expression): boolean {
  return extent.kind === "reference" && extent.name.text === "_";
}

/**
 * The names that a signature gives to extents of tensor parameters and of the value that enters, each where it is met
 * first: those that mean nothing else there. `isKnown` tells the constants that the definition sees.
 */
export function dimsOf(definition: Ast.Definition, isKnown: (name: string) => boolean): readonly Ast.Name[] {
  const parameters = formals(definition);
  const extents = [...parameters.map(({ shape }) => shape), definition.takes].flatMap(
    (shape) => shape?.extents ?? [],
  );
  const dims = new Map<string, Ast.Name>();
  for (const extent of extents) {
    if (extent.kind !== "reference" || isAny(extent)) continue;
    const { name } = extent;
    const isOther = isKnown(name.text) || parameters.some((parameter) => parameter.name === name.text);
    if (!isOther && !dims.has(name.text)) dims.set(name.text, name);
  }
  return [...dims.values()];
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
    case "padding":
      return { kind: "padding" };
    case "layer":
      return { kind: "layer" };
    case "tensor":
      return { kind: "tensor" };
    case "list":
      return { kind: "list", item: typeOf(type.item) };
    case "tuple":
      return { kind: "tuple", items: type.items.map(typeOf) };
    case "word":
      return { kind: "word", words: type.words.map(({ text }) => text) };
  }
}
