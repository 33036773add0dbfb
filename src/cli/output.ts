import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { jsonDiagnostic } from "../diagnostics/json.js";
import { linesOfFiles } from "../diagnostics/lines.js";
import { renderDiagnostic, renderShort } from "../diagnostics/render.js";
import { visible, visibleJson } from "../diagnostics/visible.js";
import { reasonOf } from "../node/reason.js";

/** How a command ended: done, something wrong with what it was given, or called wrongly. */
export type ExitCode = 0 | 1 | 2;

export type DiagnosticFormat = "full" | "short" | "json";

/** When output is coloured: `auto` on a terminal, unless the environment says otherwise. */
export type ColourChoice = "auto" | "always" | "never";

let colourChoice: ColourChoice = "auto";

/** What `--color` says, for all output of the process. */
export function chooseColour(choice: ColourChoice): void {
  colourChoice = choice;
}

/**
 * Whether a stream shows colours: what `--color` says, else what NO_COLOR (no-color.org) or FORCE_COLOR (force-color.org)
 * do, else whether it is a terminal that can.
 */
export function hasColour(stream: { readonly isTTY: boolean }): boolean {
  if (colourChoice !== "auto") return colourChoice === "always";
  const { NO_COLOR = "", FORCE_COLOR = "", TERM } = process.env;
  if (NO_COLOR !== "") return false;
  if (FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stream.isTTY && TERM !== "dumb";
}

/** How wide output is: what COLUMNS says (POSIX), else the terminal's width, where the stream is one. */
export function columnsOf(stream: { readonly isTTY: boolean; readonly columns: number }): number | undefined {
  const { COLUMNS = "" } = process.env;
  if (/^[1-9]\d{0,4}$/.test(COLUMNS)) return Number(COLUMNS);
  return stream.isTTY ? stream.columns : undefined;
}

/** Prints diagnostics to standard error and says whether the command may go on. */
export function report(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  format: DiagnosticFormat = "full",
): boolean {
  const linesOf = linesOfFiles((file) => sources.get(file));
  const options = { colour: hasColour(process.stderr), columns: columnsOf(process.stderr) };
  const print = {
    full: (diagnostic: Diagnostic) => `${renderDiagnostic(diagnostic, linesOf, options)}\n`,
    short: (diagnostic: Diagnostic) => renderShort(diagnostic, linesOf),
    json: (diagnostic: Diagnostic) => `${visibleJson(jsonDiagnostic(diagnostic, linesOf))}\n`,
  }[format];
  for (const diagnostic of diagnostics) process.stderr.write(print(diagnostic));
  if (format === "full" && diagnostics.length > 0) process.stderr.write(`${summary(diagnostics)}\n`);
  return diagnostics.every(({ severity }) => severity !== "error");
}

/** `2 errors, 1 warning; more about one: cnnc explain CNN0304` */
function summary(diagnostics: readonly Diagnostic[]): string {
  const counts = (["error", "warning"] as const).flatMap((severity) => {
    const count = diagnostics.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  const worst = diagnostics.find(({ severity }) => severity === "error") ?? diagnostics[0];
  return `${counts.join(", ")}; more: cnnc explain ${worst?.code ?? ""}`;
}

/** Prints a line in which names, of files for one, can neither turn nor forge what a terminal shows. */
export function printLine(text: string): void {
  process.stdout.write(`${visible(text)}\n`);
}

/** A file, or a folder, that the system does not let a command read or write. */
export function failFile(
  action: "read" | "written",
  file: string,
  failure: unknown,
  format: DiagnosticFormat,
): ExitCode {
  report([fileProblem(action, file, failure)], new Map(), format);
  return 1;
}

/** The same as a finding. */
export function fileProblem(action: "read" | "written", file: string, failure: unknown): Diagnostic {
  const code = action === "read" ? "CNN0004" : "CNN0006";
  const label = { span: { file, start: 0, end: 0 }, text: "" };
  return error(code, `${file} cannot be ${action}: ${reasonOf(failure)}`, [label]);
}

/** A command that is called wrongly, in the words of Commander. */
export function refuseCall(message: string): ExitCode {
  process.stderr.write(`error: ${visible(message)}\n(see --help)\n`);
  return 2;
}

/**
 * Lets a command end quietly where a reader has closed the pipe, as `head` does, and with a reason where the output
 * cannot be written otherwise.
 */
export function watchOutput(format: () => DiagnosticFormat): void {
  process.stdout.on("error", (failure: NodeJS.ErrnoException) => {
    if (failure.code === "EPIPE") process.exit();
    process.exit(failFile("written", "standard output", failure, format()));
  });
  process.stderr.on("error", () => {
    // Nobody reads what is found; the exit code still says it.
  });
}
