import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Who may import whom. A folder may always import itself; what is not listed may not be imported. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  grammar: ["diagnostics"],
  diagnostics: [],
  syntax: ["grammar", "diagnostics"],
  ir: ["diagnostics"],
  program: ["ir"],
  ops: ["ir", "program", "diagnostics"],
  elaborate: ["syntax", "ops", "ir", "diagnostics"],
  recover: ["syntax", "ops", "ir", "diagnostics"],
  reference: ["ops", "ir"],
  passes: ["ops", "ir", "diagnostics"],
  analysis: ["ops", "ir", "program"],
  diagram: ["analysis", "ops", "ir", "diagnostics"],
  schedule: ["program", "ops", "ir", "diagnostics"],
  emit: ["program", "ir", "diagnostics"],
  "targets/cpu": ["schedule", "emit", "program", "ops", "ir", "diagnostics"],
  "targets/webgpu": ["schedule", "emit", "program", "ops", "ir", "diagnostics"],
  "targets/auto": ["targets/cpu", "targets/webgpu", "emit", "program", "diagnostics"],
  formats: ["diagnostics"],
  "formats/onnx": ["formats", "ops", "ir", "diagnostics"],
  runtime: [],
  api: [
    ..."grammar diagnostics syntax ir program ops elaborate recover reference passes analysis diagram schedule emit targets/cpu targets/webgpu targets/auto formats formats/onnx runtime".split(
      " ",
    ),
  ],
  node: ["api", "diagnostics"],
  vite: ["node", "api", "diagnostics"],
  cli: ["node", "api", "diagnostics"],
};

/** Packages outside the standard library of the language, by the folders that may use them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  grammar: ["chevrotain"],
  syntax: ["chevrotain", "prettier"],
  formats: ["pngjs", "jpeg-js", "node:buffer", "node:zlib"],
  "formats/onnx": ["@bufbuild/protobuf"],
  diagram: ["elkjs"],
  "targets/cpu": ["wabt"],
  api: ["prettier", "diff", "@humanwhocodes/momoa"],
  node: ["node:"],
  vite: ["vite", "node:"],
  cli: ["commander", "node:"],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return name.endsWith(".ts") ? [path] : [];
  });
}

const files = [...sourceFiles(join(root, "src")), ...sourceFiles(join(root, "grammar"))];

function importsOf(file: string): string[] {
  return ts
    .preProcessFile(readFileSync(file, "utf8"), true, true)
    .importedFiles.map(({ fileName }) => fileName);
}

/** `src/targets/cpu/emit/names.ts` is of `targets/cpu`, `grammar/parser.ts` of `grammar`: the longest folder with a rule. */
function folderOf(file: string): string {
  const parts = relative(root, file).split(sep);
  if (parts[0] === "grammar") return "grammar";
  const [, folder = "", inner = ""] = parts;
  return `${folder}/${inner}` in arrows ? `${folder}/${inner}` : folder;
}

function resolved(file: string, specifier: string): string {
  return join(dirname(file), specifier.replace(/\.js$/, ".ts"));
}

const internal: Import[] = files.flatMap((from) =>
  importsOf(from)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => ({ from, to: resolved(from, specifier) })),
);

/** Strongly connected files, found by removing files that import nothing left. */
function cyclic(edges: readonly Import[]): string[] {
  let left = edges;
  for (;;) {
    const sources = new Set(left.map(({ from }) => from));
    const targets = new Set(left.map(({ to }) => to));
    const next = left.filter(({ from, to }) => sources.has(to) && targets.has(from));
    if (next.length === left.length) return [...sources].map((file) => relative(root, file)).sort();
    left = next;
  }
}

describe("the house", () => {
  it("has no folder without a rule", () => {
    const folders = new Set(files.map(folderOf).filter((folder) => !folder.endsWith(".ts")));
    expect([...folders].filter((folder) => !(folder in arrows))).toEqual([]);
  });

  it("has only the arrows that are drawn", () => {
    const wrong = internal.filter(({ from, to }) => {
      const [source, target] = [folderOf(from), folderOf(to)];
      // `src/index.ts` is a public entry.
      return source !== target && !source.endsWith(".ts") && !(arrows[source] ?? []).includes(target);
    });
    expect(wrong.map(({ from, to }) => `${relative(root, from)} imports ${relative(root, to)}`)).toEqual([]);
  });

  it("has no import cycles", () => {
    expect(cyclic(internal)).toEqual([]);
  });

  it("uses packages only where they belong", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !specifier.startsWith("."))
        .filter((specifier) => !(packages[folderOf(file)] ?? []).some((name) => specifier.startsWith(name)))
        .map((specifier) => `${relative(root, file)} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});
