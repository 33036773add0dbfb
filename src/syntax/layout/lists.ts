import { builders, printer } from "prettier/doc";

type Doc = builders.Doc;
const { group, ifBreak, indent, join, line, softline } = builders;

/** What stands between brackets: on one line, or on an indented one, or each item on its own. */
export function listed(open: string, items: readonly Doc[], close: string): Doc {
  if (items.length === 0) return open + close;
  return group([open, indent([softline, group(join([",", line], [...items]))]), softline, close]);
}

/** {@link listed} for many short items: as many on a line as it takes. */
export function filled(open: string, items: readonly Doc[], close: string): Doc {
  const parts = items.flatMap((item, index) => (index === 0 ? [item] : [line, item]));
  const withCommas = parts.map((part, index) =>
    index % 2 === 0 && index < parts.length - 1 ? [part, ","] : part,
  );
  return group([open, indent([softline, builders.fill(withCommas)]), softline, close]);
}

/** A cell of a table: its text, and whether it is a number. */
export interface Cell {
  readonly text: string;
  readonly isNumber: boolean;
}

/**
 * Rows of as many cells each: on one line, or a row a line with its columns aligned, numbers to the right.
 * `around` prints a row with its comments.
 */
export function tabulated(
  rows: readonly (readonly Cell[])[],
  around: (row: number, content: Doc) => Doc,
  isOpen: boolean,
): Doc {
  const columns = rows[0]?.map((_, column) => {
    const cells = rows.flatMap((row) => row[column] ?? []);
    return {
      width: Math.max(...cells.map(({ text }) => text.length)),
      isNumber: cells.every(({ isNumber }) => isNumber),
    };
  });
  const id = Symbol("rows");
  const docs = rows.map((row, index) => {
    const cells = row.map(({ text }, column): Doc => {
      const { width = 0, isNumber = false } = columns?.[column] ?? {};
      const padding = ifBreak(" ".repeat(width - text.length), "", { groupId: id });
      const isLast = column === row.length - 1;
      const comma = isLast ? "" : ",";
      return isNumber ? [padding, text, comma] : [text, comma, isLast ? "" : padding];
    });
    return around(index, ["(", join(" ", cells), ")"]);
  });
  const content = group(join([",", line], docs), { id, shouldBreak: isOpen });
  return group(["[", indent([softline, content]), softline, "]"]);
}

/** The text of a document on one line; several lines where it cannot be on one. */
export function flat(doc: Doc): string {
  const options = { printWidth: Number.MAX_SAFE_INTEGER, tabWidth: 2 };
  return printer.printDocToString(doc, options).formatted;
}
