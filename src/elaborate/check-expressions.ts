import type * as Ast from "../syntax/ast.js";
import { checkArguments } from "./arguments.js";
import type { Callables } from "./callables.js";
import { fieldNames } from "./fields.js";
import { functionNamed, functionNames, maximumValues } from "./functions.js";
import type { Report } from "./report.js";
import type { Slot } from "./signature.js";
import type { StaticScope } from "./static-scope.js";
import { didYouMean } from "./suggest.js";
import { hasWords, wordsOf, type Type } from "./types.js";

/** Checks that the names in expressions mean something there. */
export class ExpressionChecker {
  constructor(
    private readonly report: Report,
    private readonly callables: Callables,
  ) {}

  /** `words`: bare words may be the whole expression, or an item or choice of it. */
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
      case "list":
        for (const item of expression.items) this.check(item, scope, words);
        break;
      case "index":
        this.checkAll([expression.of, expression.index], scope);
        break;
      case "choice":
        for (const { condition, value } of expression.arms) {
          this.check(condition, scope, false);
          this.check(value, scope, words);
        }
        this.check(expression.otherwise, scope, words);
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

  /** The arguments of a call whose callee takes `slots`; `undefined` where that is not known yet. */
  checkCall(
    callee: Ast.Name,
    slots: readonly Slot[] | undefined,
    given: readonly Ast.Argument[],
    scope: StaticScope,
  ): void {
    if (slots) checkArguments(callee, slots, given, this.report);
    given.forEach(({ name, value }, index) => {
      const slot = name ? slots?.find((one) => one.name === name.text) : slots?.[index];
      if (isTensor(value, slot, scope)) scope.use(value.name.text);
      else this.check(value, scope, slot === undefined || hasWords(slot.type));
    });
  }

  /** A name that must be that of a bound value; `otherwise` helps where none is like it. */
  checkValue(name: Ast.Name, scope: StaticScope, otherwise?: string): void {
    const declared = scope.lookup(name.text);
    scope.use(name.text);
    if (declared?.kind === "tensor" || declared?.kind === "ambiguous") return;
    const message = declared
      ? `\`${name.text}\` is a parameter, not a tensor`
      : `no value is called \`${name.text}\``;
    this.report.error("CNN0101", message, name.span, didYouMean(name.text, scope.tensors()) ?? otherwise);
  }

  /** A name in a message, which may be that of a tensor. */
  checkShown(expression: Ast.Expression, scope: StaticScope): void {
    const tensor = expression.kind === "reference" && scope.lookup(expression.name.text)?.kind === "tensor";
    if (tensor) scope.use(expression.name.text);
    else if (expression.kind !== "reference" || expression.name.text !== "in")
      this.check(expression, scope, false);
  }

  /** The type of what an expression stands for, where its names say so. */
  typeOf(expression: Ast.Expression, scope: StaticScope): Type | undefined {
    if (expression.kind === "index") {
      const of = this.typeOf(expression.of, scope);
      return of?.kind === "list" ? of.item : undefined;
    }
    if (expression.kind !== "reference") return undefined;
    const declared = scope.lookup(expression.name.text);
    return declared?.kind === "variable" ? declared.type : undefined;
  }

  private reference(name: Ast.Name, scope: StaticScope, words: boolean): void {
    const declared = scope.lookup(name.text);
    scope.use(name.text);
    if (declared?.kind === "ambiguous") return;
    if (declared?.kind === "variable" || (words && declared === undefined)) {
      if (!declared) this.callables.mention(name);
      return;
    }
    if (declared) {
      const help = `ask for one of its extents, as in ${name.text}.channels`;
      this.report.error("CNN0206", `\`${name.text}\` is a tensor, not a number`, name.span, help);
    } else if (!this.callables.mention(name)) {
      const names = [...scope.variables(), ...this.callables.names(), ...functionNames];
      const message = `no parameter or constant is called \`${name.text}\``;
      this.report.error("CNN0101", message, name.span, didYouMean(name.text, names));
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
    if (functionNamed(callee.text)) {
      this.functionCall(expression, scope);
      return;
    }
    const declared = scope.lookup(callee.text);
    scope.use(callee.text);
    const isVariable = declared?.kind === "variable" && (declared.type?.kind ?? "layer") === "layer";
    const isLayer = isVariable || declared?.kind === "ambiguous";
    if (declared ? isLayer : this.callables.mention(callee)) {
      const slots = declared ? undefined : this.callables.slots(callee);
      const partial = slots?.map((slot) => ({ ...slot, optional: true }));
      this.checkCall(callee, partial, given, scope);
      return;
    }
    this.checkCall(callee, undefined, given, scope);
    const help = didYouMean(callee.text, functionNames) ?? `functions are ${functionNames.join(", ")}`;
    this.report.error("CNN0101", `there is no function \`${callee.text}\``, callee.span, help);
  }

  private functionCall(expression: Ast.Expression & { kind: "call" }, scope: StaticScope): void {
    const { callee, arguments: given } = expression;
    for (const { value } of given) this.check(value, scope, false);
    const parameters = functionNamed(callee.text)?.parameters;
    if (parameters) {
      checkArguments(callee, parameters, given, this.report);
      return;
    }
    const named = given.find(({ name }) => name !== undefined);
    if (named?.name) {
      const message = `\`${callee.text}\` has no parameter \`${named.name.text}\``;
      this.report.error("CNN0201", message, named.name.span, "write its numbers without names");
    }
    if (given.length > 0 && given.length <= maximumValues) return;
    const message = `\`${callee.text}\` takes 1 to ${maximumValues} arguments, not ${given.length}`;
    this.report.error(given.length === 0 ? "CNN0202" : "CNN0203", message, expression.span);
  }
}

/** Whether an argument is a bound value, where its callee may take one. */
function isTensor(
  value: Ast.Expression,
  slot: Slot | undefined,
  scope: StaticScope,
): value is Ast.Expression & { kind: "reference" } {
  if (value.kind !== "reference" || (slot && slot.type.kind !== "tensor")) return false;
  return scope.lookup(value.name.text)?.kind === "tensor";
}

function isWord(expression: Ast.Expression, scope: StaticScope): boolean {
  if (expression.kind !== "reference") return false;
  const declared = scope.lookup(expression.name.text);
  return declared?.kind === "variable" && declared.type !== undefined && wordsOf(declared.type).length > 0;
}
