import { visible, width } from "../diagnostics/visible.js";

type Style = "strong" | "faint" | "accent";

const ansi: Readonly<Record<Style, string>> = { strong: "1", faint: "2", accent: "36" };

export type Paint = (style: Style, text: string) => string;

export function painter(colour: boolean): Paint {
  return (style, text) => (colour && text !== "" ? `\u001B[${ansi[style]}m${text}\u001B[0m` : text);
}

/** `1234567` as `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Three significant digits of a large count, as in `4.09 G`; `undefined` below a million. */
export function rounded(count: number): string | undefined {
  return count < 1e6 ? undefined : scaled(count);
}

/** A count in at most seven characters: exact below 10,000, else with three significant digits, as in `118 M`. */
export function shortCount(count: number): string {
  return count < 10_000 ? grouped(count) : scaled(count);
}

/** Three significant digits of a count from 1000 on. */
function scaled(count: number): string {
  const units = ["K", "M", "G", "T", "P"];
  // What rounds to 1000 of a unit is 1 of the next.
  const power = Math.min(Math.floor(Math.log10(Number(count.toPrecision(3))) / 3), units.length);
  const value = count / 1000 ** power;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${units[power - 1] ?? ""}`;
}

/** A number of bytes in the largest binary unit that leaves at least one. */
export function showBytes(bytes: number): string {
  const units = ["KiB", "MiB", "GiB", "TiB"];
  if (bytes < 1024) return `${bytes} bytes`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power - 1] ?? ""}`;
}

/** A bar of at most so many terminal columns, in eighths of one. */
export function barOf(part: number, columns: number): string {
  const eighths = Math.round(part * columns * 8);
  return "█".repeat(Math.floor(eighths / 8)) + ("▏▎▍▌▋▊▉"[(eighths % 8) - 1] ?? "");
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - width(text))) + text;
}

/** The text in at most so many terminal columns, `…` standing for its middle. */
export function elide(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const characters = Array.from(text);
  const tail = takeColumns(characters.toReversed(), Math.floor((columns - 1) / 2)).toReversed();
  const head = takeColumns(characters, columns - 1 - width(tail.join("")));
  return `${head.join("")}…${tail.join("")}`;
}

/** Visible text in lines of at most so many terminal columns, broken at spaces; a longer word is elided. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of visible(text, "\r\n").split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && width(longer) > columns) {
      lines.push(line);
      line = elide(word, columns);
    } else {
      line = elide(longer, columns);
    }
  }
  return line === "" ? lines : [...lines, line];
}

function takeColumns(characters: readonly string[], columns: number): readonly string[] {
  let used = 0;
  const end = characters.findIndex((character) => (used += width(character)) > columns);
  return end < 0 ? characters : characters.slice(0, end);
}

/** `image [3, 224, 224], mask [1, 224, 224]`. */
export function shapeList(
  values: readonly { readonly name: string; readonly shape: readonly number[] }[],
): string {
  return values.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
}
