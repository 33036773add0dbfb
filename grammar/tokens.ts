import { createToken, Lexer, type ITokenConfig, type TokenType } from "chevrotain";

/** Every token of the language. `label` is how a diagnostic names it. */
function token(
  name: string,
  label: string,
  pattern: RegExp | string,
  rest: Partial<ITokenConfig> = {},
): TokenType {
  return createToken({ name, label, pattern, ...rest });
}

/** A word of the language that cannot be a name. */
function keyword(word: string): TokenType {
  const name = word.charAt(0).toUpperCase() + word.slice(1);
  return token(name, `\`${word}\``, word, { longer_alt: Identifier });
}

/** A word with a meaning in one place that may be a name everywhere else. */
function contextual(word: string, ...categories: TokenType[]): TokenType {
  const name = word.charAt(0).toUpperCase() + word.slice(1);
  return token(name, `\`${word}\``, word, {
    longer_alt: Identifier,
    categories: [Identifier, ...categories],
  });
}

function operator(name: string, text: string): TokenType {
  return token(name, `\`${text}\``, text, { categories: BinaryOperator });
}

function punctuation(name: string, text: string): TokenType {
  return token(name, `\`${text}\``, text);
}

export const Newline = token("Newline", "a new line", /\r\n|\r|\n/);
const Whitespace = token("Whitespace", "space", /[ \t]+/, { group: Lexer.SKIPPED });
/** Comments are kept out of the parser's way, in the lexing result's group of this name. */
export const comments = "comments";
export const DocComment = token("DocComment", "a doc comment", /\/\/\/(?!\/)[^\r\n]*/, { group: comments });
const Comment = token("Comment", "a comment", /\/\/[^\r\n]*/, { group: comments });

export const Identifier = token("Identifier", "a name", /[A-Za-z_][A-Za-z0-9_]*/);
export const Kernel = token("Kernel", "a kernel size", /\d+(?:x\d+)+(?![A-Za-z0-9_])/);
/** Decimal suffixes count things, binary ones count bytes. */
export const NumberLiteral = token(
  "NumberLiteral",
  "a number",
  /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?:[KMG]iB|[KMGT])?(?![A-Za-z0-9_])/,
);
export const MalformedNumber = token("MalformedNumber", "a number", /\d[A-Za-z0-9_]*/, {
  categories: NumberLiteral,
});
export const StringLiteral = token("StringLiteral", "text in quotes", /"[^"\r\n]*"/);
export const UnclosedString = token("UnclosedString", "text in quotes", /"[^"\r\n]*/, {
  categories: StringLiteral,
});

export const Import = keyword("import");
export const Export = keyword("export");
export const Block = keyword("block");
export const Model = keyword("model");
export const Input = keyword("input");
export const Output = keyword("output");
export const Expect = keyword("expect");
export const Assert = keyword("assert");
export const Return = keyword("return");
export const When = keyword("when");
export const As = keyword("as");
export const Const = keyword("const");
export const Repeat = keyword("repeat");
export const For = keyword("for");
export const If = keyword("if");
export const Else = keyword("else");
export const Residual = keyword("residual");
export const Shortcut = keyword("shortcut");
export const Branch = keyword("branch");
export const True = keyword("true");
export const False = keyword("false");
export const In = keyword("in");
export const Not = keyword("not");
export const From = contextual("from");
export const Picture = contextual("picture");
export const Then = contextual("then");
export const Training = contextual("training");
export const Share = contextual("share");
export const Class = contextual("class");
export const Tap = contextual("tap");
export const Labels = contextual("labels");

/** What joins the branches in the braces behind it. */
export const Joiner = createToken({ name: "Joiner", label: "`concat`, `add`, …", pattern: Lexer.NA });
const Concat = token("Concat", "`concat`", "concat", { longer_alt: Identifier, categories: Joiner });
/** The others may be names too. */
const joiners = ["add", "sub", "mul", "div", "maximum", "minimum"].map((word) => contextual(word, Joiner));

export const BinaryOperator = createToken({
  name: "BinaryOperator",
  label: "an operator",
  pattern: Lexer.NA,
});
const And = token("And", "`and`", "and", { longer_alt: Identifier, categories: BinaryOperator });
const Or = token("Or", "`or`", "or", { longer_alt: Identifier, categories: BinaryOperator });
const Equal = operator("Equal", "==");
const NotEqual = operator("NotEqual", "!=");
const LessOrEqual = operator("LessOrEqual", "<=");
const GreaterOrEqual = operator("GreaterOrEqual", ">=");
const Less = operator("Less", "<");
const Greater = operator("Greater", ">");
const Plus = operator("Plus", "+");
export const Minus = operator("Minus", "-");
const Times = operator("Times", "*");
const Divide = operator("Divide", "/");
const Remainder = operator("Remainder", "%");

export const Arrow = punctuation("Arrow", "->");
export const Assign = punctuation("Assign", "=");
export const Comma = punctuation("Comma", ",");
export const Colon = punctuation("Colon", ":");
export const Dot = punctuation("Dot", ".");
export const Bar = punctuation("Bar", "|");
export const LeftParenthesis = punctuation("LeftParenthesis", "(");
export const RightParenthesis = punctuation("RightParenthesis", ")");
export const LeftBracket = punctuation("LeftBracket", "[");
export const RightBracket = punctuation("RightBracket", "]");
export const LeftBrace = punctuation("LeftBrace", "{");
export const RightBrace = punctuation("RightBrace", "}");

const keywords = [
  ...[Import, Export, Const, Block, Model, Input, Output, Expect, Assert, Return, When, As, Repeat],
  ...[For, If, Else, Training, Share, Tap, Labels, Class],
  ...[Residual, Shortcut, Concat, Branch, True, False, In, Not, And, Or, From, Picture, Then, ...joiners],
];

const operators = [
  ...[Arrow, Equal, NotEqual, LessOrEqual, GreaterOrEqual, Less, Greater, Plus, Minus, Times, Divide],
  ...[Remainder, Assign, Comma, Colon, Dot, Bar],
];

const brackets = [LeftParenthesis, RightParenthesis, LeftBracket, RightBracket, LeftBrace, RightBrace];

/** In the order in which the lexer tries them. */
export const tokens: TokenType[] = [
  ...[Whitespace, Newline, DocComment, Comment, BinaryOperator, Joiner],
  ...keywords,
  ...[Identifier, Kernel, NumberLiteral, MalformedNumber, StringLiteral, UnclosedString],
  ...operators,
  ...brackets,
];

/** Whether a text can be a name: it is no word of the language. */
export function isName(text: string): boolean {
  const isWord = tokens.some(
    ({ PATTERN, CATEGORIES = [] }) => PATTERN === text && !CATEGORIES.includes(Identifier),
  );
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !isWord;
}
