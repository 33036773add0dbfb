import { tokenMatcher, type IToken, type TokenType } from "chevrotain";
import {
  Arrow,
  Assert,
  Assign,
  BinaryOperator,
  Block,
  Branch,
  Colon,
  Comma,
  Const,
  Else,
  Expect,
  Export,
  For,
  Import,
  Input,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Model,
  Newline,
  Not,
  Output,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Shortcut,
} from "./tokens.js";

const continuesAfter = [Arrow, Assign, Comma, LeftBrace, LeftParenthesis, LeftBracket, BinaryOperator, Not];
const continuesBefore = [Arrow, Colon, Else, Shortcut, RightBrace];
/** Never occur between parentheses: at the start of a line they show that one was left open. */
const closesParentheses = [Assert, Block, Branch, Const, Expect, Export, For, Import, Input, Model, Output];

/**
 * Leaves the newlines that end a statement: one between two statements, none at the edges of a body or file, inside
 * parentheses, or where the line evidently goes on.
 */
export function statementNewlines(tokens: readonly IToken[]): IToken[] {
  const kept: IToken[] = [];
  let parentheses = 0;
  let newline: IToken | undefined;
  for (const token of tokens) {
    if (token.tokenType === Newline) {
      newline ??= token;
      continue;
    }
    if (newline !== undefined && isOneOf(token, closesParentheses)) parentheses = 0;
    const previous = kept.at(-1);
    const ends =
      newline !== undefined &&
      parentheses === 0 &&
      previous !== undefined &&
      !isOneOf(previous, continuesAfter) &&
      !isOneOf(token, continuesBefore);
    if (ends && newline) kept.push(newline);
    kept.push(token);
    newline = undefined;
    if (isOneOf(token, [LeftParenthesis, LeftBracket])) parentheses += 1;
    if (isOneOf(token, [RightParenthesis, RightBracket])) parentheses = Math.max(0, parentheses - 1);
    if (isOneOf(token, [LeftBrace, RightBrace])) parentheses = 0;
  }
  return kept;
}

function isOneOf(token: IToken, types: readonly TokenType[]): boolean {
  return types.some((type) => tokenMatcher(token, type));
}
