import type { Diagnostic, Label } from "./diagnostic.js";
import { frameRows, markOf, type Mark } from "./frame.js";
import type { Lines } from "./lines.js";
import { painter } from "./row.js";
import { visible, width } from "./visible.js";

export interface RenderOptions {
  /** ANSI colours. */
  readonly colour: boolean;
  /** Columns of the terminal, where there is one. */
  readonly columns?: number | undefined;
}

type LinesOf = (file: string) => Lines | undefined;

/** Columns of source that are shown at most, and at least. */
const [maximumColumns, minimumColumns] = [160, 60];
/** Names and other words in messages are shown up to this length. */
const longestWord = 300;

/** `file:line:col: error[CODE]: message`, for editors and for grep. */
export function renderShort(diagnostic: Diagnostic, linesOf: LinesOf): string {
  const [primary] = diagnostic.labels;
  const place = primary ? `${placeOf(primary, linesOf)}: ` : "";
  return `${place}${diagnostic.severity}[${diagnostic.code}]: ${shown(diagnostic.message)}\n`;
}

/** The message, the source lines it speaks of with carets under them, notes and help. */
export function renderDiagnostic(diagnostic: Diagnostic, linesOf: LinesOf, options: RenderOptions): string {
  const { severity, code, labels, note, help } = diagnostic;
  const paint = painter(options.colour);
  const frames = framesOf(labels, linesOf);
  const gutter = Math.max(1, ...frames.flatMap(({ marks }) => marks.map(({ last }) => String(last).length)));
  const pad = " ".repeat(gutter);
  const bar = `${pad} ${paint("frame", "|")}`;
  const columns = Math.min((options.columns ?? Infinity) - gutter - 4, maximumColumns);

  const lines = [
    `${paint(severity, `${severity}[${code}]`)}${paint("strong", `: ${shown(diagnostic.message)}`)}`,
  ];
  frames.forEach(({ place, marks, lines: source }, index) => {
    lines.push(`${pad}${paint("frame", index === 0 ? "-->" : ":::")} ${place}`);
    if (source === undefined) return;
    lines.push(bar);
    const rows = frameRows(source, marks, { primary: severity, columns: Math.max(columns, minimumColumns) });
    for (const row of rows) {
      const head = row.head === "..." ? row.head.padEnd(gutter + 2) : `${row.head.padStart(gutter)} |`;
      lines.push(`${paint("frame", head)} ${row.print(paint)}`.trimEnd());
    }
  });
  const remarks = Object.entries({ note, help }).filter(([, text]) => text !== undefined);
  if (frames.length > 0 && remarks.length > 0) lines.push(bar);
  for (const [kind, text = ""] of remarks) {
    const indent = `${pad} = note: `.length;
    const room = kind === "note" ? (options.columns ?? Infinity) - indent : Infinity;
    const [head, ...rest] = shown(text, "\n")
      .split("\n")
      .flatMap((line) => brokenChain(line, room));
    lines.push(`${pad} ${paint("frame", "=")} ${paint("strong", kind)}: ${head ?? ""}`);
    for (const line of rest) lines.push(`${" ".repeat(indent)}${line}`.trimEnd());
  }
  return `${lines.join("\n")}\n`;
}

/** A chain of layers, `a -> b -> c`, in lines of at most so many columns. */
function brokenChain(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const link of text.split(/(?= -> )/)) {
    const last = lines.at(-1);
    if (last !== undefined && width(last) + width(link) <= columns) lines[lines.length - 1] = last + link;
    else lines.push(last === undefined ? link : ` ${link}`);
  }
  return lines;
}

/** What is said of one file. */
interface Frame {
  readonly place: string;
  /** Absent where the source cannot be had. */
  readonly lines: Lines | undefined;
  readonly marks: readonly Mark[];
}

function framesOf(labels: readonly Label[], linesOf: LinesOf): Frame[] {
  const [primary] = labels;
  const files = [...new Set(labels.map(({ span }) => span.file))];
  return files.map((file) => {
    const inFile = labels.filter(({ span }) => span.file === file);
    const lines = linesOf(file);
    const marks = lines ? inFile.map((label) => markOf(label, lines, label === primary)) : [];
    const place = inFile[0] ? placeOf(inFile[0], linesOf) : visible(file);
    return { place, lines, marks };
  });
}

function placeOf({ span }: Label, linesOf: LinesOf): string {
  const position = linesOf(span.file)?.position(span.start);
  return position ? `${visible(span.file)}:${position.line}:${position.column}` : visible(span.file);
}

/** The text without what could forge it, very long words cut. */
function shown(text: string, keep = ""): string {
  const cut = text.replace(/\S+/g, (word) =>
    word.length > longestWord ? `${word.slice(0, longestWord / 2)}…${word.slice(-longestWord / 2)}` : word,
  );
  return visible(cut, keep);
}
