import { linesOfFiles } from "../../src/diagnostics/lines.js";
import { renderDiagnostic } from "../../src/diagnostics/render.js";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { elaborate, type ElaborateOptions, type Network } from "../../src/elaborate/elaborate.js";
import { loadModules } from "../../src/elaborate/modules.js";
import { operators } from "../../src/ops/index.js";

interface Compilation {
  readonly network: Network | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** All diagnostics as people see them. */
  readonly rendered: string;
}

/** From the text of a file, or of several by path, the first of which is the entry. */
export function compile(
  text: string | Readonly<Record<string, string>>,
  options: Omit<ElaborateOptions, "operators"> = {},
): Compilation {
  const sources = typeof text === "string" ? { "main.cnn": text } : text;
  const sourceOf = (path: string): string | undefined =>
    Object.hasOwn(sources, path) ? sources[path] : undefined;
  const read = (path: string) => sourceOf(path) ?? { reason: "no such file" };
  const modules = loadModules(Object.keys(sources)[0] ?? "main.cnn", read);
  const elaboration = elaborate(modules, { operators, ...options });
  const diagnostics = [...modules.diagnostics, ...elaboration.diagnostics];
  const linesOf = linesOfFiles(sourceOf);
  const rendered = diagnostics
    .map((diagnostic) => renderDiagnostic(diagnostic, linesOf, { colour: false }))
    .join("\n");
  return { network: elaboration.network, diagnostics, rendered };
}
