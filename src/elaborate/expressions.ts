import type { Span } from "../diagnostics/diagnostic.js";
import type { Shape, ValueId } from "../ir/graph.js";
import { showShape } from "../ir/graph.js";
import type { ParameterType } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { applyBinary, checkedNumber, Fault } from "./arithmetic.js";
import { fieldOf } from "./fields.js";
import { functionNamed } from "./functions.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";
import { didYouMean } from "./suggest.js";
import { convert, isNumber, showValue, wordsOf, type Value } from "./values.js";

/**
 * Evaluates expressions. `undefined` is a value that an error has left unknown: the error has been reported, here or,
 * for names that mean nothing, by the check of the definition.
 */
export class Evaluator {
  constructor(
    private readonly report: Report,
    private readonly shapeOf: (value: ValueId) => Shape,
  ) {}

  /** The value as one of a parameter's type; `what` names the parameter in messages. */
  as(type: ParameterType, expression: Ast.Expression, scope: Scope, what: string): Value | undefined {
    const words = wordsOf(type);
    const value =
      words.length > 0 ? this.wordOr(words, expression, scope, what) : this.evaluate(expression, scope);
    if (value === undefined) return undefined;
    const converted = convert(value, type);
    if ("kind" in converted) return converted;
    const message = `${what} takes ${converted.expected}, not ${showValue(value)}`;
    this.report.error(converted.code, message, expression.span);
    return undefined;
  }

  int(expression: Ast.Expression, scope: Scope, what: string, min: number): number | undefined {
    const value = this.as({ kind: "int", min }, expression, scope, what);
    return value?.kind === "int" ? value.value : undefined;
  }

  bool(expression: Ast.Expression, scope: Scope, what: string): boolean | undefined {
    const value = this.as({ kind: "bool" }, expression, scope, what);
    return value?.kind === "bool" ? value.value : undefined;
  }

  number(expression: Ast.Expression, scope: Scope, what: string): number | undefined {
    const value = this.as({ kind: "float", min: -Infinity, max: Infinity }, expression, scope, what);
    return isNumber(value) ? value.value : undefined;
  }

  /** `real` where a division of ints may leave a fraction, since the result is rounded. */
  evaluate(expression: Ast.Expression, scope: Scope, real = false): Value | undefined {
    switch (expression.kind) {
      case "number":
        return { kind: expression.integer ? "int" : "float", value: expression.value };
      case "kernel":
        return { kind: "kernel", extents: expression.extents };
      case "boolean":
        return { kind: "bool", value: expression.value };
      case "reference": {
        const entry = scope.lookup(expression.name.text);
        return entry?.kind === "variable" ? entry.value : undefined;
      }
      case "field":
        return this.field(expression, scope);
      case "call":
        return this.call(expression, scope);
      case "tuple": {
        const items = expression.items.map((item) => this.evaluate(item, scope));
        return items.every((item) => item !== undefined) ? { kind: "tuple", items } : undefined;
      }
      case "unary":
        return this.unary(expression, scope, real);
      case "binary":
        return this.binary(expression, scope, real);
    }
  }

