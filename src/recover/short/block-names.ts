import type * as Ast from "../../syntax/ast.js";
import { isName } from "../../syntax/words.js";
import type { Drafts } from "./draft.js";
import type { Occurrence } from "./occurrences.js";
import { innerElements, sortOfConv } from "./skeleton.js";
import { stepsOf } from "./steps.js";

/** The path that all layers of an occurrence have in common: that of the module which they were. */
export function calledAt({ steps }: Occurrence): string {
  const paths = elementsOf(steps).flatMap((element) =>
    element.kind === "layer" && element.alias ? [modulesOf(element.alias.text)] : [],
  );
  const [first = [], ...others] = paths;
  const length = first.findIndex((part, index) => others.some((path) => path[index] !== part));
  return first.slice(0, length < 0 ? first.length : length).join(".");
}

/**
 * The parts of a path. PyTorch repeats those around a part and has the operator last:
 * `/layer1/layer1.0/conv1/Conv` is `layer1.0.conv1`.
 */
function modulesOf(path: string): readonly string[] {
  if (!path.startsWith("/")) return path.split(".");
  const parts = path.split("/").filter((part) => part !== "");
  return parts.slice(0, -1).map((part, index) => {
    const around = `${parts[index - 1] ?? ""}.`;
    return part.startsWith(around) ? part.slice(around.length) : part;
  });
}

function elementsOf(steps: Occurrence["steps"]): readonly Ast.Element[] {
  return steps.flatMap((one) => (one.kind === "element" ? innerElements(one.element) : []));
}

/** A name for a block: what its instances have been called, or else what it is made of. */
export function blockName(found: readonly Occurrence[], drafts: Drafts): string {
  const [first] = found;
  const common = commonName(found);
  const isOperator = common !== undefined && drafts.operators.has(common);
  const base = (isOperator ? undefined : common) ?? (first ? structuralName(first.steps) : "unit");
  let name = drafts.isTaken(base) && drafts.operators.has(base) ? `${base}_unit` : base;
  for (let number = 2; drafts.isTaken(name); number += 1) name = `${base}_${number}`;
  return name;
}

/** What most instances were called but for a number, `bottleneck` of `stage2.0.bottleneck1`, unless it says nothing. */
function commonName(found: readonly Occurrence[]): string | undefined {
  const names = found.map((occurrence) => {
    const name = calledAt(occurrence).split(".").at(-1) ?? "";
    return name.replace(/_?\d+[a-z]?$/, "").toLowerCase();
  });
  const name = names.find((one) => names.filter((other) => other === one).length * 2 > names.length) ?? "";
  const isWord = /^[a-z][a-z_]{3,}$/.test(name) && isName(name) && !meaningless.includes(name);
  return isWord ? name : undefined;
}

/** Names of what holds layers, whatever they are, and of functions of the language. */
const meaningless: readonly string[] = [
  ...["features", "layers", "layer", "blocks", "stages", "model", "module", "backbone", "body", "shared"],
  ...["floor", "ceil", "round", "multiple", "length", "kernel", "split", "residual"],
];

function structuralName(steps: Occurrence["steps"]): string {
  const elements = elementsOf(steps);
  const [residual] = elements.flatMap((element) => (element.kind === "residual" ? [element] : []));
  const main = residual ? elementsOf(stepsOf(residual.body)) : elements;
  const layers = main.filter((element) => element.kind === "layer");
  const sorts = layers.filter(({ callee }) => callee.text === "conv").map(sortOfConv);
  const joined = (joiner: string): Ast.Join | undefined =>
    elements.filter((element) => element.kind === "join").find((join) => join.joiner.text === joiner);
  const concat = joined("concat");
  const [first] = elements;
  if (sorts.includes("depthwise"))
    return joined("mul") && sorts.length > 2 ? "mbconv" : depthwiseName(sorts, concat);
  if (joined("mul")) return sorts.length === 2 ? "squeeze_excite" : "gate";
  if (residual) return sorts.length === 3 && sorts[0] === "pointwise" ? "bottleneck" : "residual_unit";
  if (concat) return concat.branches.length > 2 ? "inception" : passesOn(concat) ? "dense_layer" : "join";
  if (sorts.length === 1 && layers.length <= 3 && first?.kind === "layer" && first.callee.text === "conv") {
    return ["conv", ...layers.slice(1).map(shortName)].join("_");
  }
  return layers.some(({ callee }) => callee.text.endsWith("pool")) && sorts.length === 1
    ? "transition"
    : "unit";
}

/** Whether the first branch is what enters. */
function passesOn({ branches: [first] }: Ast.Join): boolean {
  const [only, ...others] = first ? elementsOf(stepsOf(first.body)) : [];
  const isLayer = only?.kind === "layer" && only.callee.text === "identity";
  return others.length === 0 && (only?.kind === "in" || isLayer);
}

function depthwiseName(sorts: readonly string[], concat: Ast.Join | undefined): string {
  if (concat) return "shuffle_unit";
  return sorts[0] === "pointwise" ? "inverted_residual" : "separable";
}

function shortName({ callee: { text } }: Ast.Layer): string {
  return text.endsWith("norm") ? "norm" : text;
}
