import { EOF, tokenLabel, tokenMatcher, type IParserErrorMessageProvider, type IToken } from "chevrotain";
import { Joiner, LeftBrace, Newline, RightBrace, RightBracket, RightParenthesis } from "./tokens.js";

/** What a file consists of. */
export const declaration = "`import`, `const`, `block` or `model`";

/** What a rule stands for in the words of somebody who writes the language. */
const ruleNames: Readonly<Record<string, string>> = {
  file: declaration,
  declaration,
  statement: "a statement",
  chain: "a layer",
  element: "a layer",
  branch: "a layer or `{`",
  expression: "an expression",
  terms: "an expression",
  operand: "an expression",
  reference: "a name",
  type: "a type",
  pattern: "a name or `(`",
  importDeclaration: "a name",
  shape: "an extent",
  gives: "a shape",
  inputStatement: "a shape or `class`",
};

/** What may come instead of a closing bracket, a rule. */
const separators: Readonly<Record<string, string>> = {
  body: "a new line or",
  join: "a new line or",
  parameters: "`,` or",
  arguments: "`,` or",
  tuple: "`,` or",
  shape: "`,` or",
  list: "`,` or",
  pattern: "`,` or",
};

function found(token: IToken | undefined): string {
  if (token === undefined || Number.isNaN(token.startOffset) || token.image === "")
    return "the end of the file";
  if (tokenMatcher(token, Newline)) return "the end of the line";
  return `\`${token.image}\``;
}

function after(previous: IToken | undefined): string {
  const place = found(previous);
  return place.startsWith("`") ? ` after ${place}` : "";
}

/** The parser's errors as sentences, without the names of tokens and rules. */
const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage({ expected, actual, previous, ruleName }) {
    const closes = [RightBrace, RightBracket, RightParenthesis].includes(expected);
    const empty = tokenMatcher(previous, LeftBrace);
    const separator = closes ? `${empty ? "a statement or" : (separators[ruleName] ?? "")} `.trimStart() : "";
    // The parser has skipped tokens by now where a list went wrong, so `previous` may lie behind `actual`.
    const isEnd = expected === EOF;
    const place = closes || isEnd ? "" : after(previous);
    return `expected ${separator}${isEnd ? "a new line" : tokenLabel(expected)}${place}, found ${found(actual)}`;
  },
  buildNotAllInputParsedMessage({ firstRedundant }) {
    return `expected ${declaration}, found ${found(firstRedundant)}`;
  },
  buildNoViableAltMessage({ actual, previous, ruleName }) {
    const [first, second] = actual;
    // What stands behind the word that begins a join has ruled out all of them.
    if (first !== undefined && tokenMatcher(first, Joiner))
      return `expected \`{\`${after(first)}, found ${found(second)}`;
    const expected = ruleNames[ruleName] ?? "something else";
    return `expected ${expected}${after(previous)}, found ${found(actual[0])}`;
  },
  buildEarlyExitMessage({ actual, previous, ruleName }) {
    return `expected ${ruleNames[ruleName] ?? "more"}${after(previous)}, found ${found(actual[0])}`;
  },
};

/** Thrown by {@link limited} messages, through the parser. */
export class TooManyErrors extends Error {}

/** The messages until there are more than `limit` since the last `reset`: one error costs milliseconds. */
export function limited(limit: number): IParserErrorMessageProvider & { reset(): void } {
  let count = 0;
  const counted = (build: () => string): string => {
    count += 1;
    if (count > limit) throw new TooManyErrors();
    return build();
  };
  return {
    reset: () => {
      count = 0;
    },
    buildMismatchTokenMessage: (facts) => counted(() => messages.buildMismatchTokenMessage(facts)),
    buildNotAllInputParsedMessage: (facts) => counted(() => messages.buildNotAllInputParsedMessage(facts)),
    buildNoViableAltMessage: (facts) => counted(() => messages.buildNoViableAltMessage(facts)),
    buildEarlyExitMessage: (facts) => counted(() => messages.buildEarlyExitMessage(facts)),
  };
}