  /** A bare name is a word, unless a variable has that name. */
  private wordOr(
    words: readonly string[],
    expression: Ast.Expression,
    scope: Scope,
    what: string,
  ): Value | undefined {
    if (expression.kind !== "reference" || scope.lookup(expression.name.text)) {
      return this.evaluate(expression, scope);
    }
    const word = expression.name.text;
    if (words.includes(word)) return { kind: "word", word, words };
    const help = didYouMean(word, words) ?? `it may be ${words.map((one) => `\`${one}\``).join(", ")}`;
    this.report.error("CNN0204", `${what} does not take the word \`${word}\``, expression.span, help);
    return undefined;
  }

  private field(expression: Ast.Expression & { kind: "field" }, scope: Scope): Value | undefined {
    const { of, field, span } = expression;
    const entry = scope.lookup(of.text);
    if (of.text === "in" && entry === undefined) {
      this.report.error("CNN0305", "nothing has entered this body, so `in` has no extents", of.span);
    }
    if (entry?.kind !== "tensor" || entry.flow.kind !== "value") return undefined;
    const shape = this.shapeOf(entry.flow.value);
    const extent = fieldOf(field.text, shape);
    if (typeof extent === "number") return { kind: "int", value: extent };
    if (extent !== undefined) {
      const message = `\`${of.text}\` is ${showShape(shape)} and has no ${field.text}`;
      this.report.error("CNN0301", message, span, `${extent.of} have ${field.text}`);
    }
    return undefined;
  }

  private call(expression: Ast.Expression & { kind: "call" }, scope: Scope): Value | undefined {
    const { callee, span } = expression;
    const definition = functionNamed(callee.text);
    if (definition === undefined) return undefined;
    const values = expression.arguments.map((argument) => this.evaluate(argument, scope, definition.real));
    const known = values.filter((value) => value !== undefined);
    const [minimum, maximum] = definition.arity;
    if (known.length < values.length || known.length < minimum || known.length > maximum) return undefined;
    const value = definition.apply(known);
    if (value === undefined) {
      const message = `\`${callee.text}\` takes ${definition.takes}, not ${known.map(showValue).join(", ")}`;
      this.report.error("CNN0204", message, span);
    }
    return value && isNumber(value) ? this.sound(checkedNumber(value.kind, value.value), span) : value;
  }

  private unary(
    expression: Ast.Expression & { kind: "unary" },
    scope: Scope,
    real: boolean,
  ): Value | undefined {
    const value = this.evaluate(expression.operand, scope, real);
    if (value === undefined) return undefined;
    if (expression.operator === "-" && isNumber(value)) return { ...value, value: 0 - value.value };
    if (expression.operator === "not" && value.kind === "bool") return { kind: "bool", value: !value.value };
    const takes = expression.operator === "-" ? "a number" : "true or false";
    const message = `\`${expression.operator}\` takes ${takes}, not ${showValue(value)}`;
    this.report.error("CNN0204", message, expression.span);
    return undefined;
  }

  private binary(
    expression: Ast.Expression & { kind: "binary" },
    scope: Scope,
    real: boolean,
  ): Value | undefined {
    const { operator, span } = expression;
    if (operator === "and" || operator === "or") return this.logic(expression, operator, scope);
    const left = this.operand(expression.left, expression.right, scope, real);
    const right = this.operand(expression.right, expression.left, scope, real);
    return left && right && this.sound(applyBinary(operator, left, right, real), span);
  }

  /** An operand of a comparison with a word may be a bare word of the same type. */
  private operand(
    expression: Ast.Expression,
    other: Ast.Expression,
    scope: Scope,
    real: boolean,
  ): Value | undefined {
    if (expression.kind === "reference" && other.kind === "reference") {
      const entry = scope.lookup(other.name.text);
      const value = entry?.kind === "variable" ? entry.value : undefined;
      if (value?.kind === "word") {
        return this.wordOr(value.words, expression, scope, `\`${other.name.text}\``);
      }
    }
    return this.evaluate(expression, scope, real);
  }

  /** The right side is not evaluated where the left one decides. */
  private logic(
    expression: Ast.Expression & { kind: "binary" },
    operator: "and" | "or",
    scope: Scope,
  ): Value | undefined {
    const left = this.bool(expression.left, scope, `\`${operator}\``);
    if (left === undefined) return undefined;
    if (left === (operator === "or")) return { kind: "bool", value: left };
    const right = this.bool(expression.right, scope, `\`${operator}\``);
    return right === undefined ? undefined : { kind: "bool", value: right };
  }

  private sound(result: Value | Fault, span: Span): Value | undefined {
    if (!(result instanceof Fault)) return result;
    this.report.error(result.code, result.message, span, result.help);
    return undefined;
  }
}
