import { visible } from "../diagnostics/visible.js";

/** A name as code, or, where code cannot hold it, as text. Stands in tables too. */
export function codeMarkdown(name: string): string {
  const text = visible(name);
  return /^[^`|\\]+$/.test(text) ? `\`${text}\`` : escapeMarkdown(text);
}

/** Prose, in which what stands between backticks on a line stays code and nothing else means anything. */
export function proseMarkdown(text: string): string {
  return visible(text, "\n")
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeMarkdown(part)))
    .join("");
}

/** Rows of cells that are Markdown already; counts are aligned to the right. */
export function tableMarkdown(
  titles: readonly { readonly title: string; readonly right?: boolean }[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(titles.map(({ title }) => title)),
    line(titles.map(({ right }) => (right ? "--:" : "---"))),
    ...rows.map(line),
  ];
}

/** Indentation in a cell, by levels. */
export function indentMarkdown(level: number): string {
  return "&emsp;".repeat(level);
}

function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\\`*[\]|~$#]|(?<!\w)_|_(?!\w)/g, "\\$&")
      .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
      // What would begin a list, a heading or a rule at the start of a line.
      .replace(/^(\s*)([-+=])/gm, "$1\\$2")
      .replace(/^(\s*\d+)([.)])(?=\s)/gm, "$1\\$2")
  );
}
