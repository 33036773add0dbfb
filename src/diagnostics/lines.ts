/** A place in a text. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Lines of a source text; a line ends at `\n`, `\r\n` or `\r`. Lines and columns count from 1, columns in code points. A
 * byte-order mark is not part of the first line.
 */
export class Lines {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [text.startsWith("\uFEFF") ? 1 : 0];
    for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
    this.starts = starts;
  }

  /** Place of an offset; one beyond the text is at its end. */
  position(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    const before = this.text.slice(this.starts[low], inside);
    return { line: low + 1, column: Array.from(before).length + 1 };
  }

  /** Offsets of a line, its end without the line break. */
  extent(line: number): { readonly start: number; readonly end: number } {
    const start = this.starts[line - 1] ?? this.text.length;
    const next = this.starts[line] ?? this.text.length;
    const content = this.text.slice(start, next).replace(/[\r\n]+$/, "");
    return { start, end: start + content.length };
  }

  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }
}

/** The lines of files, each split once; `undefined` for one whose text cannot be had. */
export function linesOfFiles(
  sourceOf: (file: string) => string | undefined,
): (file: string) => Lines | undefined {
  const known = new Map<string, Lines | undefined>();
  return (file) => {
    if (!known.has(file)) {
      const text = sourceOf(file);
      known.set(file, text === undefined ? undefined : new Lines(text));
    }
    return known.get(file);
  };
}
