import type { OperatorDefinition, Parameter } from "../../ops/definition.js";
import type * as Ast from "../../syntax/ast.js";
import { parametersOf } from "../arguments.js";
import * as make from "../make.js";
import { keyOf, rewritten } from "../rewrite.js";

/** Padding that may be written `same`, as {@link argumentsOf} notes it: what it is in numbers. */
export function sameAs(expression: Ast.Expression): Ast.Expression | undefined {
  return expression.kind === "call" && expression.callee.text === "same"
    ? expression.arguments[0]?.value
    : undefined;
}

/** The file as people write calls of operators: no defaults, no names of layers that the language gives, no shapes. */
export function withoutDefaults<T>(tree: T, operators: ReadonlyMap<string, OperatorDefinition>): T {
  return rewritten(tree, (node) => {
    if ("kind" in node && node.kind === "call") {
      const call = node as Extract<Ast.Expression, { kind: "call" }>;
      const operator = operators.get(call.callee.text);
      if (operator) return make.callOf(call.callee.text, shortArguments(operator, call.arguments));
      return sameAs(call) ? settledPadding(call) : node;
    }
    if ("kind" in node && node.kind === "picture") return shortPicture(node as Ast.Picture);
    return "kind" in node && elementKinds.includes(String(node.kind))
      ? plain(node as Ast.Element, operators)
      : node;
  });
}

const elementKinds: readonly string[] = ["layer", "in", "repeat", "for", "if", "residual", "join"];

function settledPadding(padding: Ast.Expression): Ast.Expression {
  const number = sameAs(padding);
  const isNone = number?.kind === "number" && number.value === 0;
  return isNone ? number : make.reference("same");
}

function plain(element: Ast.Element, operators: ReadonlyMap<string, OperatorDefinition>): Ast.Element {
  if (element.kind === "residual" || element.kind === "join")
    return { ...element, alias: undefined, shape: undefined };
  if (element.kind !== "layer") return { ...element, shape: undefined };
  const operator = operators.get(element.callee.text);
  const given =
    operator && element.arguments ? shortArguments(operator, element.arguments) : element.arguments;
  return {
    ...element,
    alias: undefined,
    shape: undefined,
    arguments: given?.length === 0 ? undefined : given,
  };
}

/** `split(2)` for parts of as many channels each. */
export function withEvenSplits<T>(tree: T): T {
  return rewritten(tree, (node) => {
    const isSplit = "callee" in node && (node.callee as Ast.Name).text === "split" && "alias" in node;
    return isSplit ? evenSplit(node as Ast.Layer) : node;
  });
}

function evenSplit(split: Ast.Layer): Ast.Layer {
  const [given] = split.arguments ?? [];
  const items = given?.value.kind === "list" ? given.value.items : [];
  const isEven = items.length > 0 && items.every((item) => keyOf(item) === keyOf(items[0]));
  return isEven ? { ...split, arguments: [make.argument(make.number(items.length))] } : split;
}

/** Arguments of an operator by their parameters. */
function byName(
  operator: OperatorDefinition,
  given: readonly Ast.Argument[],
): ReadonlyMap<string, Ast.Expression> {
  const parameters = parametersOf(operator);
  return new Map(given.map(({ name, value }, index) => [name?.text ?? parameters[index]?.name ?? "", value]));
}

/** What must be given stands first, without names; what has its default does not stand at all. */
function shortArguments(
  operator: OperatorDefinition,
  given: readonly Ast.Argument[],
): readonly Ast.Argument[] {
  const parameters = parametersOf(operator);
  const values = byName(operator, given);
  const isPositional = ({ default: fallback, like }: Parameter): boolean =>
    (fallback === undefined && like === undefined) || parameters.length === 1;
  return parameters.flatMap((parameter) => {
    const value = values.get(parameter.name);
    if (value === undefined || isDefault(parameter, value, values)) return [];
    const isFirst = isPositional(parameter);
    return [make.argument(isFirst ? value : even(value), isFirst ? undefined : parameter.name)];
  });
}

function isDefault(
  { default: fallback, like, type }: Parameter,
  value: Ast.Expression,
  values: ReadonlyMap<string, Ast.Expression>,
): boolean {
  const other = like === undefined ? undefined : values.get(like);
  if (other !== undefined) return keyOf(even(other)) === keyOf(even(value));
  if (fallback === undefined) return false;
  if (value.kind === "number") return value.value === (fallback === "none" ? 0 : fallback);
  if (value.kind === "boolean") return value.value === fallback;
  return type.kind !== "padding" && value.kind === "reference" && value.name.text === fallback;
}

/** One number for a kernel that is as long along every axis. */
function even(value: Ast.Expression): Ast.Expression {
  const [first, ...others] = value.kind === "kernel" ? value.extents : [];
  return first !== undefined && others.every((extent) => extent === first) ? make.number(first) : value;
}

function shortPicture(picture: Ast.Picture): Ast.Picture {
  const defaults: Readonly<Record<string, readonly number[]>> = {
    range: [0, 1],
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
  const given = picture.arguments.filter(({ name, value }) => {
    const fallback = defaults[name?.text ?? ""];
    const items = value.kind === "tuple" ? value.items : [value];
    return !fallback || items.some((item, index) => item.kind !== "number" || item.value !== fallback[index]);
  });
  return { ...picture, arguments: given };
}
