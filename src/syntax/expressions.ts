import type { IToken } from "chevrotain";
import type * as Cst from "../../grammar/cst.js";
import type * as Ast from "./ast.js";
import { readKernel, readNumber } from "./literals.js";
import { precedence, prefixPrecedence } from "./precedence.js";
import { each, first, type Source } from "./source.js";

const comparison = precedence["=="];

/** Operators and operands in one expression; keeps recursion over its tree within the stack. */
const maximumTerms = 500;

/** Builds expression trees from the parser's flat lists, by precedence climbing. */
export class ExpressionBuilder {
  constructor(private readonly source: Source) {}

  expression(node: Cst.ExpressionCstNode | undefined): Ast.Expression | undefined {
    const choice = first(node?.children.choice);
    return choice ? this.choice(choice) : this.terms(first(node?.children.terms));
  }

  private choice(node: Cst.ChoiceCstNode): Ast.Expression | undefined {
    const parts = each(node.children.terms, (child) => this.terms(child));
    const otherwise = parts.length % 2 === 1 ? parts.at(-1) : undefined;
    const arms = parts.slice(0, -1).flatMap((condition, index) => {
      const value = index % 2 === 0 ? parts[index + 1] : undefined;
      return value ? [{ condition, value }] : [];
    });
    return otherwise && { kind: "choice", arms, otherwise, span: this.source.spanOf(node) };
  }

  private terms(node: Cst.TermsCstNode | undefined): Ast.Expression | undefined {
    if (node === undefined) return undefined;
    const items = this.items(node);
    if (items.length > maximumTerms) {
      const message = `an expression has at most ${maximumTerms} terms, this one has ${items.length}`;
      this.source.report("CNN0002", message, this.source.spanOf(node));
      return undefined;
    }
    return new Climb(items, this.source).expression(0);
  }

  expressions(nodes: readonly Cst.ExpressionCstNode[] | undefined): Ast.Expression[] {
    return each(nodes, (node) => this.expression(node));
  }

  shape(node: Cst.ShapeCstNode | undefined): Ast.ShapeExpression | undefined {
    if (node === undefined) return undefined;
    const extents = this.expressions(node.children.expression);
    return { kind: "shape", extents, span: this.source.spanOf(node) };
  }

  private items({ children }: Cst.TermsCstNode): Item[] {
    const operators = (children.BinaryOperator ?? []).map((token): Item => ({ infix: token }));
    return each(children.operand, (operand) => operand).flatMap((operand, index) => {
      const prefixes = [...(operand.children.Minus ?? []), ...(operand.children.Not ?? [])]
        .sort((a, b) => a.startOffset - b.startOffset)
        .map((token): Item => ({ prefix: token }));
      const infix = index === 0 ? [] : operators.slice(index - 1, index);
      return [...infix, ...prefixes, { operand: this.atom(operand) }];
    });
  }

  private atom({ children }: Cst.OperandCstNode): Ast.Expression | undefined {
    const number = first(children.NumberLiteral);
    if (number) return this.number(number);
    const kernel = first(children.Kernel);
    if (kernel) return this.kernel(kernel);
    const boolean = first(children.True) ?? first(children.False);
    if (boolean) {
      return { kind: "boolean", value: boolean.image === "true", span: this.source.spanOfToken(boolean) };
    }
    const reference = first(children.reference);
    if (reference) return this.reference(reference);
    const tuple = first(children.tuple);
    if (tuple) return this.tuple(tuple);
    const list = first(children.list);
    const items = list && this.expressions(list.children.expression);
    return items && { kind: "list", items, span: this.source.spanOf(list) };
  }

  /** A tuple, or the one expression in its parentheses. */
  private tuple(node: Cst.TupleCstNode): Ast.Expression {
    const items = this.expressions(node.children.expression);
    const [only] = items;
    const span = this.source.spanOf(node);
    return only && items.length === 1 ? { ...only, span } : { kind: "tuple", items, span };
  }

  private number(token: IToken): Ast.Expression | undefined {
    if (token.isInsertedInRecovery) return undefined;
    const span = this.source.spanOfToken(token);
    const number = readNumber(token.image);
    if (number) return { kind: "number", ...number, literal: token.image, span };
    if (token.tokenType.name === "NumberLiteral") {
      const help = "integers are exact up to 2^53 - 1, and floats reach 1.8e308";
      this.source.report("CNN0003", `the number ${token.image} is too large`, span, help);
    }
    return undefined;
  }

