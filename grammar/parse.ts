import { Lexer, type IToken } from "chevrotain";
import { error, type Diagnostic, type Span } from "../src/diagnostics/diagnostic.js";
import type { FileCstNode } from "./cst.js";
import { messages } from "./messages.js";
import { statementNewlines } from "./newlines.js";
import { CnnParser } from "./parser.js";
import * as t from "./tokens.js";

export interface ParseResult {
  /** Partial where there are errors: any child may be missing. */
  readonly cst: FileCstNode;
  /** The `///` comments, in order. */
  readonly docs: readonly IToken[];
  readonly tokens: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Brackets of all kinds inside each other; keeps every recursion over the tree within the stack. */
const maximumDepth = 200;
const maximumErrors = 50;

let lexer: Lexer | undefined;
let parser: CnnParser | undefined;

/** Accepts any text and never throws. Offsets are those of `text`, byte-order mark included. */
export function parse(text: string, file: string): ParseResult {
  lexer ??= new Lexer(t.tokens, { skipValidations: true });
  parser ??= new CnnParser({ skipValidations: true, errorMessageProvider: messages });

  const { tokens, errors, groups } = lexer.tokenize(text.replace(/^\uFEFF/, " "));
  const docs = groups.docs ?? [];
  const diagnostics: Diagnostic[] = [];
  const report = (
    code: "CNN0001" | "CNN0002",
    message: string,
    start: number,
    end: number,
    left?: IToken,
  ) => {
    if (diagnostics.length >= maximumErrors) return;
    const label = { span: { file, start, end }, text: "" };
    const open = left && { span: span(left), text: `this \`${left.image}\` is open` };
    diagnostics.push(error(code, message, open ? [label, open] : [label]));
  };
  const span = ({ startOffset, image }: IToken): Span => {
    return { file, start: startOffset, end: startOffset + image.length };
  };

  for (const { offset, length } of errors) {
    const characters = text.slice(offset, offset + length);
    const what = length === 1 ? "unexpected character" : "unexpected characters";
    report("CNN0001", `${what} \`${abbreviate(characters)}\``, offset, offset + length);
  }
  /** Where a malformed token has been reported already. */
  const malformed = new Set<number>();
  for (const token of tokens) {
    if (token.tokenType === t.MalformedNumber) {
      malformed.add(token.startOffset);
      report("CNN0001", `\`${abbreviate(token.image)}\` is neither a number nor a name`, ...extent(token));
    }
    if (token.tokenType === t.UnclosedString) {
      report("CNN0001", 'expected a closing `"` on the same line', ...extent(token));
    }
  }

  const tooDeep = tokenTooDeep(tokens);
  if (tooDeep) {
    report("CNN0002", `brackets are nested more than ${maximumDepth} deep`, ...extent(tooDeep));
    return { cst: { name: "file", children: {} }, docs, tokens, diagnostics };
  }

  parser.input = statementNewlines(tokens);
  const cst = parser.file() as FileCstNode;
  for (const { message, token } of parser.errors) {
    const [start, end] = Number.isNaN(token.startOffset) ? endOf(parser.input.at(-1)) : extent(token);
    if (malformed.has(start)) continue;
    const left = isMissing(message) ? openBracket(tokens, start) : undefined;
    report("CNN0002", abbreviateQuoted(message), start, end, left);
  }
  parser.reset();
  return { cst, docs, tokens, diagnostics };
}

function tokenTooDeep(tokens: readonly IToken[]): IToken | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (opening.has(token.image)) depth += 1;
    if (closing.has(token.image)) depth = Math.max(0, depth - 1);
    if (depth > maximumDepth) return token;
  }
  return undefined;
}

const opening = new Set(["(", "[", "{"]);
const closing = new Set([")", "]", "}"]);

/** Whether what is missing is a closing bracket. */
function isMissing(message: string): boolean {
  return /^expected (?:\S+ (?:\S+ )*or )?`[)\]}]`/.test(message);
}

/** The innermost bracket that is open at an offset, where it is on another line. */
function openBracket(tokens: readonly IToken[], offset: number): IToken | undefined {
  const open: IToken[] = [];
  const before = tokens.filter(({ startOffset }) => startOffset < offset);
  for (const token of before) {
    if (opening.has(token.image)) open.push(token);
    if (closing.has(token.image)) open.pop();
  }
  const innermost = open.at(-1);
  return innermost?.startLine === before.at(-1)?.endLine ? undefined : innermost;
}

function extent(token: IToken): [number, number] {
  return [token.startOffset, token.startOffset + Math.max(1, token.image.length)];
}

/** The empty place behind a token, for what is missing at the end of the file. */
function endOf(token: IToken | undefined): [number, number] {
  const end =
    token === undefined || Number.isNaN(token.startOffset) ? 0 : token.startOffset + token.image.length;
  return [end, end];
}

function abbreviate(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function abbreviateQuoted(message: string): string {
  return message.replace(/`([^`]{41,})`/g, (_, text: string) => `\`${abbreviate(text)}\``);
}
