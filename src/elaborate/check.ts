import type * as Ast from "../syntax/ast.js";
import { checkArguments } from "./arguments.js";
import { Callables, type Mention } from "./callables.js";
import { ExpressionChecker } from "./check-expressions.js";
import { LayerChecker } from "./check-layers.js";
import { metrics } from "./expectations.js";
import { joinerNamed } from "./joins.js";
import { reportDuplicate, reportGlobal, type FileScope, type OperatorDefinitions } from "./link.js";
import { branchName } from "../syntax/numbering.js";
import { pictureParameters } from "./picture.js";
import type { Report } from "./report.js";
import { dimsOf, formals, isAny, typeOf } from "./signature.js";
import { StaticScope } from "./static-scope.js";
import { didYouMean } from "./suggest.js";
import { hasWords, type Type } from "./types.js";

const int = { kind: "variable", type: { kind: "int", min: 0 } } as const;

/** What {@link checkDefinition} finds out. */
export interface CheckedDefinition {
  /** The blocks that it mentions. */
  readonly mentions: readonly Mention[];
  /** Values that are bound and not used. */
  readonly unused: readonly Ast.Name[];
}

/**
 * Checks the names and calls of a definition, whether or not anything expands it: every name means something and
 * nothing is declared twice, every call has the arguments that its callee takes. Types and shapes wait for expansion.
 * `scope` has the file's constants.
 */
export function checkDefinition(
  definition: Ast.Definition,
  file: FileScope,
  scope: StaticScope,
  operators: OperatorDefinitions,
  report: Report,
): CheckedDefinition {
  const callables = new Callables(file, operators, report);
  const checker = new DefinitionChecker(file, callables, operators, report);
  checker.definition(definition, scope);
  return { mentions: callables.mentions, unused: checker.unused };
}

/** Checks the constants of a file, each of which sees those above it, and declares them in `scope`. */
export function checkConstants(
  constants: readonly Ast.Constant[],
  file: FileScope,
  scope: StaticScope,
  operators: OperatorDefinitions,
  report: Report,
): void {
  const expressions = new ExpressionChecker(report, new Callables(file, operators, report));
  for (const constant of constants) {
    checkConstant(constant, scope, expressions);
    scope.declare(constant.name, constantVariable(constant));
  }
}

/** What a constant is to a scope. */
export function constantVariable({ type }: Ast.Constant): {
  readonly kind: "variable";
  readonly type: Type | undefined;
} {
  return { kind: "variable", type: type && typeOf(type) };
}

function checkConstant(
  { type, value }: Ast.Constant,
  scope: StaticScope,
  expressions: ExpressionChecker,
): void {
  expressions.check(value, scope, type !== undefined && hasWords(typeOf(type)));
}

/** Whether statements of the model itself may stand here. */
type Level = "model" | "block" | "inner";

class DefinitionChecker {
  readonly unused: Ast.Name[] = [];
  private readonly expressions: ExpressionChecker;
  private readonly layers: LayerChecker;

  constructor(
    private readonly file: FileScope,
    callables: Callables,
    private readonly operators: OperatorDefinitions,
    private readonly report: Report,
  ) {
    this.expressions = new ExpressionChecker(report, callables);
    this.layers = new LayerChecker(this.expressions, callables, operators, report);
  }

  definition(definition: Ast.Definition, outer: StaticScope): void {
    const scope = new StaticScope(outer);
    for (const dim of dimsOf(definition, (name) => outer.lookup(name) !== undefined)) {
      this.declare(dim, scope, int);
    }
    for (const formal of formals(definition)) {
      if (formal.default) this.expressions.check(formal.default, scope, hasWords(formal.type));
      const name = { text: formal.name, span: formal.span };
      const isTensor = formal.type.kind === "tensor";
      this.declare(
        name,
        scope,
        isTensor ? { kind: "tensor", mayBeUnused: true } : { kind: "variable", type: formal.type },
      );
    }
    const shapes = [...formals(definition).map(({ shape }) => shape), definition.takes];
    for (const shape of [...shapes, ...(definition.gives ?? [])]) if (shape) this.shape(shape, scope);
    this.body(definition.body, scope, definition.kind);
  }