  private kernel(token: IToken): Ast.Expression | undefined {
    if (token.isInsertedInRecovery) return undefined;
    const span = this.source.spanOfToken(token);
    const extents = readKernel(token.image);
    if (extents) return { kind: "kernel", extents, span };
    this.source.report("CNN0003", `${token.image} is no kernel: each extent is at least 1`, span);
    return undefined;
  }

  arguments(node: Cst.ArgumentsCstNode): Ast.Argument[] {
    const given = each(node.children.argument, (child) => this.argument(child));
    const named = given.findIndex(({ name }) => name !== undefined);
    const late = given.find(({ name }, index) => name === undefined && named !== -1 && index > named);
    if (late) {
      const help = "give it a name, or move it before the named ones";
      this.source.report("CNN0002", "an argument without a name follows named ones", late.span, help);
    }
    return given;
  }

  private argument(node: Cst.ArgumentCstNode): Ast.Argument | undefined {
    const value = this.expression(first(node.children.expression));
    const name = this.source.name(first(node.children.Identifier));
    return value && { kind: "argument", name, value, span: this.source.spanOf(node) };
  }

  private reference(node: Cst.ReferenceCstNode): Ast.Expression | undefined {
    const { start } = this.source.spanOf(node);
    const brackets = node.children.RightBracket ?? [];
    let built = this.indexed(node, brackets.length);
    this.expressions(node.children.expression).forEach((index, place) => {
      const closing = brackets[place];
      const { end } = closing ? this.source.spanOfToken(closing) : index.span;
      built = built && { kind: "index", of: built, index, span: this.source.span(start, end) };
    });
    return built;
  }

  /** What a reference is without its indices. */
  private indexed(node: Cst.ReferenceCstNode, indices: number): Ast.Expression | undefined {
    const { children } = node;
    const whole = this.source.spanOf(node);
    const [bracket] = children.LeftBracket ?? [];
    const span = indices > 0 && bracket ? { ...whole, end: bracket.startOffset } : whole;
    const [head, field] = [...(children.In ?? []), ...(children.Identifier ?? [])];
    const name = this.source.name(head);
    if (name === undefined) return undefined;
    const call = first(children.arguments);
    if (call) return { kind: "call", callee: name, arguments: this.arguments(call), span };
    if (first(children.Dot)) {
      const fieldName = this.source.name(field);
      return fieldName && { kind: "field", of: name, field: fieldName, span };
    }
    if (name.text === "in") {
      const help = "ask for one of its extents, as in in.channels";
      this.source.report("CNN0002", "`in` is a tensor, not a number", span, help);
      return undefined;
    }
    return { kind: "reference", name, span };
  }
}

type Item =
  { readonly infix: IToken } | { readonly prefix: IToken } | { readonly operand: Ast.Expression | undefined };

class Climb {
  private next = 0;

  constructor(
    private readonly items: readonly Item[],
    private readonly source: Source,
  ) {}

  /** The longest expression from here whose infix operators bind at least as tightly as `minimum`. */
  expression(minimum: number): Ast.Expression | undefined {
    let left = this.operand();
    for (;;) {
      const item = this.items[this.next];
      if (item === undefined || !("infix" in item)) return left;
      const operator = item.infix.image as Ast.BinaryOperator;
      const level = precedence[operator];
      if (level < minimum) return left;
      this.next += 1;
      const right = this.expression(level + 1);
      if (level === comparison && isComparison(left)) {
        const help = "join two comparisons by `and`";
        this.source.report("CNN0002", "comparisons do not chain", this.source.spanOfToken(item.infix), help);
      }
      left = left && right && { kind: "binary", operator, left, right, span: this.join(left, right) };
    }
  }

  private operand(): Ast.Expression | undefined {
    const item = this.items[this.next];
    this.next += 1;
    if (item === undefined || "infix" in item) return undefined;
    if ("operand" in item) return item.operand;
    const operator = item.prefix.image === "not" ? "not" : "-";
    const operand = this.expression(prefixPrecedence[operator]);
    const { start } = this.source.spanOfToken(item.prefix);
    return operand && { kind: "unary", operator, operand, span: this.source.span(start, operand.span.end) };
  }

  private join(left: Ast.Expression, right: Ast.Expression): Ast.Expression["span"] {
    return this.source.span(left.span.start, right.span.end);
  }
}

function isComparison(expression: Ast.Expression | undefined): boolean {
  return expression?.kind === "binary" && precedence[expression.operator] === comparison;
}
