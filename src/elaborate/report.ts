import {
  error,
  warning,
  type Code,
  type Diagnostic,
  type Label,
  type Span,
} from "../diagnostics/diagnostic.js";

const maximumErrors = 100;

/** The findings of one elaboration: a place is told of a kind of error once, however often it is expanded. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  private readonly seen = new Set<string>();

  error(code: Code, message: string, labels: Span | readonly Label[], help?: string): void {
    this.add(error(code, message, asLabels(labels), help));
  }

  warning(code: Code, message: string, labels: Span | readonly Label[], help?: string): void {
    this.add(warning(code, message, asLabels(labels), help));
  }

  /** True where another finding would not be kept. */
  get full(): boolean {
    return this.diagnostics.length >= maximumErrors;
  }

  private add(diagnostic: Diagnostic): void {
    const { code, labels } = diagnostic;
    const span = labels[0]?.span;
    const key = `${code} ${span?.file ?? ""} ${span?.start ?? 0} ${span?.end ?? 0}`;
    if (this.full || this.seen.has(key)) return;
    this.seen.add(key);
    this.diagnostics.push(diagnostic);
  }
}

function asLabels(labels: Span | readonly Label[]): readonly Label[] {
  return "file" in labels ? [{ span: labels, text: "" }] : labels;
}
