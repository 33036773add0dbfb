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
  /** Absent for a name that a syntax error may have taken away. */
  readonly declared?: Ast.Name;
  /** Absent for a constant, and where an error has left nothing; what uses that name is not reported again. */
  readonly target?: DefinitionTarget;
  readonly constant?: { readonly constant: Ast.Constant; readonly file: string };
}

/** Blocks, models and constants that a file defines or imports, by name. */
export type FileScope = ReadonlyMap<string, Linked>;

/** Links the names of all files; what `isBroken` says of a declaration, its name is known and nothing else. */
export function linkFiles(
  files: ReadonlyMap<string, Ast.File>,
  isBroken: (declaration: Declaration) => boolean,
  operators: OperatorDefinitions,
  report: Report,
): ReadonlyMap<string, FileScope> {
  const link = (declaration: Declaration, name: Ast.Name, file: Ast.File): Linked =>
    isBroken(declaration) ? { declared: name } : linkTo(declaration, name, file);
  const linkFile = (file: Ast.File): FileScope => {
    const scope = new Map<string, Linked>();
    const declare = (declared: Ast.Name, linked: Linked): void => {
      const earlier = scope.get(declared.text)?.declared;
      if (earlier) reportDuplicate(declared, earlier, report);
      else if (!reportGlobal(declared, operators, report)) scope.set(declared.text, linked);
    };
    for (const declaration of declarationsOf(file)) {
      declare(declaration.name, link(declaration, declaration.name, file));
    }
    for (const { from, names } of file.imports) {
      const source = files.get(importedPath(file.path, from.text) ?? "");
      for (const name of names) {
        const found = source && imported(name, source, report);
        declare(name, source && found ? link(found, name, source) : { declared: name });
      }
    }
    for (const name of file.lost) if (!scope.has(name)) scope.set(name, {});
    return scope;
  };
  return new Map([...files].map(([path, file]) => [path, linkFile(file)]));
}

export type Declaration = Ast.Definition | Ast.Constant;

/** In the order of the text, where the second of two equal names is the one at fault. */
function declarationsOf(file: Ast.File): readonly Declaration[] {
  return [...file.definitions, ...file.constants].sort((a, b) => a.span.start - b.span.start);
}

function linkTo(declaration: Declaration, declared: Ast.Name, { path }: Ast.File): Linked {
  return declaration.kind === "constant"
    ? { declared, constant: { constant: declaration, file: path } }
    : { declared, target: { definition: declaration, file: path } };
}

function imported(name: Ast.Name, source: Ast.File, report: Report): Declaration | undefined {
  const declarations = declarationsOf(source);
  const found = declarations.find((candidate) => candidate.name.text === name.text);
  if (found === undefined) {
    if (source.lost.includes(name.text)) return undefined;
    const exported = declarations.filter((candidate) => candidate.exported);
    const help = didYouMean(
      name.text,
      exported.map((candidate) => candidate.name.text),
    );
    report.error("CNN0101", `${source.path} has no \`${name.text}\``, name.span, help);
    return undefined;
  }
  if (!found.exported) {
    report.error("CNN0105", `\`${name.text}\` is not exported by ${source.path}`, [
      { span: name.span, text: "imported here" },
      { span: found.name.span, text: `write \`export\` before this ${found.kind}` },
    ]);
  }
  return found;
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
