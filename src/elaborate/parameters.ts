import type * as Ast from "../syntax/ast.js";
import type { Evaluator } from "./expressions.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";
import { settingValue, type ParameterSettings } from "./settings.js";
import { formals } from "./signature.js";
import { didYouMean } from "./suggest.js";
import type { Value } from "./values.js";

/** The scope of a model's parameters, and those that have a value. */
export function modelParameters(
  definition: Ast.Definition,
  settings: ParameterSettings,
  file: Scope,
  evaluatorFor: (report: Report) => Evaluator,
  report: Report,
): { readonly scope: Scope; readonly values: ReadonlyMap<string, Value> } {
  const evaluator = evaluatorFor(report);
  const scope = file.nested();
  const values = new Map<string, Value>();
  const list = formals(definition);
  for (const formal of list) {
    const setting = Object.hasOwn(settings, formal.name) ? settings[formal.name] : undefined;
    let value: Value | undefined;
    if (setting !== undefined) {
      const set = settingValue(formal, setting, file, evaluatorFor);
      if ("kind" in set) value = set;
      else report.error(set.code, set.message, formal.span);
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
