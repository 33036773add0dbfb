import type * as Cst from "../../grammar/cst.js";
import type * as Ast from "./ast.js";
import type { Docs } from "./docs.js";
import { ExpressionBuilder } from "./expressions.js";
import { each, first, type Source } from "./source.js";

/** Builds bodies: their statements, chains and elements. */
export class BodyBuilder {
  readonly expressions: ExpressionBuilder;

  constructor(
    private readonly source: Source,
    private readonly docs: Docs,
  ) {
    this.expressions = new ExpressionBuilder(source);
  }

  body(node: Cst.BodyCstNode | undefined): Ast.Body | undefined {
    return (
      node && {
        kind: "body",
        statements: each(node.children.statement, (child) => this.statement(child)),
        span: this.source.spanOf(node),
      }
    );
  }

  private statement({ children }: Cst.StatementCstNode): Ast.Statement | undefined {
    return (
      this.input(first(children.inputStatement)) ??
      this.output(first(children.outputStatement)) ??
      this.expect(first(children.expectStatement)) ??
      this.binding(first(children.binding)) ??
      this.chain(first(children.chain))
    );
  }

  private input(node: Cst.InputStatementCstNode | undefined): Ast.Input | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    const shape = this.shape(first(node?.children.shape));
    if (node === undefined || name === undefined || shape === undefined) return undefined;
    const picture = this.picture(first(node.children.picture));
    return { kind: "input", name, shape, picture, span: this.source.spanOf(node) };
  }

  private picture(node: Cst.PictureCstNode | undefined): Ast.Picture | undefined {
    if (node === undefined) return undefined;
    const given = this.arguments(first(node.children.arguments)) ?? [];
    return { kind: "picture", arguments: given, span: this.source.spanOf(node) };
  }

  private output(node: Cst.OutputStatementCstNode | undefined): Ast.Output | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    if (node === undefined || name === undefined) return undefined;
    const chain = this.chain(first(node.children.chain));
    const span = this.source.spanOf(node);
    return { kind: "output", name, chain, doc: this.docs.before(span.start), span };
  }

  private expect(node: Cst.ExpectStatementCstNode | undefined): Ast.Expect | undefined {
    const [relation, when] = this.expressions.expressions(node?.children.expression);
    if (node === undefined || relation === undefined) return undefined;
    return { kind: "expect", relation, when, span: this.source.spanOf(node) };
  }

  private binding(node: Cst.BindingCstNode | undefined): Ast.Binding | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    const chain = this.chain(first(node?.children.chain));
    if (node === undefined || name === undefined || chain === undefined) return undefined;
    return { kind: "binding", name, chain, span: this.source.spanOf(node) };
  }

  private chain(node: Cst.ChainCstNode | undefined): Ast.Chain | undefined {
    const elements = each(node?.children.element, (child) => this.element(child));
    if (node === undefined || elements.length === 0) return undefined;
    return { kind: "chain", elements, span: this.source.spanOf(node) };
  }

  private element(node: Cst.ElementCstNode): Ast.Element | undefined {
    const { children } = node;
    const base = { shape: this.shape(first(children.shape)), span: this.source.spanOf(node) };
    const alias = this.source.name(first(children.Identifier));
    const layer = first(children.layer);
    if (layer) return this.layer(layer, alias, base);
    if (alias) {
      const help = "a value is bound by `name = …`, and a branch is named by `branch name = …`";
      this.source.report("CNN0002", "`as` names a layer or a block", alias.span, help);
    }
    if (first(children.In)) return { kind: "in", ...base };
    return (
      this.repeat(first(children.repeat), base) ??
      this.conditional(first(children.conditional), base) ??
      this.residual(first(children.residual), base) ??
      this.concat(first(children.concat), base)
    );
  }

  private layer(
    node: Cst.LayerCstNode,
    alias: Ast.Name | undefined,
    base: ElementBase,
  ): Ast.Layer | undefined {
    const callee = this.source.name(first(node.children.Identifier));
    const given = this.arguments(first(node.children.arguments));
    return callee && { kind: "layer", callee, arguments: given, alias, ...base };
  }

  private arguments(node: Cst.ArgumentsCstNode | undefined): Ast.Argument[] | undefined {
    if (node === undefined) return undefined;
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
    const value = this.expressions.expression(first(node.children.expression));
    const name = this.source.name(first(node.children.Identifier));
    return value && { kind: "argument", name, value, span: this.source.spanOf(node) };
  }

  private repeat(node: Cst.RepeatCstNode | undefined, base: ElementBase): Ast.Repeat | undefined {
    const count = this.expressions.expression(first(node?.children.expression));
    const body = this.body(first(node?.children.body));
    if (count === undefined || body === undefined) return undefined;
    const index = this.source.name(first(node?.children.Identifier));
    return { kind: "repeat", count, index, body, ...base };
  }

  private conditional(
    node: Cst.ConditionalCstNode | undefined,
    base: ElementBase,
  ): Ast.Conditional | undefined {
    if (node === undefined) return undefined;
    const bodies = each(node.children.body, (child) => this.body(child));
    const conditions = this.expressions.expressions(node.children.expression);
    const arms = conditions.flatMap((condition, index) => {
      const body = bodies[index];
      return body ? [{ condition, body }] : [];
    });
    if (arms.length === 0) return undefined;
    return { kind: "if", arms, otherwise: bodies[conditions.length], ...base };
  }

  private residual(node: Cst.ResidualCstNode | undefined, base: ElementBase): Ast.Residual | undefined {
    const [body, shortcut] = each(node?.children.body, (child) => this.body(child));
    return body && { kind: "residual", body, shortcut, ...base };
  }

  private concat(node: Cst.ConcatCstNode | undefined, base: ElementBase): Ast.Concat | undefined {
    if (node === undefined) return undefined;
    return { kind: "concat", branches: each(node.children.branch, (child) => this.branch(child)), ...base };
  }

  private branch(node: Cst.BranchCstNode): Ast.Branch | undefined {
    const { children } = node;
    const chain = this.chain(first(children.chain));
    const body =
      this.body(first(children.body)) ??
      (chain && { kind: "body" as const, statements: [chain], span: chain.span });
    const name = this.source.name(first(children.Identifier));
    return body && { kind: "branch", name, body, span: this.source.spanOf(node) };
  }

  private shape(node: Cst.ShapeCstNode | undefined): Ast.ShapeExpression | undefined {
    if (node === undefined) return undefined;
    const extents = this.expressions.expressions(node.children.expression);
    return { kind: "shape", extents, span: this.source.spanOf(node) };
  }
}

type ElementBase = Pick<Ast.Element, "shape" | "span">;
