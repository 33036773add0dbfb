/**
 * Reads a source file of the runtime by its path inside `runtime/`, without its ending: `cpu/conv2d`. TypeScript or
 * the JavaScript made of it, as the emitted format asks.
 */
export type ReadRuntime = (path: string) => string;

interface RuntimeFile {
  readonly imports: readonly string[];
  /** Every name at the top level. */
  readonly names: readonly string[];
  /** The source without imports and `export`. */
  readonly text: string;
}

export interface RuntimeBundle {
  readonly names: ReadonlySet<string>;
  readonly text: string;
}

/** The files that define `wanted`, and all that they import, each once; dependencies come first. */
export function bundleRuntime(entries: readonly string[], read: ReadRuntime): RuntimeBundle {
  const files = new Map<string, RuntimeFile>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    const file = parseRuntimeFile(read(path), path);
    // Held while its imports are visited, so that a cycle ends; moved behind them then.
    files.set(path, file);
    file.imports.forEach(visit);
    files.delete(path);
    files.set(path, file);
  };
  entries.forEach(visit);
  const all = [...files.values()];
  return {
    names: new Set(all.flatMap((file) => file.names)),
    text: all.map((file) => file.text).join("\n"),
  };
}

const importStatement = /^import\s[^;]*?from\s+"(\.[^"]+)\.js";\n?/gms;
const declaration = /^(?:export )?(?:async )?(?:function\*?|const|let|class|interface|type) ([\w$]+)/gm;

function parseRuntimeFile(source: string, path: string): RuntimeFile {
  const normalised = source.replaceAll("\r\n", "\n").replace(/^\/\/# sourceMappingURL.*$/m, "");
  const imports = [...normalised.matchAll(importStatement)].map(([, from = ""]) => resolve(path, from));
  const body = normalised.replace(importStatement, "");
  return {
    imports,
    names: [...body.matchAll(declaration)].map(([, name = ""]) => name),
    text: `${body
      .replace(/^export \{\s*\};\n?/m, "")
      .replace(/^export /gm, "")
      .trim()}\n`,
  };
}

function resolve(from: string, relative: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
