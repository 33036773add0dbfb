import type { Span } from "../diagnostics/diagnostic.js";
import type { TensorType, ValueId } from "../ir/graph.js";
import { showShape } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import { matchArguments } from "./arguments.js";
import { applyBinary, checkedNumber, Fault } from "./arithmetic.js";
import { fieldOf } from "./fields.js";
import { functionNamed, type CompileTimeFunction } from "./functions.js";
import { giveArguments, layerNamed, type Evaluate, type LayerNames } from "./layer-values.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";
import { didYouMean } from "./suggest.js";
import { convert, paddingWords, wordsOf, type Type } from "./types.js";
import {
  collection,
  isCollection,
  isNumber,
  showValue,
  type Collection,
  type LayerValue,
  type Value,
} from "./values.js";

/** Values in one list or tuple, through all that are inside. */
const maximumSize = 10_000;

/**
 * Evaluates expressions. `undefined` is a value that an error has left unknown: the error has been reported, here or,
 * for names that mean nothing, by the check of the definition.
 */
export class Evaluator {
  constructor(
    private readonly report: Report,
    private readonly callables: LayerNames,
    private readonly typeOf: (value: ValueId) => TensorType,
  ) {}

  /** The value as one of a parameter's type; `what` names the parameter in messages. */
  as(type: Type, expression: Ast.Expression, scope: Scope, what: string): Value | undefined {
    const value = this.expecting(type, expression, scope, what);
    if (value === undefined) return undefined;
    const converted = convert(value, type);
    if ("kind" in converted) return converted;
    const isRounded = type.kind === "int" && value.kind === "float";
    const help = isRounded
      ? "it is a float; write floor(…), ceil(…) or round(…) to make an int of it"
      : undefined;
    const message = `${what} takes ${converted.expected}, not ${showValue(value)}`;
    this.report.error(converted.code, message, expression.span, help);
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
      case "reference":
        return this.named(expression.name, scope);
      case "field":
        return this.field(expression, scope);
      case "call":
        return this.call(expression, scope);
      case "tuple":
      case "list":
        return this.collection(
          expression,
          expression.items.map((item) => this.evaluate(item, scope)),
        );
      case "index":
        return this.item(expression, scope);
      case "choice": {
        const chosen = this.chosen(expression, scope);
        return chosen && this.evaluate(chosen, scope, real);
      }
      case "unary":
        return this.unary(expression, scope, real);
      case "binary":
        return this.binary(expression, scope, real);
    }
  }

  /** The items of a list, each as its parts: itself, or where `parts` is given what it consists of. */
  items(
    expression: Ast.Expression,
    scope: Scope,
    parts: number | undefined,
  ): readonly (readonly Value[])[] | undefined {
    const list = this.evaluate(expression, scope);
    if (list === undefined) return undefined;
    if (list.kind !== "list") {
      const message = `\`for\` takes a list, not ${showValue(list)}`;
      this.report.error("CNN0204", message, expression.span, "write [a, b, c], or repeat n as i { … }");
      return undefined;
    }
    if (parts === undefined) return list.items.map((item) => [item]);
    const misfit = list.items.findIndex((item) => item.kind !== "tuple" || item.items.length !== parts);
    if (misfit < 0) return list.items.map((item) => (isCollection(item) ? item.items : []));
    const shown = list.items.slice(misfit, misfit + 1).map((item) => showValue(item));
    const message = `item ${misfit} of the list, ${shown.join("")}, is not a tuple of ${parts}`;
    this.report.error("CNN0204", message, expression.span);
    return undefined;
  }

  /** What a name stands for that is no tensor: a value, or a block or operator as a layer. */
  named(name: Ast.Name, scope: Scope): Value | undefined {
    const entry = scope.lookup(name.text);
    if (entry?.kind === "variable") return entry.value;
    if (entry) {
      this.report.error("CNN0206", `\`${name.text}\` is a tensor, not a number`, name.span);
      return undefined;
    }
    return layerNamed(name, scope.file, this.callables, this.report);
  }

  /** The layer with what a call gives it besides; `complete` where it is applied, and may lack nothing. */
  give(
    layer: LayerValue,
    name: Ast.Name,
    list: readonly Ast.Argument[],
    scope: Scope,
    complete: boolean,
  ): LayerValue | undefined {
    const evaluate: Evaluate = (type, expression, what) => this.as(type, expression, scope, what);
    return giveArguments(layer, name, list, complete, evaluate, this.report);
  }

  /** The value, where bare words may stand if the type has them. */
  private expecting(type: Type, expression: Ast.Expression, scope: Scope, what: string): Value | undefined {
    if (expression.kind === "choice") {
      const chosen = this.chosen(expression, scope);
      return chosen && this.expecting(type, chosen, scope, what);
    }
    if (type.kind === "list" && expression.kind === "list") {
      const items = expression.items.map((item) => this.expecting(type.item, item, scope, "an item"));
      return this.collection(expression, items);
    }
    if (type.kind === "shape" && expression.kind === "list") {
      const items = expression.items.map((item) => this.wordOr(wordsOf(type), item, scope, "an extent"));
      return this.collection(expression, items);
    }
    if (type.kind === "tuple" && expression.kind === "tuple") {
      const items = expression.items.map((item, index) => {
        const wanted = type.items[index];
        return wanted ? this.expecting(wanted, item, scope, "a part") : this.evaluate(item, scope);
      });
      return this.collection(expression, items);
    }
    if (type.kind === "tensor" && expression.kind === "reference") {
      const entry = scope.lookup(expression.name.text);
      if (entry?.kind === "tensor") return { kind: "tensor", flow: entry.flow };
    }
    const words = wordsOf(type);
    return words.length > 0 ? this.wordOr(words, expression, scope, what) : this.evaluate(expression, scope);
  }

  private chosen(
    { arms, otherwise }: Ast.Expression & { kind: "choice" },
    scope: Scope,
  ): Ast.Expression | undefined {
    for (const { condition, value } of arms) {
      const holds = this.bool(condition, scope, "`if`");
      if (holds === undefined) return undefined;
      if (holds) return value;
    }
    return otherwise;
  }

  private collection(
    { kind, span }: Ast.Expression & { kind: Collection["kind"] },
    items: readonly (Value | undefined)[],
  ): Value | undefined {
    const known = items.filter((item) => item !== undefined);
    if (known.length < items.length) return undefined;
    const value = collection(kind, known);
    if (value.size <= maximumSize) return value;
    this.report.error("CNN0205", `a ${kind} has at most ${maximumSize} values in all`, span);
    return undefined;
  }

  private item(expression: Ast.Expression & { kind: "index" }, scope: Scope): Value | undefined {
    const of = this.evaluate(expression.of, scope);
    const index = this.int(expression.index, scope, "an index", 0);
    if (of === undefined || index === undefined) return undefined;
    if (!isCollection(of)) {
      const message = `only lists and tuples have items, not ${showValue(of)}`;
      this.report.error("CNN0204", message, expression.of.span);
      return undefined;
    }
    const item = of.items[index];
    if (item === undefined) {
      const message = `there is no item ${index}: the ${of.kind} has ${of.items.length}, counted from 0`;
      this.report.error("CNN0205", message, expression.index.span);
    }
    return item;
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
      reportNothingEntered(of.span, this.report);
    }
    if (entry?.kind !== "tensor" || entry.flow.kind !== "value") return undefined;
    const { shape, dtype } = this.typeOf(entry.flow.value);
    if (dtype !== "f32") {
      this.report.error("CNN0301", `\`${of.text}\` holds classes and has no ${field.text}`, span);
      return undefined;
    }
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
    if (definition === undefined) {
      const layer = this.named(callee, scope);
      if (layer?.kind === "layer") return this.give(layer, callee, expression.arguments, scope, false);
      if (layer) this.notALayer(layer, callee.span);
      return undefined;
    }
    const given = argumentsOf(definition, expression.arguments);
    const needed = definition.parameters?.filter(({ optional }) => !optional).length ?? 1;
    const values = given.map(({ value }) => this.evaluate(value, scope, definition.real));
    const known = values.filter((value) => value !== undefined);
    if (known.length < values.length || known.length < needed) return undefined;
    const value = definition.apply(known);
    if (value === undefined) {
      const shown = known.map((one) => showValue(one)).join(", ");
      this.report.error("CNN0204", `\`${callee.text}\` takes ${definition.takes}, not ${shown}`, span);
    }
    return value && isNumber(value) ? this.sound(checkedNumber(value.kind, value.value), span) : value;
  }

  /** Reports a value that was called like a layer. */
  notALayer(value: Value, span: Span): void {
    this.report.error("CNN0101", `this is ${showValue(value)}, not a layer`, span);
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
      if (entry !== undefined && value === undefined) return undefined; // Perhaps a word of an unknown type.
      const isPadding = paddingWords.includes(expression.name.text);
      if (value?.kind === "word" || isPadding) {
        const words = value?.kind === "word" ? value.words : paddingWords;
        return this.wordOr(words, expression, scope, `\`${other.name.text}\``);
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

/** `in` stands in a model's own body. */
export function reportNothingEntered(span: Span, report: Report): void {
  const help = "`in` is the value that entered a block, branch or other body; name an input or a bound value";
  report.error("CNN0305", "nothing enters a model's own body", span, help);
}

/** In the order of the function's parameters. */
function argumentsOf(
  { parameters }: CompileTimeFunction,
  given: readonly Ast.Argument[],
): readonly Ast.Argument[] {
  if (parameters === undefined) return given;
  const names = parameters.map(({ name }) => name);
  const matched = matchArguments(names, given);
  return names.flatMap((name) => matched.get(name) ?? []);
}
