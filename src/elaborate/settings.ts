import type { Code } from "../diagnostics/diagnostic.js";
import { parseFile } from "../syntax/build.js";
import type * as Ast from "../syntax/ast.js";
import { readKernel } from "../syntax/literals.js";
import type { Evaluator } from "./expressions.js";
import { Report } from "./report.js";
import type { Scope } from "./scope.js";
import type { Formal } from "./signature.js";
import { convert } from "./types.js";
import type { Value } from "./values.js";

/** Values given from outside, as `--set` does; text is a word, or an expression of the language. */
export type ParameterSettings = Readonly<Record<string, number | boolean | string>>;

type Setting = ParameterSettings[string];

/** Why a setting is no value of its parameter. */
export interface Misfit {
  readonly code: Code;
  readonly message: string;
}

/** What a parameter is set to. Expressions see the constants and blocks of the model's file, `scope`. */
export function settingValue(
  { name, type }: Formal,
  setting: Setting,
  scope: Scope,
  evaluatorFor: (report: Report) => Evaluator,
): Value | Misfit {
  const isExpression = type.kind === "layer" || scope.lookup(String(setting)) !== undefined;
  const plain = isExpression ? undefined : readPlain(setting);
  if (plain !== undefined) {
    const converted = convert(plain, type);
    if ("kind" in converted) return converted;
    const message = `\`${name}\` takes ${converted.expected}, and was set to ${setting}`;
    return { code: converted.code, message };
  }
  const expression = readExpression(String(setting));
  const findings = new Report();
  const value = "kind" in expression && evaluatorFor(findings).as(type, expression, scope, `\`${name}\``);
  if (value) return value;
  const { code, message } = "kind" in expression ? (findings.diagnostics[0] ?? noValue) : expression;
  return { code, message: `\`${name}\` was set to ${setting}: ${message}` };
}

const noValue: Misfit = { code: "CNN0204", message: "this is no value" };

/** A number, a bool, a kernel or a word; `undefined` for other text. */
function readPlain(setting: Setting): Value | undefined {
  if (typeof setting === "boolean") return { kind: "bool", value: setting };
  if (typeof setting === "number") {
    return { kind: Number.isSafeInteger(setting) ? "int" : "float", value: setting };
  }
  const extents = /^\d+(x\d+)*$/.test(setting) ? readKernel(setting) : undefined;
  if (extents) return { kind: "kernel", extents };
  return /^\w+$/.test(setting) ? { kind: "word", word: setting, words: [] } : undefined;
}

function readExpression(text: string): Ast.Expression | Misfit {
  const { file, diagnostics } = parseFile(`const setting = ${text}`, "");
  const [constant, ...others] = file.constants;
  const [finding] = diagnostics;
  if (finding) return finding;
  const alone = others.length + file.definitions.length + file.imports.length === 0;
  return constant && alone ? constant.value : noValue;
}