  private body(body: Ast.Body, outer: StaticScope, level: Level): void {
    const scope = new StaticScope(outer);
    for (const statement of body.statements) {
      if (this.report.full) return;
      const isLast = level === "block" && statement === body.statements.at(-1);
      this.statement(statement, scope, level, isLast);
    }
    this.unused.push(...scope.unused());
  }

  private statement(statement: Ast.Statement, scope: StaticScope, level: Level, isLast: boolean): void {
    switch (statement.kind) {
      case "input":
        this.needsModel(statement, level);
        this.expressions.checkAll(statement.shape?.extents ?? [], scope);
        if (statement.classes) this.classes(statement);
        if (statement.picture) this.picture(statement.picture, scope);
        this.declare(statement.name, scope, { kind: "tensor", mayBeUnused: true });
        break;
      case "output":
        this.needsModel(statement, level);
        if (statement.chain) {
          this.chain(statement.chain, scope, level);
          this.declare(statement.name, scope, { kind: "tensor", mayBeUnused: true });
        } else {
          const { text } = statement.name;
          this.expressions.checkValue(statement.name, scope, `write output ${text} = … to make it`);
        }
        break;
      case "expect":
        this.needsModel(statement, level);
        this.expect(statement, scope);
        break;
      case "constant":
        checkConstant(statement, scope, this.expressions);
        this.declare(statement.name, scope, constantVariable(statement));
        break;
      case "assert":
        this.expressions.check(statement.condition, scope, false);
        for (const part of statement.message) {
          if (typeof part !== "string") this.expressions.checkShown(part, scope);
        }
        break;
      case "return":
        if (!isLast) {
          const help = "a `return` says what the block gives; nothing can follow it";
          this.report.error(
            "CNN0002",
            "`return` is the last line of a block's own body",
            statement.span,
            help,
          );
        }
        for (const chain of statement.chains) this.chain(chain, scope, level);
        break;
      case "share":
        this.expressions.check(statement.layer, scope, false);
        this.declare(statement.name, scope, { kind: "variable", type: { kind: "layer" } });
        break;
      case "tap":
        if (statement.chain) {
          this.chain(statement.chain, scope, level);
          this.declare(statement.name, scope, { kind: "tensor", mayBeUnused: true });
        } else {
          const { text } = statement.name;
          this.expressions.checkValue(statement.name, scope, `write tap ${text} = … to make it`);
        }
        break;
      case "binding":
        this.chain(statement.chain, scope, level);
        for (const name of statement.names) {
          this.declare(name, scope, { kind: "tensor", mayBeUnused: statement.names.length > 1 });
        }
        break;
      case "chain":
        this.chain(statement, scope, level);
        break;
    }
  }

  private needsModel({ kind, span }: Ast.Statement, level: Level): void {
    if (level === "model") return;
    const help = "a block takes the value that enters it, and gives the last one";
    this.report.error("CNN0002", `\`${kind}\` stands in a model's own body only`, span, help);
  }

  /** An input of classes is a target. */
  private classes({ training, name, picture }: Ast.Input): void {
    if (!training) {
      const help = `write training input ${name.text}: class`;
      this.report.error("CNN0002", "only a `training input` holds classes", name.span, help);
    }
    if (picture) this.report.error("CNN0002", "a picture does not become classes", picture.span);
  }

  private picture(picture: Ast.Picture, scope: StaticScope): void {
    const callee = { text: "picture", span: picture.span };
    const parameters = pictureParameters.map((name) => ({ name, optional: name !== "channels" }));
    checkArguments(callee, parameters, picture.arguments, this.report);
    for (const [index, { name, value }] of picture.arguments.entries()) {
      const parameter = name?.text ?? pictureParameters[index];
      this.expressions.check(value, scope, parameter === "channels");
    }
  }

