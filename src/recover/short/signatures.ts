import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";
import { keyOf, rewritten } from "../rewrite.js";
import { channels, mentions } from "./parameters.js";

/**
 * Definitions whose parameters have the defaults that most calls want, and calls that are given the rest: first what has
 * no default, in order, then the rest by name.
 */
export function withSignatures(definitions: readonly Ast.Definition[]): readonly Ast.Definition[] {
  const signatures = new Map<string, readonly Ast.Parameter[]>();
  for (const definition of definitions) {
    if (definition.kind !== "block") continue;
    const calls = definitions.flatMap((other) => callsOf(other, definition.name.text));
    const parameters = definition.parameters.map((parameter): Ast.Parameter => {
      return { ...parameter, default: defaultOf(parameter, calls) };
    });
    const isOpen = (parameter: Ast.Parameter): boolean => parameter.default === undefined;
    const tensors = parameters.filter(({ type }) => type?.kind === "tensor");
    const others = parameters.filter(({ type }) => type?.kind !== "tensor");
    signatures.set(definition.name.text, [
      ...tensors,
      ...others.filter(isOpen),
      ...others.filter((parameter) => !isOpen(parameter)),
    ]);
  }
  return definitions.map((definition) => {
    const takes = mentions(definition.body, channels) ? definition.takes : undefined;
    const parameters = signatures.get(definition.name.text) ?? definition.parameters;
    const written = rewritten(definition, (node) => {
      const callee = "callee" in node ? (node.callee as Ast.Name).text : "";
      const signature = signatures.get(callee);
      return signature && "arguments" in node
        ? { ...node, arguments: given(node as Ast.Layer, signature) }
        : node;
    });
    return { ...written, parameters, takes };
  });
}

function callsOf(definition: Ast.Definition, block: string): readonly Ast.Layer[] {
  const calls: Ast.Layer[] = [];
  rewritten(definition, (node) => {
    if ("callee" in node && (node.callee as Ast.Name).text === block) calls.push(node as Ast.Layer);
    return node;
  });
  return calls;
}

/** What more than half of the calls are given, unless it is what a block is about: its widths. */
function defaultOf({ name, type }: Ast.Parameter, calls: readonly Ast.Layer[]): Ast.Expression | undefined {
  const values = calls.flatMap(({ arguments: given }) =>
    (given ?? []).flatMap((argument) => (argument.name?.text === name.text ? [argument.value] : [])),
  );
  const isBasic = /^(width|inner|units|size|depth|expansion)\d*$/.test(name.text);
  if (type?.kind === "tensor" || isBasic) return undefined;
  const counts = new Map<string, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  const isSaid = (value: Ast.Expression): boolean => value.kind === "number" || value.kind === "boolean";
  return values.find((value) => isSaid(value) && (counts.get(keyOf(value)) ?? 0) * 2 >= values.length);
}

function given(call: Ast.Layer, signature: readonly Ast.Parameter[]): readonly Ast.Argument[] | undefined {
  const values = new Map((call.arguments ?? []).map(({ name, value }) => [name?.text ?? "", value]));
  const written = signature.flatMap(({ name, default: fallback }) => {
    const value = values.get(name.text);
    if (value === undefined || (fallback && keyOf(fallback) === keyOf(value))) return [];
    const isNamed = fallback !== undefined || value.kind === "boolean";
    return [make.argument(value, isNamed ? name.text : undefined)];
  });
  return written.length === 0 ? undefined : written;
}
