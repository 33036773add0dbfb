import type { Lines } from "./lines.js";
import { visible, width } from "./visible.js";

/** A source line as it is shown: whole, or cut where it is long. */
export interface Excerpt {
  readonly text: string;
  /** Terminal column of an offset, from 0; one that is cut off is at the nearer end. */
  column(offset: number): number;
}

/** Columns kept before the place in focus of a line that is cut. */
const context = 40;

/** A character with the marks that combine with it. */
const characters = /[^\p{M}]\p{M}*|\p{M}+/gsu;

/** At most `columns` columns of a line around the offset `focus`, with `…` for what is cut off. */
export function excerptOf(lines: Lines, line: number, focus: number, columns: number): Excerpt {
  const { start, end } = lines.extent(line);
  const isLong = width(visible(lines.slice(start, Math.min(end, start + columns + 1)))) > columns;
  const from = isLong && focus - start > columns - context ? boundary(lines, focus - context) : start;
  const before = from > start ? "…" : "";

  const stops: { readonly offset: number; readonly column: number }[] = [];
  let [text, offset, column] = [before, from, width(before)];
  for (const [character] of lines.slice(from, Math.min(end, from + 4 * columns)).matchAll(characters)) {
    const shown = visible(character);
    if (column + width(shown) > columns) break;
    stops.push({ offset, column });
    text += shown;
    offset += character.length;
    column += width(shown);
  }
  return {
    text: offset < end ? `${text}…` : text,
    column: (wanted) => {
      if (wanted >= offset) return column;
      return stops.findLast((stop) => stop.offset <= wanted)?.column ?? 0;
    },
  };
}

/** The offset, or the one before it that does not split a character from its second half or its marks. */
function boundary(lines: Lines, offset: number): number {
  const [tail = ""] = /[^\p{M}]\p{M}{0,8}$/u.exec(lines.slice(Math.max(0, offset - 10), offset + 1)) ?? [];
  return offset + 1 - Math.max(1, tail.length);
}
