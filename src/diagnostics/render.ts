import type { Diagnostic, Label } from "./diagnostic.js";
import { Lines } from "./lines.js";
import { visible, width } from "./visible.js";

export interface RenderOptions {
  /** ANSI colours. */
  readonly colour: boolean;
}

type SourceOf = (file: string) => string | undefined;
type Style = "error" | "warning" | "frame" | "strong";

const ansi: Readonly<Record<Style, string>> = { error: "1;31", warning: "1;33", frame: "1;34", strong: "1" };

/** Columns of source shown before a long line is cut around its label. */
const maximumColumns = 160;
/** Columns kept before the label of a line that is cut. */
const context = 40;

/** `file:line:col: error[CODE]: message`, for editors and for grep. */
export function renderShort(diagnostic: Diagnostic, sourceOf: SourceOf): string {
  const [primary] = diagnostic.labels;
  const place = primary ? `${placeOf(primary, sourceOf)}: ` : "";
  return `${place}${diagnostic.severity}[${diagnostic.code}]: ${visible(diagnostic.message)}\n`;
}

/** The message, the source lines it speaks of with carets under them, and the help. */
export function renderDiagnostic(diagnostic: Diagnostic, sourceOf: SourceOf, options: RenderOptions): string {
  const { severity, code, labels, note, help } = diagnostic;
  const paint = painter(options.colour);
  const frames = framesOf(labels, sourceOf);
  const gutter = Math.max(1, ...frames.flatMap(({ marks }) => marks.map(({ line }) => String(line).length)));
  const pad = " ".repeat(gutter);
  const bar = `${pad} ${paint("frame", "|")}`;

  const lines = [
    `${paint(severity, `${severity}[${code}]`)}${paint("strong", `: ${visible(diagnostic.message)}`)}`,
  ];
  frames.forEach(({ place, marks, lines: source }, index) => {
    lines.push(`${pad}${paint("frame", index === 0 ? "-->" : ":::")} ${place}`);
    if (source === undefined || marks.length === 0) return;
    lines.push(bar);
    let previous: number | undefined;
    for (const [line, onLine] of byLine(marks)) {
      if (previous !== undefined && line > previous + 1) lines.push(paint("frame", "..."));
      previous = line;
      const excerpt = excerptOf(source, line, onLine);
      lines.push(`${paint("frame", `${String(line).padStart(gutter)} |`)} ${excerpt.text}`.trimEnd());
      for (const { indent, length, mark } of excerpt.underlines) {
        const carets = (mark.primary ? "^" : "-").repeat(length);
        const text = mark.text === "" ? "" : ` ${mark.text}`;
        lines.push(`${bar} ${" ".repeat(indent)}${paint(mark.primary ? severity : "frame", carets + text)}`);
      }
    }
  });
  const remarks = Object.entries({ note, help }).filter(([, text]) => text !== undefined);
  if (frames.length > 0 && remarks.length > 0) lines.push(bar);
  for (const [kind, text = ""] of remarks) {
    const [head, ...rest] = visible(text, "\n").split("\n");
    lines.push(`${pad} ${paint("frame", "=")} ${paint("strong", kind)}: ${head ?? ""}`);
    for (const line of rest) lines.push(`${pad}         ${line}`.trimEnd());
  }
  return `${lines.join("\n")}\n`;
}

/** A label on the first line of its span. */
interface Mark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly primary: boolean;
}

interface Frame {
  readonly place: string;
  /** Absent where the source cannot be had. */
  readonly lines: Lines | undefined;
  readonly marks: readonly Mark[];
}

function framesOf(labels: readonly Label[], sourceOf: SourceOf): Frame[] {
  const [primary] = labels;
  const files = [...new Set(labels.map(({ span }) => span.file))];
  return files.map((file) => {
    const inFile = labels.filter(({ span }) => span.file === file);
    const text = sourceOf(file);
    const lines = text === undefined ? undefined : new Lines(text);
    const marks = lines ? inFile.map((label) => markOf(label, lines, label === primary)) : [];
    const place = inFile[0] ? placeOf(inFile[0], sourceOf) : visible(file);
    return { place, lines, marks };
  });
}

function markOf({ span, text }: Label, lines: Lines, primary: boolean): Mark {
  const { line } = lines.position(span.start);
  const extent = lines.extent(line);
  const start = Math.min(span.start, extent.end);
  return { line, start, end: Math.max(start, Math.min(span.end, extent.end)), text: visible(text), primary };
}

function byLine(marks: readonly Mark[]): [number, Mark[]][] {
  const lines = new Map<number, Mark[]>();
  for (const mark of [...marks].sort((a, b) => a.line - b.line || a.start - b.start)) {
    lines.set(mark.line, [...(lines.get(mark.line) ?? []), mark]);
  }
  return [...lines];
}

/** A source line as it is shown, cut where it is long, and where each mark's carets go, in columns. */
function excerptOf(lines: Lines, line: number, marks: readonly Mark[]) {
  const extent = lines.extent(line);
  const first = Math.min(...marks.map(({ start }) => start));
  const cutStart = first - extent.start > maximumColumns - context ? first - context : extent.start;
  const cutEnd = Math.min(extent.end, cutStart + maximumColumns);
  const before = cutStart > extent.start ? "…" : "";
  const after = cutEnd < extent.end ? "…" : "";
  const underlines = marks.map((mark) => {
    const from = Math.min(mark.start, cutEnd);
    const indent = width(before) + width(visible(lines.slice(cutStart, from)));
    const length = Math.max(1, width(visible(lines.slice(from, Math.min(mark.end, cutEnd)))));
    return { indent, length, mark };
  });
  return { text: before + visible(lines.slice(cutStart, cutEnd)) + after, underlines };
}

function placeOf({ span }: Label, sourceOf: SourceOf): string {
  const text = sourceOf(span.file);
  if (text === undefined) return visible(span.file);
  const { line, column } = new Lines(text).position(span.start);
  return `${visible(span.file)}:${line}:${column}`;
}

function painter(colour: boolean): (style: Style, text: string) => string {
  return (style, text) => (colour ? `\u001B[${ansi[style]}m${text}\u001B[0m` : text);
}
