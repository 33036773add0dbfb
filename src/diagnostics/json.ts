import { codes, type Diagnostic, type Severity } from "./diagnostic.js";
import type { Lines, Position } from "./lines.js";

/** A diagnostic as `--messages json` prints it, one a line. Members may be added; none changes its meaning. */
export interface JsonDiagnostic {
  readonly severity: Severity;
  readonly code: string;
  /** The kind of finding that the code stands for. */
  readonly kind: string;
  readonly message: string;
  /** The first one is the place of the finding. */
  readonly labels: readonly JsonLabel[];
  readonly note?: string;
  readonly help?: string;
}

interface JsonLabel {
  readonly file: string;
  /** Absent, as `end` is, where the file has no text: it is missing, or not a text. */
  readonly start?: JsonPlace;
  /** Behind the last character. */
  readonly end?: JsonPlace;
  readonly text: string;
}

/** `offset` counts UTF-16 code units from 0; `line` and `column` count from 1, columns in code points. */
interface JsonPlace extends Position {
  readonly offset: number;
}

export function jsonDiagnostic(
  { severity, code, message, labels, note, help }: Diagnostic,
  linesOf: (file: string) => Lines | undefined,
): JsonDiagnostic {
  return {
    ...{ severity, code, kind: codes[code], message },
    labels: labels.map(({ span: { file, start, end }, text }) => {
      const lines = linesOf(file);
      if (lines === undefined) return { file, text };
      const place = (offset: number): JsonPlace => ({ offset, ...lines.position(offset) });
      return { file, start: place(start), end: place(end), text };
    }),
    ...(note === undefined ? {} : { note }),
    ...(help === undefined ? {} : { help }),
  };
}
