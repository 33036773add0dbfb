import { error, type Diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "../syntax/ast.js";
import { parseFile } from "../syntax/build.js";
import { walk } from "./cycles.js";
import { labelFiles } from "./label-files.js";
import { relativePath } from "./relative.js";
import { standardLibrary, standardLibraryPath } from "./standard-library.js";

export interface Modules {
  readonly entry: string;
  /** Every file that the entry needs, by path. */
  readonly files: ReadonlyMap<string, Ast.File>;
  readonly sources: ReadonlyMap<string, string>;
  /** The files of labels that the entry names, by path; those that can be read are among the sources. */
  readonly labels: ReadonlyMap<string, string | Unreadable>;
  /** What is wrong inside the files, as far as parsing goes. */
  readonly syntaxErrors: readonly Diagnostic[];
  /** All that is wrong with the files and between them, errors of syntax included. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Why a file cannot be read, as a clause: `it is a folder`. */
export interface Unreadable {
  readonly reason: string;
}

/** A folder that holds a link to itself has files without end. */
const maximumFiles = 1000;

/** Characters of a file: some thousand layers, one a line. */
const maximumCharacters = 2 ** 18;

/** What a decoder puts in the place of bytes that are not UTF-8. */
const replacement = "\uFFFD";

/** Reads and parses a file and all that it imports. */
export function loadModules(entry: string, read: (path: string) => string | Unreadable): Modules {
  const files = new Map<string, Ast.File>();
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const syntaxErrors: Diagnostic[] = [];

  const load = (path: string, importedAt: Span): void => {
    const text = path === standardLibraryPath ? standardLibrary : read(path);
    if (typeof text !== "string") {
      const message = `${path} cannot be read: ${text.reason}`;
      diagnostics.push(error("CNN0004", message, [{ span: importedAt, text: "" }]));
      return;
    }
    if (text.length > maximumCharacters) {
      const message = `${path} has ${text.length} characters, more than 2^18`;
      const help = "write what is repeated as a block, or with `repeat`, or in a file of its own";
      diagnostics.push(error("CNN0307", message, [{ span: importedAt, text: "" }], help));
      return;
    }
    sources.set(path, text);
    const undecoded = undecodedIn(text, path);
    if (undecoded) {
      diagnostics.push(undecoded);
      return;
    }
    const { file, diagnostics: findings } = parseFile(text, path);
    files.set(path, file);
    diagnostics.push(...findings);
    syntaxErrors.push(...findings);
  };

  const requested = new Set([entry]);
  load(entry, { file: entry, start: 0, end: 0 });
  // Files that are added while the loop runs are visited too.
  for (const file of files.values()) {
    for (const { from } of file.imports) {
      const path = importedPath(file.path, from.text);
      if (path === undefined) {
        const help =
          'write a path relative to this file, as in "./blocks.cnn", or "std" for the standard library';
        const message = `"${from.text}" is not the path of a module`;
        diagnostics.push(error("CNN0004", message, [{ span: from.span, text: "" }], help));
      } else if (!requested.has(path)) {
        requested.add(path);
        if (requested.size <= maximumFiles) load(path, from.span);
        if (requested.size !== maximumFiles + 1) continue;
        const message = `${entry} needs more than ${maximumFiles} files`;
        diagnostics.push(error("CNN0307", message, [{ span: from.span, text: "" }]));
      }
    }
  }
  const entryFile = files.get(entry);
  const labels = new Map([...(entryFile ? labelFiles(entryFile) : [])].map((path) => [path, read(path)]));
  for (const [path, text] of labels) if (typeof text === "string") sources.set(path, text);
  const all = [...diagnostics, ...importCycles(files)];
  return { entry, files, sources, labels, syntaxErrors, diagnostics: all };
}

/** What is wrong with a text that was not UTF-8. */
export function undecodedIn(text: string, path: string): Diagnostic | undefined {
  const start = text.indexOf(replacement);
  if (start < 0) return undefined;
  const span = { file: path, start, end: start + 1 };
  const help = "save the file as UTF-8, in which editors write by default";
  return error("CNN0005", `${path} is not UTF-8 text`, [{ span, text: "" }], help);
}

/** The path of an imported file; `undefined` where the import is neither `std` nor a relative `.cnn` file. */
export function importedPath(importer: string, from: string): string | undefined {
  if (from === standardLibraryPath) return standardLibraryPath;
  if (!/^\.\.?\/[^\\\0]*\.cnn$/.test(from)) return undefined;
  return relativePath(importer, from);
}

function walkImports(files: ReadonlyMap<string, Ast.File>) {
  return walk([...files.values()], (file) =>
    file.imports.flatMap((site) => {
      const target = files.get(importedPath(file.path, site.from.text) ?? "");
      return target ? [{ target, site }] : [];
    }),
  );
}

/** The files, each after those that it imports. */
export function dependenciesFirst(files: ReadonlyMap<string, Ast.File>): readonly Ast.File[] {
  return walkImports(files).order;
}

function importCycles(files: ReadonlyMap<string, Ast.File>): Diagnostic[] {
  return walkImports(files).cycles.map(({ members, way, site }) => {
    const cycle = [...members, members[0]].map((file) => file?.path ?? "").join(" -> ");
    const help = "move what both need into a file of its own";
    const labels = [
      { span: site.from.span, text: "closes the cycle" },
      ...way.map(({ from }) => ({ span: from.span, text: "on the way" })),
    ];
    return error("CNN0103", `modules import each other: ${cycle}`, labels, help);
  });
}