  private expect(statement: Ast.Expect, scope: StaticScope): void {
    const { relation, when } = statement;
    if (when) this.expressions.check(when, scope, false);
    const known = `what can be expected of: ${metrics.join(", ")}`;
    if (relation.kind !== "binary" || relation.left.kind !== "reference") {
      const help = `${known}; as in expect params == 61_706`;
      this.report.error("CNN0002", "`expect` needs a comparison of a count", relation.span, help);
      return;
    }
    const { text, span } = relation.left.name;
    if (!metrics.some((metric) => metric === text)) {
      this.report.error("CNN0101", `nothing counts \`${text}\``, span, didYouMean(text, metrics) ?? known);
    }
    this.expressions.check(relation.right, scope, false);
  }

  private chain(chain: Ast.Chain, scope: StaticScope, level: Level): void {
    chain.elements.forEach((element, index) => {
      this.element(element, scope, level, index === 0);
      if (element.shape) this.shape(element.shape, scope);
    });
  }

  /** A shape that a value is held against. */
  private shape({ extents }: Ast.ShapeExpression, scope: StaticScope): void {
    this.expressions.checkAll(
      extents.filter((extent) => !isAny(extent)),
      scope,
    );
  }

  private element(element: Ast.Element, scope: StaticScope, level: Level, isFirst: boolean): void {
    switch (element.kind) {
      case "layer":
        this.layers.check(element, scope, isFirst);
        break;
      case "in":
        if (!isFirst) {
          this.report.error("CNN0002", "`in` can only start a chain", element.span);
        }
        break;
      case "repeat": {
        this.expressions.check(element.count, scope, false);
        const inner = new StaticScope(scope);
        if (element.index) this.declare(element.index, inner, int);
        this.body(element.body, inner, "inner");
        break;
      }
      case "for":
        this.loop(element, scope);
        break;
      case "if":
        for (const { condition, body } of element.arms) {
          this.expressions.check(condition, scope, false);
          this.body(body, scope, level === "model" ? level : "inner");
        }
        if (element.otherwise) this.body(element.otherwise, scope, level === "model" ? level : "inner");
        break;
      case "residual":
        if (element.when) this.expressions.check(element.when, scope, false);
        this.body(element.body, scope, "inner");
        if (element.shortcut) this.body(element.shortcut, scope, "inner");
        break;
      case "join":
        this.join(element, scope);
        break;
    }
  }

  private join({ joiner, branches }: Ast.Join, scope: StaticScope): void {
    const { text, span } = joiner;
    const least = joinerNamed(text)?.least ?? 0;
    if (branches.length < least) {
      const needs = least === 1 ? "has no branch" : `joins at least ${least} branches`;
      const help = `write ${text} { branch … }, a branch a line; \`branch in\` passes the value through`;
      this.report.error("CNN0002", `\`${text}\` ${needs}`, span, help);
    }
    const names = new Map<string, Ast.Name>();
    branches.forEach((branch, index) => {
      const earlier = names.get(branchName(branch, index));
      if (branch.name && earlier) reportDuplicate(branch.name, earlier, this.report);
      if (branch.name) names.set(branch.name.text, branch.name);
      this.body(branch.body, scope, "inner");
    });
  }

  private loop({ names, apart, list, index, body }: Ast.Loop, scope: StaticScope): void {
    this.expressions.check(list, scope, false);
    const inner = new StaticScope(scope);
    const listed = this.expressions.typeOf(list, scope);
    const item = listed?.kind === "list" ? listed.item : undefined;
    names.forEach((name, place) => {
      const part = item?.kind === "tuple" ? item.items[place] : undefined;
      this.declare(name, inner, { kind: "variable", type: apart ? part : item });
    });
    if (index) this.declare(index, inner, int);
    this.body(body, inner, "inner");
  }

  private declare(name: Ast.Name, scope: StaticScope, what: Parameters<StaticScope["declare"]>[1]): void {
    const earlier = scope.lookup(name.text)?.name ?? this.file.get(name.text)?.declared;
    if (earlier) reportDuplicate(name, earlier, this.report);
    if (!earlier && !reportGlobal(name, this.operators, this.report)) {
      scope.declare(name, what);
      return;
    }
    scope.use(name.text);
    scope.declare(name, { kind: "ambiguous" });
  }
}
