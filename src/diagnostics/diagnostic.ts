/**
 * A place in a source file: UTF-16 offsets, `end` exclusive.
 */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Whether a span begins inside another, or at its end. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.start <= outer.end;
}

/** A span with what is to be said about it. The first label of a diagnostic is its primary place. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

export type Severity = "error" | "warning";

/** Errors are values: what went wrong, where, and what to write instead. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly labels: readonly Label[];
  /** Particulars that have no place in a source, on lines of their own. */
  readonly note?: string | undefined;
  readonly help?: string | undefined;
}

/** Every code the compiler can report, with the name of the kind of finding it stands for. Codes are never reused. */
export const codes = {
  // 00xx: text and syntax
  CNN0001: "unexpected character",
  CNN0002: "syntax error",
  CNN0003: "number out of range",
  CNN0004: "file cannot be read",
  CNN0005: "text is not UTF-8",
  CNN0006: "file cannot be written",
  // 01xx: names and modules
  CNN0101: "unknown name",
  CNN0102: "duplicate or shadowing name",
  CNN0103: "import cycle",
  CNN0104: "recursive block",
  CNN0105: "name is not exported",
  CNN0106: "no such model",
  // 02xx: calls and expressions
  CNN0201: "unknown parameter",
  CNN0202: "missing argument",
  CNN0203: "too many arguments",
  CNN0204: "wrong type",
  CNN0205: "value out of range",
  CNN0206: "not a compile-time value",
  CNN0207: "arithmetic error",
  // 03xx: values and shapes
  CNN0301: "shape mismatch",
  CNN0302: "window larger than its input",
  CNN0303: "failed shape assertion",
  CNN0304: "branches of different shape",
  CNN0305: "no current value",
  CNN0306: "tensor too large",
  CNN0307: "network too large",
  CNN0308: "not differentiable",
  CNN0309: "another number of values",
  CNN0310: "beyond the limits of WebGPU",
  // 04xx: models
  CNN0401: "no output",
  CNN0402: "failed expectation",
  CNN0403: "duplicate path",
  CNN0404: "unused name",
  CNN0405: "failed assertion",
  CNN0406: "labels do not fit the output",
  CNN0407: "training-only value",
  CNN0408: "picture too large",
  CNN0409: "no expanded form",
  // 05xx: weights, pictures and other data files
  CNN0501: "malformed weight file",
  CNN0502: "weights do not fit the model",
  CNN0503: "picture cannot be read",
  CNN0504: "malformed name mapping",
  CNN0505: "data does not fit the network",
  CNN0506: "weights of another network",
  // 06xx: other people's formats
  CNN0601: "malformed ONNX file",
  CNN0602: "not supported by this compiler",
  CNN0603: "ONNX cannot express it",
  // 07xx: what is checked in
  CNN0701: "malformed configuration",
  CNN0702: "output is out of date",
  CNN0703: "tuning does not fit",
  // 08xx: the machine
  CNN0801: "WebGPU is missing or fails",
} as const;

export type Code = keyof typeof codes;

export function error(code: Code, message: string, labels: readonly Label[], help?: string): Diagnostic {
  return { code, severity: "error", message, labels, help };
}

export function warning(code: Code, message: string, labels: readonly Label[], help?: string): Diagnostic {
  return { code, severity: "warning", message, labels, help };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
