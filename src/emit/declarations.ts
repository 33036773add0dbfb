import type { Program } from "../program/program.js";
import { declarationImportLines, exportedTypes, runtimeFiles, type OptionsType } from "./imports.js";
import { modelDeclaration, typeLines, type ModuleFacts, type NetworkType } from "./interface.js";
import { labelDeclaration } from "./labels.js";
import { lineComments } from "./language.js";
import { preprocessDeclaration } from "./pictures.js";
import { bundleRuntime } from "./runtime.js";

/** How the `.d.ts` of a target differs from others'. */
export interface TargetDeclarations {
  readonly networks: readonly NetworkType[];
  readonly options: OptionsType;
  /** Classes of errors that a module exports. */
  readonly errors: readonly string[];
  /** Files of the runtime that declare them, the network and its options. */
  readonly entries: readonly string[];
  /** Declarations of the functions that load the network. */
  readonly loads: readonly string[];
}

export interface DeclarationOptions {
  /** Whether the module holds the runtime it needs or imports it from the package. */
  readonly runtime: "inline" | "import";
  readonly readRuntime: (path: string, kind: "d.ts") => string;
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function declarationText(
  program: Program,
  facts: ModuleFacts,
  { runtime, readRuntime }: DeclarationOptions,
  { networks, options, errors, entries, loads }: TargetDeclarations,
): string {
  const bundle =
    runtime === "inline"
      ? bundleRuntime(runtimeFiles(program, entries), (path) => readRuntime(path, "d.ts"))
      : undefined;
  return [
    ...lineComments(facts.header),
    "",
    ...(bundle === undefined
      ? declarationImportLines(program, [...errors, ...networks, options, "WeightSource"])
      : []),
    ...typeLines(program, facts, networks),
    ...modelDeclaration(program),
    ...labelDeclaration(program),
    ...loads,
    "",
    ...preprocessDeclaration(program),
    ...(bundle === undefined ? [] : [bundle.text]),
    `export { ${errors.join(", ")} };`,
    exportedTypes(program, options),
    "",
  ].join("\n");
}
