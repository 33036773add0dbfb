import type * as Ast from "../syntax/ast.js";
import { checkArguments, matchArguments } from "./arguments.js";
import { builtins, nameOf, type Callee } from "./callee.js";
import type { FileScope, OperatorDefinitions } from "./link.js";
import type { Report } from "./report.js";
import { slotsOf } from "./signature.js";
import type { Type } from "./types.js";
import type { LayerValue, Value } from "./values.js";

/** What names at file level may mean. */
export interface LayerNames {
  readonly operators: OperatorDefinitions;
  /** Mentions of blocks that would never end; reported, and left out. */
  readonly recursive: ReadonlySet<Ast.Name>;
}

/** The value of an argument as one of its parameter's type. */
export type Evaluate = (type: Type, expression: Ast.Expression, what: string) => Value | undefined;

/** A block of the file or an operator, without any arguments. */
export function layerNamed(
  name: Ast.Name,
  file: FileScope,
  { operators, recursive }: LayerNames,
  report: Report,
): LayerValue | undefined {
  if (recursive.has(name)) return undefined;
  const bare = (callee: Callee): LayerValue => ({ kind: "layer", callee, given: new Map() });
  const linked = file.get(name.text);
  if (linked) {
    const { target } = linked;
    return target?.definition.kind === "block" ? bare({ kind: "block", target }) : undefined;
  }
  const builtin = builtins.get(name.text);
  if (builtin) return bare(builtin);
  const definition = operators.get(name.text);
  if (definition?.syntax.kind === "call") return bare({ kind: "operator", definition });
  report.error("CNN0101", `no parameter or constant is called \`${name.text}\``, name.span);
  return undefined;
}

/**
 * The layer with what a call gives it besides; `complete` where it is applied, and may lack nothing. Arguments without
 * a name are for the parameters that are still open.
 */
export function giveArguments(
  layer: LayerValue,
  name: Ast.Name,
  list: readonly Ast.Argument[],
  complete: boolean,
  evaluate: Evaluate,
  report: Report,
): LayerValue | undefined {
  const open = slotsOf(layer.callee).filter((slot) => !layer.given.has(slot.name));
  const slots = complete ? open : open.map((slot) => ({ ...slot, optional: true }));
  if (!checkArguments(name, slots, list, report)) return undefined;
  const matched = matchArguments(
    open.map((slot) => slot.name),
    list,
  );
  const given = new Map(layer.given);
  for (const slot of open) {
    const expression = matched.get(slot.name)?.value;
    if (expression === undefined) continue;
    const what = `\`${slot.name}\` of \`${nameOf(layer.callee)}\``;
    given.set(slot.name, { value: evaluate(slot.type, expression, what), span: expression.span });
  }
  return { ...layer, given };
}
