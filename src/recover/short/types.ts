import type { OperatorDefinition } from "../../ops/definition.js";
import type * as Ast from "../../syntax/ast.js";
import { parametersOf } from "../arguments.js";
import * as make from "../make.js";

/** The type of a block's parameter that is passed on to an operator's. */
export function typeOfParameter(operator: OperatorDefinition, parameter: string): Ast.Type | undefined {
  const { span } = make.name("");
  const type = parametersOf(operator).find(({ name }) => name === parameter)?.type;
  switch (type?.kind) {
    case undefined:
      return undefined;
    case "int":
    case "float":
    case "bool":
    case "padding":
      return { kind: type.kind, span };
    case "axis":
      return { kind: "int", span };
    case "order":
    case "shape":
      return { kind: "list", item: { kind: "int", span }, span };
    case "extents":
      return { kind: "kernel", span };
    case "tensor":
      return { kind: "tensor", shape: undefined, span };
    case "word":
      return { kind: "word", words: type.words.map(make.name), span };
  }
}
