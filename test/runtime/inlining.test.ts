import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../src/runtime", import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && file !== "index.ts")
  .map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return { file, source: ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) };
  });

/** Names that a statement declares at the top level; `undefined` for a statement that cannot be inlined. */
function declared(statement: ts.Statement): readonly string[] | undefined {
  if (ts.isImportDeclaration(statement)) return [];
  if (ts.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    const names = declarations.map(({ name }) => name).filter(ts.isIdentifier);
    return flags & ts.NodeFlags.Const && names.length === declarations.length
      ? names.map((name) => name.text)
      : undefined;
  }
  const isDeclaration =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  if (!isDeclaration || statement.name === undefined) return undefined;
  const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  return isDefault === true ? undefined : [statement.name.text];
}

describe.each(files)("runtime/$file", ({ file, source }) => {
  it("holds declarations only", () => {
    const others = source.statements.filter((statement) => declared(statement) === undefined);
    expect(others.map((statement) => statement.getText(source))).toEqual([]);
  });

  it("imports by name, and nothing outside the runtime", () => {
    for (const statement of source.statements.filter(ts.isImportDeclaration)) {
      const from = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : "";
      expect(from).toMatch(/^\.\.?\/.*\.js$/);
      expect(relative(root, join(root, dirname(file), from))).not.toMatch(/^\.\./);
      const bindings = statement.importClause?.namedBindings;
      expect(bindings !== undefined && ts.isNamedImports(bindings)).toBe(true);
      const renamed = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
      expect(renamed.filter(({ propertyName }) => propertyName !== undefined)).toEqual([]);
    }
  });
});

it("no two files declare the same name", () => {
  const names = files.flatMap(({ source }) =>
    source.statements.flatMap((statement) => declared(statement) ?? []),
  );
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
