import type * as Ast from "../syntax/ast.js";
import { fieldNames } from "./fields.js";
import { functionNamed, functionNames } from "./functions.js";
import type { Report } from "./report.js";
import type { StaticScope } from "./static-scope.js";
import { didYouMean } from "./suggest.js";

/** Checks that the names in expressions mean something there. */
export class ExpressionChecker {
  constructor(
    private readonly report: Report,
    private readonly isCallable: (name: string) => boolean,
  ) {}

  /** `words`: the whole expression may be a bare word. */
  check(expression: Ast.Expression, scope: StaticScope, words: boolean): void {
    switch (expression.kind) {
      case "number":
      case "kernel":
      case "boolean":
        break;
      case "reference":
        this.reference(expression.name, scope, words);
        break;
      case "field":
        this.field(expression.of, expression.field, scope);
        break;
      case "call":
        this.call(expression, scope);
        break;
      case "tuple":
        this.checkAll(expression.items, scope);
        break;
      case "unary":
        this.check(expression.operand, scope, false);
        break;
      case "binary": {
        const { left, right, operator } = expression;
        const equality = operator === "==" || operator === "!=";
        this.check(left, scope, equality && isWord(right, scope));
        this.check(right, scope, equality && isWord(left, scope));
        break;
      }
    }
  }

  checkAll(expressions: readonly Ast.Expression[], scope: StaticScope): void {
    for (const expression of expressions) this.check(expression, scope, false);
  }

  /** A name that must be that of a bound value; `otherwise` helps where none is like it. */
  checkValue(name: Ast.Name, scope: StaticScope, otherwise?: string): void {
    const declared = scope.lookup(name.text);
    scope.use(name.text);
    if (declared?.kind === "tensor") return;
    const message = declared
      ? `\`${name.text}\` is a parameter, not a tensor`
      : `no value is called \`${name.text}\``;
    this.report.error("CNN0101", message, name.span, didYouMean(name.text, scope.tensors()) ?? otherwise);
  }

  private reference(name: Ast.Name, scope: StaticScope, words: boolean): void {
    const declared = scope.lookup(name.text);
    scope.use(name.text);
    if (declared?.kind === "variable" || (words && declared === undefined)) return;
    if (declared) {
      const help = `ask for one of its extents, as in ${name.text}.channels`;
      this.report.error("CNN0206", `\`${name.text}\` is a tensor, not a number`, name.span, help);
    } else if (this.isCallable(name.text)) {
      this.report.error("CNN0206", `\`${name.text}\` is a layer, not a number`, name.span);
    } else {
      const help = didYouMean(name.text, [...scope.variables(), ...functionNames]);
      this.report.error("CNN0101", `no parameter is called \`${name.text}\``, name.span, help);
    }
  }

  private field(of: Ast.Name, field: Ast.Name, scope: StaticScope): void {
    if (of.text !== "in") this.checkValue(of, scope);
    if (fieldNames.includes(field.text)) return;
    const help = didYouMean(field.text, fieldNames) ?? `a value has ${fieldNames.join(", ")}`;
    this.report.error("CNN0101", `a value has no field \`${field.text}\``, field.span, help);
  }

  private call(expression: Ast.Expression & { kind: "call" }, scope: StaticScope): void {
    const { callee, arguments: given } = expression;
    this.checkAll(given, scope);
    const definition = functionNamed(callee.text);
    if (definition === undefined) {
      const help = didYouMean(callee.text, functionNames) ?? `functions are ${functionNames.join(", ")}`;
      this.report.error("CNN0101", `there is no function \`${callee.text}\``, callee.span, help);
      return;
    }
    const [minimum, maximum] = definition.arity;
    if (given.length >= minimum && given.length <= maximum) return;
    const wants = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
    const message = `\`${callee.text}\` takes ${wants} arguments, not ${given.length}`;
    this.report.error(given.length < minimum ? "CNN0202" : "CNN0203", message, expression.span);
  }
}

function isWord(expression: Ast.Expression, scope: StaticScope): boolean {
  if (expression.kind !== "reference") return false;
  const declared = scope.lookup(expression.name.text);
  return declared?.kind === "variable" && declared.word;
}
