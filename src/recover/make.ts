import type { Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "../syntax/ast.js";

// Nodes of a tree that nobody has written: none of them has a place.

function nowhere(): Span {
  return { file: "", start: 0, end: 0 };
}

export function name(text: string): Ast.Name {
  return { text, span: nowhere() };
}

export function number(value: number, integer = Number.isInteger(value)): Ast.Expression {
  if (value < 0) return { kind: "unary", operator: "-", operand: number(-value, integer), span: nowhere() };
  return { kind: "number", value, integer, literal: literalOf(value, integer), span: nowhere() };
}

/** The shortest of the ways to write a number. */
function literalOf(value: number, integer: boolean): string {
  const plain = String(value);
  if (integer) return plain;
  const scientific = value.toExponential();
  const decimal = /[.e]/.test(plain) ? plain : `${plain}.0`;
  return scientific.length < decimal.length ? scientific : decimal;
}

export function boolean(value: boolean): Ast.Expression {
  return { kind: "boolean", value, span: nowhere() };
}

export function reference(text: string): Ast.Expression {
  return { kind: "reference", name: name(text), span: nowhere() };
}

export function kernel(extents: readonly number[]): Ast.Expression {
  return { kind: "kernel", extents, span: nowhere() };
}

export function collection(kind: "tuple" | "list", items: readonly Ast.Expression[]): Ast.Expression {
  return { kind, items, span: nowhere() };
}

export function binary(
  left: Ast.Expression,
  operator: Ast.BinaryOperator,
  right: Ast.Expression,
): Ast.Expression {
  return { kind: "binary", operator, left, right, span: nowhere() };
}

export function callOf(callee: string, given: readonly Ast.Argument[]): Ast.Expression {
  if (given.length === 0) return reference(callee);
  return { kind: "call", callee: name(callee), arguments: given, span: nowhere() };
}

export function argument(value: Ast.Expression, parameter?: string): Ast.Argument {
  return {
    kind: "argument",
    name: parameter === undefined ? undefined : name(parameter),
    value,
    span: nowhere(),
  };
}

export function shape(extents: readonly number[]): Ast.ShapeExpression {
  return { kind: "shape", extents: extents.map((extent) => number(extent)), span: nowhere() };
}

/** A call of a layer, or, without arguments and name, a bound value. */
export function layer(callee: string, given: readonly Ast.Argument[] = [], alias?: string): Ast.Layer {
  return {
    kind: "layer",
    callee: name(callee),
    arguments: given.length === 0 ? undefined : given,
    alias: alias === undefined ? undefined : name(alias),
    shape: undefined,
    span: nowhere(),
  };
}

export function entering(): Ast.Element {
  return { kind: "in", shape: undefined, span: nowhere() };
}

export function chain(elements: readonly Ast.Element[]): Ast.Chain {
  return { kind: "chain", elements, span: nowhere() };
}

export function body(statements: readonly Ast.Statement[]): Ast.Body {
  return { kind: "body", statements, span: nowhere() };
}

export function binding(names: readonly string[], made: Ast.Chain): Ast.Binding {
  return { kind: "binding", names: names.map(name), chain: made, span: nowhere() };
}

export function repeat(count: number, index: string | undefined, repeated: Ast.Body): Ast.Repeat {
  const counter = index === undefined ? undefined : name(index);
  return {
    kind: "repeat",
    count: number(count),
    index: counter,
    body: repeated,
    shape: undefined,
    span: nowhere(),
  };
}

/** A body for each item of a list; several names take an item apart. */
export function loop(names: readonly string[], list: Ast.Expression, repeated: Ast.Body): Ast.Loop {
  const apart = names.length > 1;
  const rest = { index: undefined, shape: undefined, span: nowhere() };
  return { kind: "for", names: names.map(name), apart, list, body: repeated, ...rest };
}

export function conditional(
  arms: readonly { readonly condition: Ast.Expression; readonly body: Ast.Body }[],
  otherwise: Ast.Body | undefined,
): Ast.Conditional {
  return { kind: "if", arms, otherwise, shape: undefined, span: nowhere() };
}

export function residual(main: Ast.Body, shortcut: Ast.Body | undefined, alias: string): Ast.Residual {
  const rest = { when: undefined, alias: name(alias), shape: undefined, span: nowhere() };
  return { kind: "residual", body: main, shortcut, ...rest };
}

export function join(joiner: string, branches: readonly Ast.Branch[], alias: string): Ast.Join {
  const rest = { alias: name(alias), shape: undefined, span: nowhere() };
  return { kind: "join", joiner: name(joiner), branches, ...rest };
}

/** A branch, without braces where its body is a chain. */
export function branch(label: string | undefined, inner: Ast.Body): Ast.Branch {
  const [only] = inner.statements;
  const isBare = inner.statements.length === 1 && only?.kind === "chain";
  const written = isBare ? { ...inner, span: only.span } : inner;
  const named = label === undefined ? undefined : name(label);
  return { kind: "branch", name: named, body: written, span: nowhere() };
}

export function input(
  init: Omit<Ast.Input, "kind" | "span" | "name"> & { readonly name: string },
): Ast.Input {
  return { kind: "input", ...init, name: name(init.name), span: nowhere() };
}

export function picture(given: readonly Ast.Argument[]): Ast.Picture {
  return { kind: "picture", arguments: given, span: nowhere() };
}

export function output(
  init: Pick<Ast.Output, "chain" | "training" | "doc"> & {
    readonly name: string;
    readonly labels: readonly string[] | undefined;
  },
): Ast.Output {
  const labels = init.labels && {
    kind: "labels" as const,
    from: undefined,
    items: init.labels.map(name),
    span: nowhere(),
  };
  return { kind: "output", ...init, name: name(init.name), labels, span: nowhere() };
}

export function tap(label: string, made: Ast.Chain | undefined, doc: string): Ast.Tap {
  return { kind: "tap", name: name(label), chain: made, doc, span: nowhere() };
}

export function share(label: string, shared: Ast.Expression): Ast.Share {
  return { kind: "share", name: name(label), layer: shared, span: nowhere() };
}

export function results(chains: readonly Ast.Chain[]): Ast.Results {
  return { kind: "return", chains, span: nowhere() };
}

export function parameter(label: string, kind: "tensor" | "layer"): Ast.Parameter {
  const type: Ast.Type =
    kind === "tensor" ? { kind, shape: undefined, span: nowhere() } : { kind, span: nowhere() };
  return { kind: "parameter", name: name(label), type, default: undefined, span: nowhere() };
}

export function definition(
  init: Pick<Ast.Definition, "kind" | "parameters" | "body" | "doc"> & { readonly name: string },
): Ast.Definition {
  const rest = { exported: false, takes: undefined, gives: undefined, span: nowhere() };
  return { ...init, name: name(init.name), ...rest };
}

export function file(definitions: readonly Ast.Definition[]): Ast.File {
  return { kind: "file", path: "", imports: [], constants: [], definitions, lost: [], span: nowhere() };
}
