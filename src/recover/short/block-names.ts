import type * as Ast from "../../syntax/ast.js";
import type { Drafts } from "./draft.js";
import type { Occurrence } from "./occurrences.js";
import { innerElements, sortOfConv } from "./skeleton.js";

/** The path that all layers of an occurrence have in common: that of the module which they were. */
export function calledAt({ steps }: Occurrence): string {
  const paths = elementsOf(steps).flatMap((element) =>
    element.kind === "layer" && element.alias ? [element.alias.text.split(".")] : [],
  );
  const [first = [], ...others] = paths;
  const length = first.findIndex((part, index) => others.some((path) => path[index] !== part));
  return first.slice(0, length < 0 ? first.length : length).join(".");
}

function elementsOf(steps: Occurrence["steps"]): readonly Ast.Element[] {
  return steps.flatMap((one) => (one.kind === "element" ? innerElements(one.element) : []));
}

/** A name for a block: what it is known as, or else what it is made of. */
export function blockName(found: readonly Occurrence[], drafts: Drafts): string {
  const [first] = found;
  const base = first ? structuralName(first.steps, drafts) : "unit";
  let name = base;
  for (let number = 2; drafts.isTaken(name); number += 1) name = `${base}_${number}`;
  return name;
}

function structuralName(steps: Occurrence["steps"], drafts: Drafts): string {
  const elements = elementsOf(steps);
  const layers = elements.filter((element) => element.kind === "layer");
  const convs = layers.filter(({ callee }) => callee.text === "conv");
  const sorts = convs.map(sortOfConv);
  const joins = elements.filter((element) => element.kind === "join");
  const has = (kind: Ast.Element["kind"]): boolean => elements.some((element) => element.kind === kind);
  const blocks = new Set(drafts.blocks.map(({ name }) => name.text));
  const concat = joins.find(({ joiner }) => joiner.text === "concat");
  if (joins.some(({ joiner }) => joiner.text === "mul") && convs.length <= 2) return "squeeze_excite";
  if (sorts.includes("depthwise") && convs.length === 3) return "inverted_residual";
  if (has("residual")) return convs.length === 3 && sorts[0] === "pointwise" ? "bottleneck" : "residual_unit";
  if (concat) return concat.branches.length > 2 ? "inception" : "joined";
  if (layers.length <= 3 && convs.length === 1) return ["conv", ...layers.slice(1).map(shortName)].join("_");
  if (convs.length === 2 && layers.length <= 6) return "double_conv";
  if (layers.some(({ callee }) => blocks.has(callee.text))) return "stage";
  return "unit";
}

function shortName({ callee: { text } }: Ast.Layer): string {
  return text.endsWith("norm") ? "norm" : text;
}
