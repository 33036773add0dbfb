import type { OperatorDefinition } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { builtins, type DefinitionTarget } from "./callee.js";
import { functionNames } from "./functions.js";
import { importedPath } from "./modules.js";
import type { Report } from "./report.js";
import { didYouMean } from "./suggest.js";

export type OperatorDefinitions = ReadonlyMap<string, OperatorDefinition>;

/** What a name at file level stands for. */
export interface Linked {
  readonly declared: Ast.Name;
  /** Absent for a constant, and where an import failed; what uses that name is not reported again. */
  readonly target?: DefinitionTarget;
  readonly constant?: { readonly constant: Ast.Constant; readonly file: string };
}

/** Blocks, models and constants that a file defines or imports, by name. */
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
  const declare = (linked: Linked): void => {
    const { declared } = linked;
    const earlier = scope.get(declared.text);
    if (earlier) reportDuplicate(declared, earlier.declared, report);
    else if (!reportGlobal(declared, operators, report)) scope.set(declared.text, linked);
  };
  for (const declaration of declarationsOf(file)) declare(linkTo(declaration, declaration.name, file));
  for (const { from, names } of file.imports) {
    const source = files.get(importedPath(file.path, from.text) ?? "");
    for (const name of names) declare(source ? imported(name, source, report) : { declared: name });
  }
  return scope;
}

type Declaration = Ast.Definition | Ast.Constant;

/** In the order of the text, where the second of two equal names is the one at fault. */
function declarationsOf(file: Ast.File): readonly Declaration[] {
  return [...file.definitions, ...file.constants].sort((a, b) => a.span.start - b.span.start);
}

function linkTo(declaration: Declaration, declared: Ast.Name, { path }: Ast.File): Linked {
  return declaration.kind === "constant"
    ? { declared, constant: { constant: declaration, file: path } }
    : { declared, target: { definition: declaration, file: path } };
}

function imported(name: Ast.Name, source: Ast.File, report: Report): Linked {
  const declarations = declarationsOf(source);
  const found = declarations.find((candidate) => candidate.name.text === name.text);
  if (found === undefined) {
    const exported = declarations.filter((candidate) => candidate.exported);
    const help = didYouMean(
      name.text,
      exported.map((candidate) => candidate.name.text),
    );
    report.error("CNN0101", `${source.path} has no \`${name.text}\``, name.span, help);
    return { declared: name };
  }
  if (!found.exported) {
    report.error("CNN0105", `\`${name.text}\` is not exported by ${source.path}`, [
      { span: name.span, text: "imported here" },
      { span: found.name.span, text: `write \`export\` before this ${found.kind}` },
    ]);
  }
  return linkTo(found, name, source);
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
  const isOperator = builtins.has(name.text) || operators.get(name.text)?.syntax.kind === "call";
  if (!isOperator && !functionNames.includes(name.text)) return false;
  const what = isOperator ? "an operator" : "a function";
  report.error("CNN0102", `\`${name.text}\` is the name of ${what}`, name.span, "choose another name");
  return true;
}
