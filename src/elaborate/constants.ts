import type * as Ast from "../syntax/ast.js";
import { checkConstants, constantVariable } from "./check.js";
import type { Evaluator } from "./expressions.js";
import type { FileScope, OperatorDefinitions } from "./link.js";
import { dependenciesFirst } from "./modules.js";
import type { Report } from "./report.js";
import { Scope } from "./scope.js";
import { typeOf } from "./signature.js";
import { StaticScope } from "./static-scope.js";

type Files = ReadonlyMap<string, Ast.File>;
type Linked = ReadonlyMap<string, FileScope>;

/** What each file's definitions see of constants, which are checked on the way. */
export function staticScopes(
  files: Files,
  linked: Linked,
  operators: OperatorDefinitions,
  report: Report,
): ReadonlyMap<string, StaticScope> {
  const scopes = new Map<string, StaticScope>();
  for (const file of dependenciesFirst(files)) {
    const names: FileScope = linked.get(file.path) ?? new Map();
    const scope = new StaticScope(undefined);
    for (const { declared, constant } of names.values()) {
      if (declared && constant && constant.file !== file.path)
        scope.declare(declared, constantVariable(constant.constant));
    }
    checkConstants(own(file, names), names, scope, operators, report);
    scopes.set(file.path, scope);
  }
  return scopes;
}

/** Evaluates the constants of all files. */
export function fileScopes(files: Files, linked: Linked, evaluator: Evaluator): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>();
  for (const file of dependenciesFirst(files)) {
    const names: FileScope = linked.get(file.path) ?? new Map();
    const scope = Scope.ofFile(names);
    for (const { declared, constant } of names.values()) {
      if (declared === undefined || constant === undefined || constant.file === file.path) continue;
      const entry = scopes.get(constant.file)?.lookup(constant.constant.name.text);
      scope.define(declared.text, entry ?? { kind: "variable", value: undefined });
    }
    for (const constant of own(file, names)) defineConstant(constant, scope, evaluator);
    scopes.set(file.path, scope);
  }
  return scopes;
}

export function defineConstant(constant: Ast.Constant, scope: Scope, evaluator: Evaluator): void {
  const { name, type, value: expression } = constant;
  const value = type
    ? evaluator.as(typeOf(type), expression, scope, `\`${name.text}\``)
    : evaluator.evaluate(expression, scope);
  scope.define(name.text, { kind: "variable", value });
}

/** A file's constants whose names are theirs alone. */
function own(file: Ast.File, names: FileScope): readonly Ast.Constant[] {
  return file.constants.filter((constant) => names.get(constant.name.text)?.constant?.constant === constant);
}
