import type * as Cst from "../../grammar/cst.js";
import type * as Ast from "./ast.js";
import type { Docs } from "./docs.js";
import { ExpressionBuilder } from "./expressions.js";
import { messageParts } from "./literals.js";
import { each, first, type Source } from "./source.js";
import { TypeBuilder } from "./types.js";

/** Builds bodies: their statements, chains and elements. */
export class BodyBuilder {
  readonly expressions: ExpressionBuilder;
  readonly types: TypeBuilder;

  constructor(
    private readonly source: Source,
    private readonly docs: Docs,
  ) {
    this.expressions = new ExpressionBuilder(source);
    this.types = new TypeBuilder(source, this.expressions);
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
      this.assertion(first(children.assertion)) ??
      this.results(first(children.results)) ??
      this.constant(first(children.constant), false) ??
      this.share(first(children.share)) ??
      this.tap(first(children.tap)) ??
      this.binding(first(children.binding)) ??
      this.chain(first(children.chain))
    );
  }

  private input(node: Cst.InputStatementCstNode | undefined): Ast.Input | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    const shape = this.expressions.shape(first(node?.children.shape));
    const classes = node?.children.Class !== undefined;
    if (node === undefined || name === undefined || !(shape || classes)) return undefined;
    const training = node.children.Training !== undefined;
    const picture = this.picture(first(node.children.picture));
    return { kind: "input", name, shape, classes, training, picture, span: this.source.spanOf(node) };
  }

  private picture(node: Cst.PictureCstNode | undefined): Ast.Picture | undefined {
    if (node === undefined) return undefined;
    const call = first(node.children.arguments);
    const given = call ? this.expressions.arguments(call) : [];
    return { kind: "picture", arguments: given, span: this.source.spanOf(node) };
  }

  private output(node: Cst.OutputStatementCstNode | undefined): Ast.Output | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    if (node === undefined || name === undefined) return undefined;
    const chain = this.chain(first(node.children.chain));
    const span = this.source.spanOf(node);
    const training = node.children.Training !== undefined;
    const labels = this.labels(first(node.children.labels));
    return { kind: "output", name, chain, labels, training, doc: this.docs.before(span.start), span };
  }

  private labels(node: Cst.LabelsCstNode | undefined): Ast.Labels | undefined {
    const items = each(node?.children.StringLiteral, (token) => this.source.quoted(token));
    if (node === undefined || items.length === 0) return undefined;
    const from = node.children.LeftBracket === undefined ? items[0] : undefined;
    return { kind: "labels", from, items: from ? [] : items, span: this.source.spanOf(node) };
  }

  private expect(node: Cst.ExpectStatementCstNode | undefined): Ast.Expect | undefined {
    const [relation, when] = this.expressions.expressions(node?.children.expression);
    if (node === undefined || relation === undefined) return undefined;
    return { kind: "expect", relation, when, span: this.source.spanOf(node) };
  }

  private assertion(node: Cst.AssertionCstNode | undefined): Ast.Assert | undefined {
    const condition = this.expressions.expression(first(node?.children.expression));
    const text = this.source.name(first(node?.children.StringLiteral));
    if (node === undefined || condition === undefined || text === undefined) return undefined;
    return { kind: "assert", condition, message: messageParts(text), span: this.source.spanOf(node) };
  }

  private results(node: Cst.ResultsCstNode | undefined): Ast.Results | undefined {
    const chains = each(node?.children.chain, (child) => this.chain(child));
    if (node === undefined || chains.length === 0) return undefined;
    return { kind: "return", chains, span: this.source.spanOf(node) };
  }

  private share(node: Cst.ShareCstNode | undefined): Ast.Share | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    const layer = this.expressions.expression(first(node?.children.expression));
    if (node === undefined || name === undefined || layer === undefined) return undefined;
    return { kind: "share", name, layer, span: this.source.spanOf(node) };
  }

  private tap(node: Cst.TapCstNode | undefined): Ast.Tap | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    if (node === undefined || name === undefined) return undefined;
    const chain = this.chain(first(node.children.chain));
    const span = this.source.spanOf(node);
    return { kind: "tap", name, chain, doc: this.docs.before(span.start), span };
  }

  constant(node: Cst.ConstantCstNode | undefined, exported: boolean): Ast.Constant | undefined {
    const name = this.source.name(first(node?.children.Identifier));
    const value = this.expressions.expression(first(node?.children.expression));
    if (node === undefined || name === undefined || value === undefined) return undefined;
    const type = this.types.type(first(node.children.type));
    return { kind: "constant", name, exported, type, value, span: this.source.spanOf(node) };
  }

  private binding(node: Cst.BindingCstNode | undefined): Ast.Binding | undefined {
    const names = each(node?.children.Identifier, (token) => this.source.name(token));
    const chain = this.chain(first(node?.children.chain));
    if (node === undefined || names.length === 0 || chain === undefined) return undefined;
    return { kind: "binding", names, chain, span: this.source.spanOf(node) };
  }

  private chain(node: Cst.ChainCstNode | undefined): Ast.Chain | undefined {
    const elements = each(node?.children.element, (child) => this.element(child));
    if (node === undefined || elements.length === 0) return undefined;
    return { kind: "chain", elements, span: this.source.spanOf(node) };
  }

  private element(node: Cst.ElementCstNode): Ast.Element | undefined {
    const { children } = node;
    const base = { shape: this.expressions.shape(first(children.shape)), span: this.source.spanOf(node) };
    const alias = this.source.name(first(children.Identifier));
    const layer = first(children.layer);
    if (layer) return this.layer(layer, alias, base);
    const joined =
      this.residual(first(children.residual), alias, base) ?? this.join(first(children.join), alias, base);
    if (joined) return joined;
    if (alias) {
      const help = "a value is bound by `name = …`, and a branch is named by `branch name = …`";
      this.source.report("CNN0002", "`as` names a layer, a block or what joins", alias.span, help);
    }
    if (first(children.In)) return { kind: "in", ...base };
    return (
      this.repeat(first(children.repeat), base) ??
      this.loop(first(children.loop), base) ??
      this.conditional(first(children.conditional), base)
    );
  }

  private layer(
    node: Cst.LayerCstNode,
    alias: Ast.Name | undefined,
    base: ElementBase,
  ): Ast.Layer | undefined {
    const callee = this.source.name(first(node.children.Identifier));
    const call = first(node.children.arguments);
    const given = call && this.expressions.arguments(call);
    return callee && { kind: "layer", callee, arguments: given, alias, ...base };
  }

  private repeat(node: Cst.RepeatCstNode | undefined, base: ElementBase): Ast.Repeat | undefined {
    const count = this.expressions.expression(first(node?.children.expression));
    const body = this.body(first(node?.children.body));
    if (count === undefined || body === undefined) return undefined;
    const index = this.source.name(first(node?.children.Identifier));
    return { kind: "repeat", count, index, body, ...base };
  }

  private loop(node: Cst.LoopCstNode | undefined, base: ElementBase): Ast.Loop | undefined {
    const pattern = first(node?.children.pattern);
    const names = each(pattern?.children.Identifier, (token) => this.source.name(token));
    const list = this.expressions.expression(first(node?.children.expression));
    const body = this.body(first(node?.children.body));
    if (names.length === 0 || list === undefined || body === undefined) return undefined;
    const apart = pattern?.children.LeftParenthesis !== undefined;
    const index = this.source.name(first(node?.children.Identifier));
    return { kind: "for", names, apart, list, index, body, ...base };
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

  private residual(
    node: Cst.ResidualCstNode | undefined,
    alias: Ast.Name | undefined,
    base: ElementBase,
  ): Ast.Residual | undefined {
    const [body, shortcut] = each(node?.children.body, (child) => this.body(child));
    const when = this.expressions.expression(first(node?.children.expression));
    return body && { kind: "residual", when, body, shortcut, alias, ...base };
  }

  private join(
    node: Cst.JoinCstNode | undefined,
    alias: Ast.Name | undefined,
    base: ElementBase,
  ): Ast.Join | undefined {
    const joiner = this.source.name(first(node?.children.Joiner));
    if (node === undefined || joiner === undefined) return undefined;
    const branches = each(node.children.branch, (child) => this.branch(child));
    return { kind: "join", joiner, branches, alias, ...base };
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
}

type ElementBase = Pick<Ast.Element, "shape" | "span">;
