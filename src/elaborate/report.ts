import {
  error,
  warning,
  type Code,
  type Diagnostic,
  type Label,
  type Span,
} from "../diagnostics/diagnostic.js";

/** Errors and warnings that are kept, each. */
const maximum = 100;

/** The findings of one elaboration: a place is told of a kind of error once, however often it is expanded. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  private readonly counts = { error: 0, warning: 0 };

  error(code: Code, message: string, labels: Span | readonly Label[], help?: string, note?: string): void {
    this.add({ ...error(code, message, asLabels(labels), help), note });
  }

  warning(code: Code, message: string, labels: Span | readonly Label[], help?: string): void {
    this.add(warning(code, message, asLabels(labels), help));
  }

  /** True where another error would not be kept. */
  get full(): boolean {
    return this.counts.error >= maximum;
  }

  private add(diagnostic: Diagnostic): void {
    const { code, labels } = diagnostic;
    const span = labels[0]?.span;
    const key = `${code} ${span?.file ?? ""} ${span?.start ?? 0} ${span?.end ?? 0}`;
    if (this.counts[diagnostic.severity] >= maximum || this.seen.has(key)) return;
    this.counts[diagnostic.severity] += 1;
    this.seen.add(key);
    this.diagnostics.push(diagnostic);
  }
}

function asLabels(labels: Span | readonly Label[]): readonly Label[] {
  return "file" in labels ? [{ span: labels, text: "" }] : labels;
}
