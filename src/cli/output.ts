import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { renderDiagnostic, renderShort } from "../diagnostics/render.js";

/** How a command ended: done, something wrong with what it was given, or called wrongly. */
export type ExitCode = 0 | 1 | 2;

export type DiagnosticFormat = "full" | "short" | "json";

/** Whether a stream shows colours: a terminal, unless NO_COLOR is set (no-color.org). */
export function hasColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
}

/** Prints diagnostics to standard error and says whether the command may go on. */
export function report(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  format: DiagnosticFormat = "full",
): boolean {
  const sourceOf = (file: string): string | undefined => sources.get(file);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (format === "json") {
    for (const diagnostic of diagnostics) process.stderr.write(`${JSON.stringify(diagnostic)}\n`);
    return errors === 0;
  }
  for (const diagnostic of diagnostics) {
    const text =
      format === "short"
        ? renderShort(diagnostic, sourceOf)
        : `${renderDiagnostic(diagnostic, sourceOf, { colour: hasColour(process.stderr) })}\n`;
    process.stderr.write(text);
  }
  if (errors > 0 && format === "full")
    process.stderr.write(`${errors} ${errors === 1 ? "error" : "errors"}\n`);
  return errors === 0;
}

/** A failure that has no place in a source: one line on standard error. */
export function fail(message: string): ExitCode {
  process.stderr.write(`error: ${message}\n`);
  return 1;
}

/** The reason of a failed system call, without its jargon. */
export function reasonOf(failure: unknown): string {
  const code = failure instanceof Error && "code" in failure ? failure.code : undefined;
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ENOTDIR") return "a part of the path is not a folder";
  if (code === "ENOSPC") return "no space left on the device";
  return failure instanceof Error ? failure.message : String(failure);
}
