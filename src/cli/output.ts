import { codes, error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { renderDiagnostic, renderShort } from "../diagnostics/render.js";

/** How a command ended: done, something wrong with what it was given, or called wrongly. */
export type ExitCode = 0 | 1 | 2;

export type DiagnosticFormat = "full" | "short" | "json";

/** Whether a stream shows colours: a terminal, unless NO_COLOR is set (no-color.org). */
export function hasColour(stream: { readonly isTTY: boolean }): boolean {
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
    for (const diagnostic of diagnostics) {
      process.stderr.write(`${JSON.stringify({ ...diagnostic, kind: codes[diagnostic.code] })}\n`);
    }
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

/** A file, or a folder, that the system does not let a command read or write. */
export function failFile(
  action: "read" | "written",
  file: string,
  failure: unknown,
  format: DiagnosticFormat,
): ExitCode {
  const code = action === "read" ? "CNN0004" : "CNN0006";
  const label = { span: { file, start: 0, end: 0 }, text: "" };
  report([error(code, `${file} cannot be ${action}: ${reasonOf(failure)}`, [label])], new Map(), format);
  return 1;
}

/** A command that is called wrongly, in the words of Commander. */
export function refuseCall(message: string): ExitCode {
  process.stderr.write(`error: ${message}\n(see --help)\n`);
  return 2;
}

/**
 * Lets a command end quietly where a reader has closed the pipe, as `head` does, and with a reason where the output
 * cannot be written otherwise.
 */
export function watchOutput(): void {
  process.stdout.on("error", (failure: NodeJS.ErrnoException) => {
    if (failure.code === "EPIPE") process.exit();
    process.stderr.write(`error: standard output cannot be written: ${reasonOf(failure)}\n`);
    process.exit(1);
  });
  process.stderr.on("error", () => {
    // Nobody reads what is found; the exit code still says it.
  });
}

/** The reason of a failed system call, without its jargon. */
export function reasonOf(failure: unknown): string {
  const code = failure instanceof Error && "code" in failure ? failure.code : undefined;
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of the path is not a folder";
  if (code === "ENOSPC") return "no space left on the device";
  if (code === "EROFS") return "the file system is read-only";
  if (code === "ENAMETOOLONG") return "the name is too long";
  if (code === "ELOOP") return "its links lead in a circle";
  return failure instanceof Error ? failure.message : String(failure);
}
