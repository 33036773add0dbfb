import type { Label, Span } from "../diagnostics/diagnostic.js";
import type { BlockInstance, Origin } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";

/** Where in the network an expansion stands. */
export interface Frame {
  /** Local names of the definition's sites. */
  readonly names: ReadonlyMap<Ast.Element, string>;
  /** Scopes from the model's body down, each with a dot behind it. */
  readonly prefix: string;
  /** What paths of weights begin with: the same, but inside a shared block. */
  readonly weights: string;
  readonly blocks: readonly BlockInstance[];
  /** The calls that led here, innermost first. */
  readonly calls: readonly Label[];
}

const shownCalls = 3;

function pathOf(frame: Frame, site: Ast.Element): string {
  return frame.prefix + localName(frame, site);
}

export function localName(frame: Frame, site: Ast.Element): string {
  return frame.names.get(site) ?? site.kind;
}

export function originOf(frame: Frame, site: Ast.Element): Origin {
  return { path: pathOf(frame, site), blocks: frame.blocks, span: site.span };
}

/** Where a layer keeps its weights; `home` is where a shared one does. */
export function weightsOf(frame: Frame, site: Ast.Element, home: string | undefined): string {
  return home ?? frame.weights + localName(frame, site);
}

/** The frame of a scope inside the same definition: an iteration, a branch, a shortcut. */
export function scoped(frame: Frame, scope: string): Frame {
  return { ...frame, prefix: `${frame.prefix}${scope}.`, weights: `${frame.weights}${scope}.` };
}

/** The labels of a finding, with the calls through which it was reached. */
export function traced(frame: Frame, labels: readonly Label[]): readonly Label[] {
  return [...labels, ...frame.calls.slice(0, shownCalls)];
}

/** The frame of a block's body. */
export function called(
  frame: Frame,
  site: Ast.Layer,
  { name, doc }: Ast.Definition,
  names: Frame["names"],
  home: string | undefined,
): Frame {
  const path = pathOf(frame, site);
  const call: Label = { span: callSpan(site), text: `in this call, ${path}` };
  return {
    names,
    prefix: `${path}.`,
    weights: `${weightsOf(frame, site, home)}.`,
    blocks: [...frame.blocks, { block: name.text, path, ...(doc && { doc }) }],
    calls: [call, ...frame.calls],
  };
}

/** The call itself, without `as` and shape. */
export function callSpan({ callee, arguments: given, span }: Ast.Layer): Span {
  const last = given?.at(-1);
  const end = last ? last.span.end + 1 : callee.span.end + (given ? 2 : 0);
  return { ...span, end: Math.min(span.end, end) };
}
