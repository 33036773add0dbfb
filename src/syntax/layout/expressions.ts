import { builders, utils } from "prettier/doc";
import type * as Ast from "../ast.js";
import { precedence, prefixPrecedence } from "../precedence.js";
import { filled, flat, listed, tabulated, type Cell } from "./lists.js";
import type { Margin } from "./margin.js";

type Doc = builders.Doc;
const { group, indent, line } = builders;

/** Where a choice needs no parentheses. */
const loosest = 0;
/** Of what has no operator outside of brackets. */
const atomic = 8;

/** Lays out expressions and types; parentheses are where precedence needs them, and around `and` in `or`. */
export class ExpressionLayout {
  /** What is measured for a table and then printed is laid out once. */
  private readonly known = new Map<Ast.Expression, Doc>();

  constructor(private readonly margin: Margin) {}

  /** An expression in a place that takes operators from `minimum` on. */
  expression(node: Ast.Expression, minimum = loosest): Doc {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const doc = this.margin.around(node, node.span.start, () => {
      const content = this.bare(node);
      return levelOf(node) < minimum ? ["(", content, ")"] : content;
    });
    this.known.set(node, doc);
    return doc;
  }

  arguments(given: readonly Ast.Argument[], inside: readonly Doc[] = []): Doc {
    const items = given.map((argument) =>
      this.margin.around(argument, argument.span.start, () => {
        const value = this.expression(argument.value);
        return argument.name ? [argument.name.text, ": ", value] : value;
      }),
    );
    return listed("(", items.length === 0 ? inside : items, ")");
  }

  shape(node: Ast.ShapeExpression): Doc {
    return this.margin.around(node, node.span.start, () => listed("[", this.all(node.extents), "]"));
  }

  type(type: Ast.Type): Doc {
    switch (type.kind) {
      case "int":
      case "float":
      case "bool":
      case "kernel":
      case "padding":
      case "layer":
        return type.kind;
      case "tensor":
        return type.shape ? ["tensor ", this.shape(type.shape)] : "tensor";
      case "list":
        return ["list(", this.type(type.item), ")"];
      case "tuple":
        return listed(
          "tuple(",
          type.items.map((item) => this.type(item)),
          ")",
        );
      case "word":
        return type.words.map(({ text }) => text).join(" | ");
    }
  }

  private all(nodes: readonly Ast.Expression[]): Doc[] {
    return nodes.map((node) => this.expression(node));
  }

  private bare(node: Ast.Expression): Doc {
    switch (node.kind) {
      case "number":
        return node.literal.replace(/[eE]\+?/, "e");
      case "kernel":
        return node.extents.join("x");
      case "boolean":
        return String(node.value);
      case "reference":
        return node.name.text;
      case "field":
        return `${node.of.text}.${node.field.text}`;
      case "call":
        return [node.callee.text, this.arguments(node.arguments, this.margin.inside(node))];
      case "tuple":
        return listed("(", node.items.length === 0 ? this.margin.inside(node) : this.all(node.items), ")");
      case "list":
        return this.list(node);
      case "index":
        return [this.expression(node.of, atomic), listed("[", [this.expression(node.index)], "]")];
      case "choice": {
        const operand = (part: Ast.Expression): Doc => this.expression(part, precedence.or);
        const arms = node.arms.map(({ condition, value }): Doc => {
          return ["if ", operand(condition), " then ", operand(value), " else "];
        });
        return [...arms, operand(node.otherwise)];
      }
      case "unary": {
        const operand = this.expression(node.operand, prefixPrecedence[node.operator]);
        return [node.operator === "not" ? "not " : "-", operand];
      }
      case "binary":
        return this.binary(node);
    }
  }

  private binary(node: Ast.Expression & { readonly kind: "binary" }): Doc {
    const level = precedence[node.operator];
    const inner = tighter(node.operator === "or" ? "and" : node.operator);
    const rest: Doc[] = [];
    let first: Ast.Expression = node;
    while (first.kind === "binary" && precedence[first.operator] === level) {
      if (first !== node && this.margin.has(first)) break;
      rest.unshift(" ", first.operator, line, this.expression(first.right, inner));
      first = first.left;
    }
    return group([this.expression(first, node.operator === "or" ? inner : level), indent(rest)]);
  }

  private list(node: Ast.Expression & { readonly kind: "tuple" | "list" }): Doc {
    const { items } = node;
    if (items.length === 0) return listed("[", this.margin.inside(node), "]");
    if (items.every((item) => item.kind === "number" && !this.margin.has(item))) {
      return filled("[", this.all(items), "]");
    }
    const [first, second] = items;
    const between = first && second ? this.margin.text.slice(first.span.end, second.span.start) : "";
    const rows = this.rows(items);
    if (rows === undefined) return listed("[", this.all(items), "]");
    const around = (index: number, content: Doc): Doc => {
      const row = items[index];
      return row ? this.margin.around(row, row.span.start, () => content) : content;
    };
    return tabulated(rows, around, between.includes("\n"));
  }

  /** The cells of a list of tuples, all as long and without comments inside. */
  private rows(items: readonly Ast.Expression[]): readonly (readonly Cell[])[] | undefined {
    const [first] = items;
    const columns = first?.kind === "tuple" ? first.items.length : 0;
    const rows: (readonly Cell[])[] = [];
    for (const row of items) {
      if (row.kind !== "tuple" || row.items.length !== columns || columns < 2) return undefined;
      const docs = row.items.map((item) => ({ item, doc: this.expression(item) }));
      if (docs.some(({ doc }) => utils.willBreak(doc))) return undefined;
      rows.push(docs.map(({ item, doc }) => ({ text: flat(doc), isNumber: isNumber(item) })));
    }
    return rows.length < 2 ? undefined : rows;
  }
}

function isNumber(node: Ast.Expression): boolean {
  return node.kind === "number" || (node.kind === "unary" && isNumber(node.operand));
}

/** The level that an operand must have so as to group before an operator of the same level. */
function tighter(operator: Ast.BinaryOperator): number {
  return precedence[operator] + 1;
}

function levelOf(node: Ast.Expression): number {
  if (node.kind === "choice") return loosest;
  if (node.kind === "binary") return precedence[node.operator];
  return node.kind === "unary" ? prefixPrecedence[node.operator] : atomic;
}
