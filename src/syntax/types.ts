import type * as Cst from "../../grammar/cst.js";
import type * as Ast from "./ast.js";
import type { ExpressionBuilder } from "./expressions.js";
import { each, first, type Source } from "./source.js";

export const typeNames = "int, float, bool, kernel, padding, layer, tensor, list(…), tuple(…)";

/** Builds the types of parameters and constants. */
export class TypeBuilder {
  constructor(
    private readonly source: Source,
    private readonly expressions: ExpressionBuilder,
  ) {}

  type(node: Cst.TypeCstNode | undefined): Ast.Type | undefined {
    if (node === undefined) return undefined;
    const parts = each(node.children.typeName, (part) => part);
    const [only] = parts;
    if (parts.length === 1 && only) return this.single(only);
    for (const { children } of parts) {
      const bracket = first(children.LeftParenthesis) ?? first(first(children.shape)?.children.LeftBracket);
      if (bracket === undefined) continue;
      const help = "only words are joined by `|`";
      this.malformed("a word has no parts", this.source.spanOfToken(bracket), help);
    }
    return this.words(parts, this.source.spanOf(node));
  }

  private single(node: Cst.TypeNameCstNode): Ast.Type | undefined {
    const name = this.source.name(first(node.children.Identifier));
    if (name === undefined) return undefined;
    const items = each(node.children.type, (child) => this.type(child));
    const span = this.source.spanOf(node);
    const shape = this.expressions.shape(first(node.children.shape));
    if (shape && name.text !== "tensor") {
      this.malformed(`\`${name.text}\` has no shape`, shape.span, "write tensor [c, h, w]");
    }
    switch (name.text) {
      case "int":
      case "float":
      case "bool":
      case "kernel":
      case "padding":
      case "layer":
        if (items.length > 0) this.malformed(`\`${name.text}\` has no parts`, span);
        return { kind: name.text, span };
      case "tensor":
        if (items.length > 0)
          this.malformed("write the shape of a tensor in [ ]", span, "as in tensor [c, h, w]");
        return { kind: "tensor", shape, span };
      case "list": {
        const [item] = items;
        this.withoutShapes(items);
        if (item && items.length === 1) return { kind: "list", item, span };
        this.malformed("a list has items of one type", span, "write list(int), or list(tuple(int, kernel))");
        return undefined;
      }
      case "tuple":
        this.withoutShapes(items);
        if (items.length > 0) return { kind: "tuple", items, span };
        this.malformed("a tuple has a type for each part", span, "write tuple(int, kernel)");
        return undefined;
      default:
        if (items.length === 0) return this.words([node], span);
        this.malformed(`there is no type \`${name.text}\``, span, `types are ${typeNames}`);
        return undefined;
    }
  }

  private withoutShapes(types: readonly Ast.Type[]): void {
    for (const type of types) {
      if (type.kind === "tensor" && type.shape) {
        this.malformed("only a parameter that is a tensor says its shape", type.shape.span);
      }
    }
  }

  private words(nodes: readonly Cst.TypeNameCstNode[], span: Ast.Type["span"]): Ast.Type | undefined {
    const words = each(nodes, ({ children }) => this.source.name(first(children.Identifier)));
    return words.length === 0 ? undefined : { kind: "word", words, span };
  }

  private malformed(message: string, span: Ast.Type["span"], help?: string): void {
    this.source.report("CNN0002", message, span, help);
  }
}
