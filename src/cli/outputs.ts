import { readFileSync } from "node:fs";
import { staleOutput, type ExpectedOutput } from "../api/stale.js";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { reasonOf } from "./output.js";

/** What is wrong with outputs on disk that should be what their sources compile to. */
export function staleOutputs(expected: readonly ExpectedOutput[]): readonly Diagnostic[] {
  return expected.flatMap((output) => {
    const kept = textAt(output.path);
    if (kept instanceof Error) {
      const label = { span: { file: output.path, start: 0, end: 0 }, text: "" };
      return [error("CNN0004", `${output.path} cannot be read: ${reasonOf(kept)}`, [label])];
    }
    return staleOutput(output, kept) ?? [];
  });
}

/** Whether a file holds these very characters. */
export function isCurrent({ path, text }: { readonly path: string; readonly text: string }): boolean {
  return textAt(path) === text;
}

/** `undefined` where there is no file. */
function textAt(path: string): string | Error | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    return "code" in failure && failure.code === "ENOENT" ? undefined : failure;
  }
}
