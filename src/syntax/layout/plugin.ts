import type { Parser, Printer, SupportLanguage } from "prettier";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type * as Ast from "../ast.js";
import { parseFile } from "../build.js";
import { docComments } from "../docs.js";
import { attachComments } from "./comments.js";
import { layoutFile } from "./files.js";
import { Margin } from "./margin.js";

/** What the parser hands to the printer. */
interface Source {
  readonly file: Ast.File;
  readonly margin: Margin;
}

/** Why a text cannot be formatted: the first error in it, which Prettier shows at its place. */
export class Unformattable extends SyntaxError {
  readonly loc: { readonly start: Place; readonly end: Place };

  constructor({ message, labels: [label] }: Diagnostic, text: string) {
    super(message);
    const { start, end } = label?.span ?? { start: 0, end: 0 };
    this.loc = { start: placeOf(start, text), end: placeOf(end, text) };
  }
}

/** From 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

function placeOf(offset: number, text: string): Place {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

const parser: Parser<Source> = {
  astFormat: "cnn",
  parse(text, { filepath }) {
    const { file, comments, diagnostics } = parseFile(text, filepath);
    const finding = diagnostics.find(({ severity }) => severity === "error");
    if (finding) throw new Unformattable(finding, text);
    const docs = docComments(comments, text);
    return { file, margin: new Margin(text, attachComments(file, comments, docs, text), docs) };
  },
  locStart: ({ file }) => file.span.start,
  locEnd: ({ file }) => file.span.end,
};

const printer: Printer<Source> = {
  print({ node: { file, margin } }, { printWidth, tabWidth }) {
    const doc = layoutFile(file, margin, { printWidth, tabWidth });
    margin.assertComplete();
    return doc;
  },
  getVisitorKeys: () => [],
};

export const languages: SupportLanguage[] = [
  { name: "cnn", parsers: ["cnn"], extensions: [".cnn"], vscodeLanguageIds: ["cnn"] },
];
export const parsers = { cnn: parser };
export const printers = { cnn: printer };
export const defaultOptions = { printWidth: 100 };
