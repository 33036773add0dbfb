import type { OperatorDefinition } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { functionNames } from "./functions.js";
import { importedPath } from "./modules.js";
import type { Report } from "./report.js";
import { didYouMean } from "./suggest.js";

export type OperatorDefinitions = ReadonlyMap<string, OperatorDefinition>;

/** What a name at file level stands for. */
export interface Linked {
  readonly declared: Ast.Name;
  /** Absent where an import failed; what uses the name is not reported again. */
  readonly target: { readonly definition: Ast.Definition; readonly file: string } | undefined;
}

/** Blocks and models that a file defines or imports, by name. */
export type FileScope = ReadonlyMap<string, Linked>;

export function linkFiles(
  files: ReadonlyMap<string, Ast.File>,
  operators: OperatorDefinitions,
  report: Report,
): ReadonlyMap<string, FileScope> {
  return new Map([...files].map(([path, file]) => [path, linkFile(file, files, operators, report)]));
}

function linkFile(
  file: Ast.File,
  files: ReadonlyMap<string, Ast.File>,
  operators: OperatorDefinitions,
  report: Report,
): FileScope {
  const scope = new Map<string, Linked>();
  const declare = (declared: Ast.Name, target: Linked["target"]): void => {
    const earlier = scope.get(declared.text);
    if (earlier) reportDuplicate(declared, earlier.declared, report);
    else if (!reportGlobal(declared, operators, report)) scope.set(declared.text, { declared, target });
  };
  for (const definition of file.definitions) declare(definition.name, { definition, file: file.path });
  for (const { from, names } of file.imports) {
    const source = files.get(importedPath(file.path, from.text) ?? "");
    for (const name of names) declare(name, source && imported(name, source, report));
  }
  return scope;
}

function imported(name: Ast.Name, source: Ast.File, report: Report): Linked["target"] {
  const definition = source.definitions.find((candidate) => candidate.name.text === name.text);
  if (definition === undefined) {
    const exported = source.definitions.filter((candidate) => candidate.exported);
    const help = didYouMean(
      name.text,
      exported.map((candidate) => candidate.name.text),
    );
    report.error("CNN0101", `${source.path} has no \`${name.text}\``, name.span, help);
    return undefined;
  }
  if (!definition.exported) {
    report.error("CNN0105", `\`${name.text}\` is not exported by ${source.path}`, [
      { span: name.span, text: "imported here" },
      { span: definition.name.span, text: `write \`export\` before this ${definition.kind}` },
    ]);
  }
  return { definition, file: source.path };
}

export function reportDuplicate(name: Ast.Name, earlier: Ast.Name, report: Report): void {
  const help = "a name means one thing wherever it can be seen; choose another";
  const labels = [
    { span: name.span, text: "declared again here" },
    { span: earlier.span, text: "already declared here" },
  ];
  report.error("CNN0102", `the name \`${name.text}\` is taken`, labels, help);
}

/** True, and a report, where a name is that of an operator or a function. */
export function reportGlobal(name: Ast.Name, operators: OperatorDefinitions, report: Report): boolean {
  const isOperator = operators.get(name.text)?.syntax.kind === "call";
  if (!isOperator && !functionNames.includes(name.text)) return false;
  const what = isOperator ? "an operator" : "a function";
  report.error("CNN0102", `\`${name.text}\` is the name of ${what}`, name.span, "choose another name");
  return true;
}
