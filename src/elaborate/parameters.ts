import { readKernel } from "../syntax/literals.js";
import type { ParameterType } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import type { Evaluator } from "./expressions.js";
import type { Report } from "./report.js";
import { Scope } from "./scope.js";
import { formals } from "./signature.js";
import { didYouMean } from "./suggest.js";
import { convert, showValue, wordsOf, type Value } from "./values.js";

/** Values given from outside, as `--set` does: a kernel such as `3x3` and a word arrive as text. */
export type ParameterSettings = Readonly<Record<string, number | boolean | string>>;

/** The scope of a model's parameters, and those that have a value. */
export function modelParameters(
  definition: Ast.Definition,
  settings: ParameterSettings,
  evaluator: Evaluator,
  report: Report,
): { readonly scope: Scope; readonly values: ReadonlyMap<string, Value> } {
  const scope = new Scope();
  const values = new Map<string, Value>();
  const list = formals(definition);
  for (const formal of list) {
    const setting = Object.hasOwn(settings, formal.name) ? settings[formal.name] : undefined;
    let value: Value | undefined;
    if (setting !== undefined) {
      const read = readSetting(setting, formal.type);
      const converted = read && convert(read, formal.type);
      if (converted && "kind" in converted) value = converted;
      else {
        const shown = read ? showValue(read) : String(setting);
        const expected = converted ? `takes ${converted.expected}, and` : "has another type, and";
        const message = `\`${formal.name}\` ${expected} was set to ${shown}`;
        report.error(converted?.code ?? "CNN0204", message, formal.span);
      }
    } else if (formal.default) {
      value = evaluator.as(formal.type, formal.default, scope, `\`${formal.name}\``);
    } else {
      const help = `give it a default, as in ${formal.name} = …, or set it when compiling`;
      report.error("CNN0202", `the model's parameter \`${formal.name}\` has no value`, formal.span, help);
    }
    scope.define(formal.name, { kind: "variable", value });
    if (value) values.set(formal.name, value);
  }
  const names = list.map(({ name }) => name);
  for (const name of Object.keys(settings)) {
    if (names.includes(name)) continue;
    const known = names.length === 0 ? "it has no parameters" : `it has ${names.join(", ")}`;
    const message = `the model \`${definition.name.text}\` has no parameter \`${name}\``;
    report.error("CNN0201", message, definition.name.span, didYouMean(name, names) ?? known);
  }
  return { scope, values };
}

function readSetting(setting: number | boolean | string, type: ParameterType): Value | undefined {
  if (typeof setting === "boolean") return { kind: "bool", value: setting };
  if (typeof setting === "number") {
    if (!Number.isFinite(setting)) return undefined;
    return { kind: Number.isSafeInteger(setting) ? "int" : "float", value: setting };
  }
  const words = wordsOf(type);
  if (words.length > 0) return { kind: "word", word: setting, words };
  const extents = /^\d+(x\d+)*$/.test(setting) ? readKernel(setting) : undefined;
  return extents && { kind: "kernel", extents };
}
