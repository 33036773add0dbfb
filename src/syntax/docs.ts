import type { IToken } from "chevrotain";

/** The doc comments of a file, by what they stand before. */
export interface Docs {
  /** The lines directly before an offset, without `///`; empty where there are none. */
  before(offset: number): string;
}

export function docComments(comments: readonly IToken[], text: string): Docs {
  const byOffset = new Map<number, readonly string[]>();
  for (const { startOffset, image } of comments) {
    const content = image.slice(3).replace(/^ /, "").trimEnd();
    const lines = [...(byOffset.get(startOffset) ?? []), content];
    byOffset.delete(startOffset);
    byOffset.set(nextCharacter(text, startOffset + image.length), lines);
  }
  return { before: (offset) => byOffset.get(offset)?.join("\n") ?? "" };
}

function nextCharacter(text: string, offset: number): number {
  const space = /\s*/y;
  space.lastIndex = offset;
  space.test(text);
  return space.lastIndex;
}
