import { readKernel } from "../syntax/literals.js";
import type * as Ast from "../syntax/ast.js";
import type { Evaluator } from "./expressions.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";
import { formals } from "./signature.js";
import { didYouMean } from "./suggest.js";
import { convert } from "./types.js";
import type { Value } from "./values.js";

/** Values given from outside, as `--set` does: a kernel such as `3x3` and a word arrive as text. */
export type ParameterSettings = Readonly<Record<string, number | boolean | string>>;

/** The scope of a model's parameters, and those that have a value. */
export function modelParameters(
  definition: Ast.Definition,
  settings: ParameterSettings,
  file: Scope,
  evaluator: Evaluator,
  report: Report,
): { readonly scope: Scope; readonly values: ReadonlyMap<string, Value> } {
  const scope = file.nested();
  const values = new Map<string, Value>();
  const list = formals(definition);
  for (const formal of list) {
    const setting = Object.hasOwn(settings, formal.name) ? settings[formal.name] : undefined;
    let value: Value | undefined;
    if (setting !== undefined) {
      const converted = convert(readSetting(setting), formal.type);
      if ("kind" in converted) value = converted;
      else {
        const message = `\`${formal.name}\` takes ${converted.expected}, and was set to ${setting}`;
        report.error(converted.code, message, formal.span);
      }
    } else if (formal.default) {
      value = evaluator.as(formal.type, formal.default, scope, `\`${formal.name}\``);
    } else {
      const help =
        formal.type.kind === "tensor"
          ? `a tensor comes into a model by input ${formal.name}: [C, H, W]`
          : `give it a default, as in ${formal.name} = …, or set it when compiling`;
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

/** Text that is no kernel is a word, which suits no type but words. */
function readSetting(setting: number | boolean | string): Value {
  if (typeof setting === "boolean") return { kind: "bool", value: setting };
  if (typeof setting === "number") {
    return { kind: Number.isSafeInteger(setting) ? "int" : "float", value: setting };
  }
  const extents = /^\d+(x\d+)*$/.test(setting) ? readKernel(setting) : undefined;
  return extents ? { kind: "kernel", extents } : { kind: "word", word: setting, words: [] };
}
