import type * as Ast from "../syntax/ast.js";
import { checkArguments } from "./arguments.js";
import { metrics } from "./expectations.js";
import { ExpressionChecker } from "./check-expressions.js";
import { reportDuplicate, reportGlobal, type FileScope, type OperatorDefinitions } from "./link.js";
import { branchName } from "./numbering.js";
import { pictureParameters } from "./picture.js";
import type { Report } from "./report.js";
import { formals } from "./signature.js";
import { StaticScope } from "./static-scope.js";
import { didYouMean } from "./suggest.js";
import { wordsOf } from "./values.js";

/** A call of a block by another definition. */
export interface CallSite {
  readonly layer: Ast.Layer;
  readonly target: Ast.Definition;
}

/**
 * Checks the names and calls of a definition, whether or not anything expands it: every name means something and
 * nothing is declared twice, every call has the arguments that its callee takes. Types and shapes wait for expansion.
 * Returns the calls of blocks.
 */
export function checkDefinition(
  definition: Ast.Definition,
  file: FileScope,
  operators: OperatorDefinitions,
  report: Report,
): readonly CallSite[] {
  const check = new DefinitionChecker(file, operators, report);
  check.definition(definition);
  return check.calls;
}

/** Whether statements of the model itself may stand here. */
type Level = "model" | "inner";

class DefinitionChecker {
  readonly calls: CallSite[] = [];
  private readonly expressions: ExpressionChecker;

  constructor(
    private readonly file: FileScope,
    private readonly operators: OperatorDefinitions,
    private readonly report: Report,
  ) {
    this.expressions = new ExpressionChecker(report, (name) => this.isCallable(name));
  }

  definition(definition: Ast.Definition): void {
    const scope = new StaticScope(undefined);
    for (const formal of formals(definition)) {
      const words = wordsOf(formal.type);
      if (formal.default) this.expressions.check(formal.default, scope, words.length > 0);
      const name = { text: formal.name, span: formal.span };
      this.declare(name, scope, { kind: "variable", word: formal.type.kind === "word" });
    }
    this.body(definition.body, scope, definition.kind === "model" ? "model" : "inner");
  }

  private body(body: Ast.Body, outer: StaticScope, level: Level): void {
    const scope = new StaticScope(outer);
    for (const statement of body.statements) {
      if (this.report.full) return;
      this.statement(statement, scope, level);
    }
    for (const name of scope.unused()) {
      const help = `write the chain without \`${name.text} =\`, or use the value`;
      this.report.warning("CNN0404", `the value \`${name.text}\` is never used`, name.span, help);
    }
  }

