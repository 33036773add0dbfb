import type { Span } from "../diagnostics/diagnostic.js";
import type { ParameterType } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";

/** A parameter of a block or model, with the type that holds for it. */
export interface Formal {
  readonly name: string;
  readonly type: ParameterType;
  readonly default: Ast.Expression | undefined;
  readonly span: Span;
}

const unbounded = { min: -Infinity, max: Infinity };

/** A parameter without a type takes that of the next one that has one. */
export function formals(definition: Ast.Definition): readonly Formal[] {
  let type: ParameterType = { kind: "int", min: Number.MIN_SAFE_INTEGER };
  return definition.parameters
    .toReversed()
    .map((parameter): Formal => {
      type = parameter.type ? parameterType(parameter.type) : type;
      return { name: parameter.name.text, type, default: parameter.default, span: parameter.name.span };
    })
    .toReversed();
}

function parameterType(type: Ast.Type): ParameterType {
  switch (type.kind) {
    case "int":
      return { kind: "int", min: Number.MIN_SAFE_INTEGER };
    case "float":
      return { kind: "float", ...unbounded };
    case "bool":
      return { kind: "bool" };
    case "kernel":
      return { kind: "extents" };
    case "word":
      return { kind: "word", words: type.words.map(({ text }) => text) };
  }
}
