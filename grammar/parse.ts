import { Lexer, type IToken } from "chevrotain";
import { error, type Diagnostic, type Span } from "../src/diagnostics/diagnostic.js";
import type { FileCstNode } from "./cst.js";
import { characterHelp, habitHelp } from "./habits.js";
import { declaration, limited, TooManyErrors } from "./messages.js";
import { statementNewlines } from "./newlines.js";
import { CnnParser } from "./parser.js";
import * as t from "./tokens.js";

export interface ParseResult {
  /** Partial where there are errors: any child may be missing. */
  readonly cst: FileCstNode;
  /** Of both kinds, in order. */
  readonly comments: readonly IToken[];
  readonly tokens: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Brackets of all kinds inside each other; keeps every recursion over the tree within the stack. */
const maximumDepth = 200;
/** Chevrotain's recovery walks the grammar along the rules that are open, with many calls for each of them. */
const maximumRecoveryDepth = 40;
const maximumErrors = 50;

const declarationKeywords = new Set([t.Import, t.Export, t.Const, t.Block, t.Model]);

let lexer: Lexer | undefined;
const errorMessageProvider = limited(maximumErrors);
/** By whether they recover. */
const parsers = new Map<boolean, CnnParser>();

/** The parser; where brackets nest deep, one that ends at the first error. */
function parserFor(depth: number): CnnParser {
  const recoveryEnabled = depth <= maximumRecoveryDepth;
  const options = { skipValidations: true, recoveryEnabled, errorMessageProvider };
  const parser = parsers.get(recoveryEnabled) ?? new CnnParser(options);
  parsers.set(recoveryEnabled, parser);
  return parser;
}

/** Accepts any text and never throws. Offsets are those of `text`, byte-order mark included. */
export function parse(text: string, file: string): ParseResult {
  lexer ??= new Lexer(t.tokens, { skipValidations: true });

  const { tokens, errors, groups } = lexer.tokenize(text.replace(/^\uFEFF/, " "));
  const comments = groups[t.comments] ?? [];
  const diagnostics: Diagnostic[] = [];
  const report = (
    code: "CNN0001" | "CNN0002",
    message: string,
    start: number,
    end: number,
    { left, help }: { readonly left?: IToken | undefined; readonly help?: string | undefined } = {},
  ) => {
    if (diagnostics.length >= maximumErrors) return;
    const label = { span: { file, start, end }, text: "" };
    const open = left && { span: span(left), text: `this \`${left.image}\` is open` };
    diagnostics.push(error(code, message, open ? [label, open] : [label], help));
  };
  const span = ({ startOffset, image }: IToken): Span => {
    return { file, start: startOffset, end: startOffset + image.length };
  };

  for (const { offset, length } of errors) {
    const characters = text.slice(offset, offset + length);
    const what = length === 1 ? "unexpected character" : "unexpected characters";
    const help = characterHelp(characters);
    report("CNN0001", `${what} \`${abbreviate(characters)}\``, offset, offset + length, { help });
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

  const empty: FileCstNode = { name: "file", children: {} };
  const tooDeep = tokenTooDeep(tokens);
  if (tooDeep) {
    report("CNN0002", `brackets are nested more than ${maximumDepth} deep`, ...extent(tooDeep));
    return { cst: empty, comments, tokens, diagnostics };
  }

  const parser = parserFor(recoveryDepth(tokens));
  parser.input = statementNewlines(tokens);
  const cst = treeOf(parser) ?? empty;
  const declarations = tokens
    .filter(({ tokenType }) => declarationKeywords.has(tokenType))
    .map(({ startOffset }) => startOffset);
  let lostSince = -1;
  for (const { message, token } of parser.errors) {
    const [start, end] = Number.isNaN(token.startOffset) ? endOf(parser.input.at(-1)) : extent(token);
    if (malformed.has(start)) continue;
    // Between declarations the parser is lost until the next one begins, which one error says.
    const isBetween = message.startsWith(`expected ${declaration}`);
    const isLost = isBetween && lostSince >= (declarations.findLast((offset) => offset < start) ?? 0);
    lostSince = isBetween || declarations.includes(start) ? start : -1;
    if (isLost) continue;
    const left = isMissing(message) ? openBracket(tokens, start) : undefined;
    const before = tokens.findLast(({ startOffset }) => startOffset < start);
    const help = habitHelp(message, token, before);
    report("CNN0002", abbreviateQuoted(message), start, end, { left, help });
  }
  parser.reset();
  return { cst, comments, tokens, diagnostics };
}

/** The first bracket that is nested too deep. */
function tokenTooDeep(tokens: readonly IToken[]): IToken | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (opening.has(token.image)) depth += 1;
    if (closing.has(token.image)) depth = Math.max(0, depth - 1);
    if (depth > maximumDepth) return token;
  }
  return undefined;
}

/**
 * How deep rules may nest while the parser recovers, at most: it pays no heed to brackets that close nothing, and makes
 * up the brace that a `repeat` or the like lacks.
 */
function recoveryDepth(tokens: readonly IToken[]): number {
  const open: string[] = [];
  let [braceless, deepest] = [0, 0];
  for (const { image, tokenType } of tokens) {
    if (opening.has(image)) open.push(image);
    if (closing.get(image) === open.at(-1)) open.pop();
    const takesBody = bodied.has(tokenType) || tokenType.CATEGORIES?.includes(t.Joiner) === true;
    if (takesBody) braceless += 1;
    else if (image === "{" || image === "then") braceless = Math.max(0, braceless - 1);
    deepest = Math.max(deepest, open.length + braceless);
  }
  return deepest;
}

/** What has a body; an `if` may have a `then` instead. */
const bodied = new Set([t.Repeat, t.For, t.If, t.Residual]);
const opening = new Set(["(", "[", "{"]);
/** By what they close. */
const closing = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** The tree, or what recovery has made of it; `undefined` where there was nothing to be made. */
function treeOf(parser: CnnParser): FileCstNode | undefined {
  errorMessageProvider.reset();
  try {
    return parser.file() as FileCstNode | undefined;
  } catch (failure) {
    if (failure instanceof TooManyErrors) return undefined;
    throw failure;
  }
}

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
