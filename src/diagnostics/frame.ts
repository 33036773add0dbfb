import type { Label } from "./diagnostic.js";
import { excerptOf, type Excerpt } from "./excerpt.js";
import type { Lines } from "./lines.js";
import { Row, type Style } from "./row.js";
import { visible } from "./visible.js";

/** Of a span over more lines than these, the first two and the last two are shown. */
const shownWhole = 6;
const shownEnd = 2;
/** Columns of a rail, the line on the left that joins the ends of a span over several lines. */
const railColumns = 2;

export interface FrameOptions {
  /** How the primary label is drawn. */
  readonly primary: Style;
  /** Columns that a source line may take. */
  readonly columns: number;
}

/** A label in the lines of its file. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly last: number;
  readonly text: string;
  readonly isPrimary: boolean;
}

export function markOf({ span, text }: Label, lines: Lines, isPrimary: boolean): Mark {
  const content = lines.slice(span.start, span.end).trimEnd();
  const end = span.start + Math.max(content.length, 0);
  const [first, last] = [lines.position(span.start).line, lines.position(end).line];
  return { start: span.start, end, first, last, text: visible(text), isPrimary };
}

/** The lines that marks speak of, with the marks drawn under them. */
export function frameRows(lines: Lines, marks: readonly Mark[], options: FrameOptions): readonly Row[] {
  const long = marks.filter(({ first, last }) => last > first);
  const rails = railsOf(long);
  const inset = railColumns * Math.max(0, ...[...rails.values()].map((rail) => rail + 1));
  const styleOf = (mark: Mark): Style => (mark.isPrimary ? options.primary : "frame");
  const rows: Row[] = [];
  /** A new row, through which pass the rails of `open`. */
  const row = (head: string, open: readonly Mark[]): Row => {
    const made = new Row(head);
    for (const mark of open) made.put(railColumns * (rails.get(mark) ?? 0), "|", styleOf(mark));
    rows.push(made);
    return made;
  };

  let previous: number | undefined;
  for (const line of shownLines(marks)) {
    if (previous !== undefined && line > previous + 1) {
      row(
        "...",
        long.filter(({ first, last }) => first < line && line <= last),
      );
    }
    previous = line;
    const onLine = marks.filter(({ first, last }) => first === line || last === line);
    const focus = onLine.find(({ isPrimary }) => isPrimary) ?? onLine[0];
    const { start, end } = lines.extent(line);
    const focusOffset = focus === undefined ? start : focus.first === line ? focus.start : focus.end - 1;
    const excerpt = excerptOf(lines, line, focusOffset, options.columns - inset);
    const column = (offset: number): number => inset + excerpt.column(Math.min(offset, end));

    const passing = long.filter(({ first, last }) => first < line && line <= last);
    const opening = long.filter(({ first }) => first === line);
    const [atStart, inside] = [opening.filter(startsLine), opening.filter((mark) => !startsLine(mark))];
    const source = row(String(line), passing);
    for (const mark of atStart) source.put(railColumns * (rails.get(mark) ?? 0), "/", styleOf(mark));
    source.put(inset, excerpt.text, "plain");

    const open = [...passing, ...atStart];
    const single = marks.filter((mark) => mark.first === line && mark.last === line);
    drawUnderlines(
      single.map((mark) => placed(mark, column, styleOf(mark))),
      () => row("", open),
    );
    for (const mark of inside) {
      const rail = railColumns * (rails.get(mark) ?? 0);
      const at = column(mark.start);
      const made = row("", open);
      made.put(rail + 1, "_".repeat(at - rail - 1), styleOf(mark), "under");
      made.put(at, caretOf(mark), styleOf(mark));
      open.push(mark);
    }
    for (const mark of passing.filter(({ last }) => last === line)) {
      const rail = railColumns * (rails.get(mark) ?? 0);
      const at = Math.max(column(mark.end - 1), rail + 1);
      const made = row("", open);
      made.put(rail + 1, "_".repeat(at - rail - 1), styleOf(mark), "under");
      made.put(at, `${caretOf(mark)} ${mark.text}`.trimEnd(), styleOf(mark));
      open.splice(open.indexOf(mark), 1);
    }
  }
  return rows;

  function startsLine({ first, start }: Mark): boolean {
    return lines.slice(lines.extent(first).start, start).trim() === "";
  }
}

/** The rail of each mark over several lines, from 0: marks that overlap have different ones, outer ones further left. */
function railsOf(marks: readonly Mark[]): ReadonlyMap<Mark, number> {
  const rails = new Map<Mark, number>();
  for (const mark of [...marks].sort((a, b) => a.first - b.first || b.last - a.last)) {
    const taken = [...rails].filter(([other]) => other.last >= mark.first).map(([, rail]) => rail);
    let rail = 0;
    while (taken.includes(rail)) rail += 1;
    rails.set(mark, rail);
  }
  return rails;
}

/** In order; a gap of one line is filled. */
function shownLines(marks: readonly Mark[]): readonly number[] {
  const wanted = new Set<number>();
  for (const { first, last } of marks) {
    for (let line = first; line <= last; line += 1) {
      if (last - first >= shownWhole && line === first + shownEnd) line = last - shownEnd + 1;
      wanted.add(line);
    }
  }
  for (const line of [...wanted]) if (wanted.has(line + 2)) wanted.add(line + 1);
  return [...wanted].sort((a, b) => a - b);
}

function caretOf({ isPrimary }: Mark): string {
  return isPrimary ? "^" : "-";
}

/** A mark within one line, in columns. */
interface Placed {
  readonly from: number;
  readonly length: number;
  readonly caret: string;
  readonly text: string;
  readonly style: Style;
}

function placed(mark: Mark, column: Excerpt["column"], style: Style): Placed {
  const from = column(mark.start);
  const length = Math.max(1, column(mark.end) - from);
  return { from, length, caret: caretOf(mark), text: mark.text, style };
}

/**
 * Carets under a line, all in one row where they can be. The text of the rightmost mark stands behind its carets, those
 * of the others hang below theirs.
 */
function drawUnderlines(marks: readonly Placed[], row: () => Row): void {
  if (marks.length === 0) return;
  const sorted = [...marks].sort((a, b) => a.from - b.from || b.length - a.length);
  const carets = row();
  for (const caret of ["-", "^"]) {
    for (const mark of sorted.filter((one) => one.caret === caret)) {
      carets.put(mark.from, caret.repeat(mark.length), mark.style);
    }
  }
  const end = Math.max(...marks.map(({ from, length }) => from + length));
  const beside = sorted.findLast(({ from, length, text }) => text !== "" && from + length === end);
  if (beside) carets.put(end + 1, beside.text, beside.style);

  const hanging = sorted.filter((mark) => mark !== beside && mark.text !== "");
  if (hanging.length === 0) return;
  const connect = (made: Row, below: readonly Placed[]): Row => {
    for (const { from, style } of below) made.put(from, "|", style);
    return made;
  };
  connect(row(), hanging);
  for (let mark = hanging.pop(); mark; mark = hanging.pop()) {
    const { from, text, style } = mark;
    connect(
      row(),
      hanging.filter((other) => other.from < from),
    ).put(from, text, style);
  }
}
