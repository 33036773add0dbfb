import { hasErrors, type Diagnostic } from "../diagnostics/diagnostic.js";
import { linesOfFiles } from "../diagnostics/lines.js";
import { renderDiagnostic } from "../diagnostics/render.js";

/** An error as Vite shows it, on the page and on the terminal: message, place, and the source with what is marked. */
export interface ShownError {
  readonly message: string;
  readonly id: string;
  /** Lines and columns count from 1, as in all that cnnc prints. */
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number };
  readonly frame: string;
  readonly stack: "";
}

/** The findings of a compile that failed, as one error, which is at the first; or `undefined` where it did not fail. */
export function shownError(
  findings: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  file: string,
): ShownError | undefined {
  if (!hasErrors(findings)) return undefined;
  const linesOf = linesOfFiles((name) => sources.get(name));
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const span = first?.labels[0]?.span;
  const position = span && linesOf(span.file)?.position(span.start);
  const rendered = errors.map((finding) => renderDiagnostic(finding, linesOf, { colour: false }));
  const [frame = "", ...others] = rendered;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return {
    message: `${first?.code ?? ""}: ${first?.message ?? ""}${more}`,
    id: file,
    ...(span === undefined || position === undefined ? {} : { loc: { file: span.file, ...position } }),
    // The first line of the first one is the message.
    frame: [frame.split("\n").slice(1).join("\n"), ...others].join("\n"),
    stack: "",
  };
}

/** A finding that stops nothing, on the terminal. */
export function shownWarning(finding: Diagnostic, sources: ReadonlyMap<string, string>): string {
  return renderDiagnostic(
    finding,
    linesOfFiles((name) => sources.get(name)),
    { colour: false },
  );
}
