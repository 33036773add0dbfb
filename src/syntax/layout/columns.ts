import { utils, type builders } from "prettier/doc";
import { flat } from "./lists.js";

/** A statement of a body, laid out without the comments beside it. */
export interface Line {
  readonly content: builders.Doc;
  /** The space before the shape that the statement asserts, and the assertion itself. */
  readonly gap: builders.IfBreak | undefined;
  readonly assertion: builders.Doc | undefined;
  /** Whether it is made of layers, and so a row of the network's table. */
  readonly isFlow: boolean;
  /** Whether an empty line is before it. */
  readonly isFirst: boolean;
}

interface Row {
  readonly line: Line;
  /** Columns of the statement before its assertion, and of the assertion. */
  readonly width: number;
  readonly assertion: number;
}

const space = 2;

/**
 * Puts the shapes that neighbouring lines assert below each other, behind the longest of the lines between two empty
 * ones. A line that leaves no room for the shapes within `width` does not count, nor does one that is broken.
 */
export function alignAssertions(lines: readonly Line[], width: number): void {
  let rows: Row[] = [];
  for (const line of lines) {
    if (line.isFirst) {
      alignRows(rows, width);
      rows = [];
    }
    rows.push(...rowOf(line));
  }
  alignRows(rows, width);
}

function rowOf(line: Line): readonly Row[] {
  const { content, assertion, isFlow } = line;
  if ((assertion === undefined && !isFlow) || utils.willBreak(content)) return [];
  const whole = flat(content).length;
  const asserted = assertion === undefined ? 0 : flat(assertion).length;
  return [{ line, width: assertion === undefined ? whole : whole - asserted - space, assertion: asserted }];
}

function alignRows(rows: readonly Row[], width: number): void {
  const room = width - space - Math.max(0, ...rows.map(({ assertion }) => assertion));
  const column = Math.max(0, ...rows.map((row) => (row.width <= room ? row.width : 0)));
  for (const { line, width: columns } of rows) {
    if (line.gap) line.gap.flatContents = " ".repeat(Math.max(0, column - columns) + space);
  }
}
