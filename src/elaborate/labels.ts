import type { Label } from "../diagnostics/diagnostic.js";
import { showShape, type Shape } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import { labelsPath } from "./label-files.js";
import type { Unreadable } from "./modules.js";
import type { Report } from "./report.js";

/** What decoders put in the place of bytes that are not UTF-8. */
const replacement = "\uFFFD";

/** Names what the elements of an output stand for. */
export class LabelReader {
  constructor(
    /** The texts of the files that outputs name, by path. */
    private readonly files: ReadonlyMap<string, string | Unreadable>,
    private readonly report: Report,
  ) {}

  /** One label a channel or feature of an output of this shape, or `undefined` and a report of what is wrong. */
  labels(written: Ast.Labels, output: Ast.Name, shape: Shape): readonly string[] | undefined {
    const lines = written.from ? this.read(written.from) : written.items;
    if (lines === undefined) return undefined;
    const empty = lines.find(({ text }) => text === "");
    if (empty) {
      const named: Label[] = written.from ? [{ span: written.from.span, text: "the labels' file" }] : [];
      this.report.error("CNN0406", "a label is empty", [{ span: empty.span, text: "" }, ...named]);
      return undefined;
    }
    const [, needed = 1] = shape;
    if (lines.length !== needed) {
      const message = `there are ${lines.length} labels, and ${output.text} ${showShape(shape)} needs ${needed}`;
      const help = "a label for each feature or channel of the output, in their order";
      this.report.error("CNN0406", message, written.span, help);
      return undefined;
    }
    return lines.map(({ text }) => text);
  }

  /** The lines of a file: a byte order mark, spaces around labels and empty lines at the end do not count. */
  private read(from: Ast.Name): readonly Ast.Name[] | undefined {
    const path = labelsPath(from);
    if (path === undefined) {
      const help = 'write a path relative to this file that ends in .txt, as in "labels.txt"';
      this.report.error("CNN0004", `"${from.text}" is not the path of a file of labels`, from.span, help);
      return undefined;
    }
    const text = this.files.get(path);
    if (typeof text !== "string") {
      this.report.error("CNN0004", `${path} cannot be read: ${text?.reason ?? "no such file"}`, from.span);
      return undefined;
    }
    const undecoded = text.indexOf(replacement);
    if (undecoded >= 0) {
      const span = { file: path, start: undecoded, end: undecoded + 1 };
      this.report.error("CNN0005", `${path} is not UTF-8 text`, span);
      return undefined;
    }
    return linesOf(text, path);
  }
}

function linesOf(text: string, file: string): readonly Ast.Name[] {
  const lines: Ast.Name[] = [];
  let at = 0;
  // Every other part is what ends a line.
  for (const [index, part] of text
    .trimEnd()
    .split(/(\r\n|\r|\n)/)
    .entries()) {
    if (index % 2 === 0) {
      const label = part.trim();
      const start = at + part.indexOf(label);
      lines.push({ text: label, span: { file, start, end: start + Math.max(1, label.length) } });
    }
    at += part.length;
  }
  return lines.length === 1 && lines[0]?.text === "" ? [] : lines;
}
