import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** `--strict` and more, in a program that knows no types of Node's. */
const strict: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  types: [],
  noEmit: true,
  skipDefaultLibCheck: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  paths: { "cnnc/runtime": [`${root}src/runtime/index.ts`] },
};

/**
 * What TypeScript says against files in memory, by path; they see each other, and `cnnc/runtime`. They know the web's
 * types, or those of the libraries that are said.
 */
export function typeErrors(
  files: ReadonlyMap<string, string>,
  lib: readonly string[] = ["lib.es2023.d.ts", "lib.dom.d.ts"],
): readonly string[] {
  const options: ts.CompilerOptions = { ...strict, lib: [...lib] };
  const folder = `${root}in-memory/`;
  const host = ts.createCompilerHost(options, true);
  const texts = new Map([...files].map(([path, text]) => [folder + path, text]));
  texts.set(`${folder}package.json`, '{ "type": "module" }');
  const entries = [...texts.keys()].filter((path) => path.endsWith(".ts"));
  const program = ts.createProgram(entries, options, {
    ...host,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    directoryExists: (path) => `${path}/`.startsWith(folder) || (host.directoryExists?.(path) ?? true),
    getSourceFile: (path, version) => {
      const text = texts.get(path) ?? host.readFile(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, version, true);
    },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const { line = 0 } = file?.getLineAndCharacterOfPosition(start) ?? {};
    const place = file === undefined ? "" : `${file.fileName.replace(folder, "")}:${line + 1}: `;
    return `${place}${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