  private statement(statement: Ast.Statement, scope: StaticScope, level: Level): void {
    switch (statement.kind) {
      case "input":
        this.needsModel(statement, level);
        this.expressions.checkAll(statement.shape.extents, scope);
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
      case "binding":
        this.chain(statement.chain, scope, level);
        this.declare(statement.name, scope, { kind: "tensor", mayBeUnused: false });
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
      if (element.shape) this.expressions.checkAll(element.shape.extents, scope);
    });
  }

  private element(element: Ast.Element, scope: StaticScope, level: Level, isFirst: boolean): void {
    switch (element.kind) {
      case "layer":
        this.layer(element, scope, isFirst);
        break;
      case "in":
        if (!isFirst) {
          this.report.error("CNN0002", "`in` can only start a chain", element.span);
        }
        break;
      case "repeat": {
        this.expressions.check(element.count, scope, false);
        const inner = new StaticScope(scope);
        if (element.index) this.declare(element.index, inner, { kind: "variable", word: false });
        this.body(element.body, inner, "inner");
        break;
      }
      case "if":
        for (const { condition, body } of element.arms) {
          this.expressions.check(condition, scope, false);
          this.body(body, scope, level);
        }
        if (element.otherwise) this.body(element.otherwise, scope, level);
        break;
      case "residual":
        this.body(element.body, scope, "inner");
        if (element.shortcut) this.body(element.shortcut, scope, "inner");
        break;
      case "concat":
        this.concat(element, scope);
        break;
    }
  }

  private concat(concat: Ast.Concat, scope: StaticScope): void {
    if (concat.branches.length === 0) {
      const help = "write concat { branch … }, a branch a line";
      this.report.error("CNN0002", "`concat` has no branch", concat.span, help);
    }
    const names = new Map<string, Ast.Name>();
    concat.branches.forEach((branch, index) => {
      const earlier = names.get(branchName(branch, index));
      if (branch.name && earlier) reportDuplicate(branch.name, earlier, this.report);
      if (branch.name) names.set(branch.name.text, branch.name);
      this.body(branch.body, scope, "inner");
    });
  }

  private layer(layer: Ast.Layer, scope: StaticScope, isFirst: boolean): void {
    const { callee } = layer;
    const given = layer.arguments ?? [];
    const declared = scope.lookup(callee.text);
    if (declared) {
      if (declared.kind === "tensor") this.boundValue(layer, isFirst);
      else this.report.error("CNN0101", `\`${callee.text}\` is a parameter, not a layer`, callee.span);
      scope.use(callee.text);
      return;
    }
    const linked = this.file.get(callee.text);
    const operator = this.operators.get(callee.text);
    if (linked) {
      if (linked.target?.definition.kind === "model") {
        const help = "only blocks and operators can be applied";
        this.report.error("CNN0101", `\`${callee.text}\` is a model, not a layer`, callee.span, help);
      } else if (linked.target) {
        const target = linked.target.definition;
        this.calls.push({ layer, target });
        const parameters = formals(target).map((formal) => ({
          name: formal.name,
          optional: formal.default !== undefined,
          words: wordsOf(formal.type).length > 0,
        }));
        this.call(callee, parameters, given, scope);
      }
    } else if (operator?.syntax.kind === "call") {
      const parameters = operator.syntax.parameters.map((parameter) => ({
        name: parameter.name,
        optional: parameter.default !== undefined || parameter.like !== undefined,
        words: wordsOf(parameter.type).length > 0,
      }));
      this.call(callee, parameters, given, scope);
    } else {
      this.unknownLayer(callee, scope);
    }
  }

  private call(
    callee: Ast.Name,
    parameters: readonly { name: string; optional: boolean; words: boolean }[],
    given: readonly Ast.Argument[],
    scope: StaticScope,
  ): void {
    checkArguments(callee, parameters, given, this.report);
    given.forEach(({ name, value }, index) => {
      const parameter = name ? parameters.find((one) => one.name === name.text) : parameters[index];
      this.expressions.check(value, scope, parameter === undefined || parameter.words);
    });
  }

  private boundValue({ callee, arguments: given, alias }: Ast.Layer, isFirst: boolean): void {
    const { text, span } = callee;
    if (!isFirst) {
      this.report.error("CNN0002", `\`${text}\` is a bound value, which can only start a chain`, span);
    } else if (given !== undefined || alias !== undefined) {
      this.report.error("CNN0002", `\`${text}\` is a bound value, not a layer`, span);
    }
  }

  private unknownLayer({ text, span }: Ast.Name, scope: StaticScope): void {
    const operator = this.operators.get(text);
    if (operator?.syntax.kind === "construct") {
      const help = `write ${operator.syntax.writtenAs}`;
      this.report.error("CNN0101", `\`${text}\` is not called by name`, span, help);
      return;
    }
    if (text === "picture") {
      const help = "it stands behind the shape of an input, on the same line";
      this.report.error("CNN0101", "`picture` is not a layer", span, help);
      return;
    }
    const callable = [...this.operators.values()].filter(({ syntax }) => syntax.kind === "call");
    const candidates = [...callable.map(({ name }) => name), ...this.file.keys(), ...scope.tensors()];
    const message = `there is no layer, block or value \`${text}\``;
    this.report.error("CNN0101", message, span, didYouMean(text, candidates));
  }

  private isCallable(name: string): boolean {
    return this.file.has(name) || this.operators.get(name)?.syntax.kind === "call";
  }

  private declare(name: Ast.Name, scope: StaticScope, what: Parameters<StaticScope["declare"]>[1]): void {
    const earlier = scope.lookup(name.text)?.name ?? this.file.get(name.text)?.declared;
    if (earlier) reportDuplicate(name, earlier, this.report);
    else if (!reportGlobal(name, this.operators, this.report)) scope.declare(name, what);
  }
}
