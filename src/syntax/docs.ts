import type { IToken } from "chevrotain";
import { DocComment } from "../../grammar/tokens.js";

/** The doc comments of a file, by what they stand before. */
export interface Docs {
  /** The text of the lines directly before an offset, without `///`; empty where there are none. */
  before(offset: number): string;
  /** The comments themselves, in order. */
  commentsBefore(offset: number): readonly IToken[];
}

export function docComments(comments: readonly IToken[], text: string): Docs {
  const byOffset = new Map<number, readonly IToken[]>();
  for (const comment of comments.filter(({ tokenType }) => tokenType === DocComment)) {
    const lines = [...(byOffset.get(comment.startOffset) ?? []), comment];
    byOffset.delete(comment.startOffset);
    byOffset.set(nextCharacter(text, comment.startOffset + comment.image.length), lines);
  }
  const commentsBefore = (offset: number): readonly IToken[] => byOffset.get(offset) ?? [];
  const before = (offset: number): string => commentsBefore(offset).map(contentOf).join("\n");
  return { before, commentsBefore };
}

function contentOf({ image }: IToken): string {
  return image.slice(3).replace(/^ /, "").trimEnd();
}

function nextCharacter(text: string, offset: number): number {
  const space = /\s*/y;
  space.lastIndex = offset;
  space.test(text);
  return space.lastIndex;
}
