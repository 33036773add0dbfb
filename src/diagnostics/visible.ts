const tab = "    ";

/**
 * What could forge a message in a terminal or hide in a source: control characters, and those that turn text or are not
 * seen or are no characters (Unicode TR 36), but for the two selectors of a character's form as text or emoji.
 */
const hazards =
  /(?![\uFE0E\uFE0F])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/gu;

/** The text with tabs as four spaces and hazardous characters as `\u{…}`, except those in `keep`. */
export function visible(text: string, keep = ""): string {
  return text.replace(hazards, (character) => {
    if (keep.includes(character)) return character;
    if (character === "\t") return tab;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** A value as JSON in which hazardous characters stand as escapes, so that it means what it meant and hides nothing. */
export function visibleJson(value: unknown, indent?: number): string {
  const escaped = (character: string): string =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join("");
  return JSON.stringify(value, null, indent).replace(hazards, (character) =>
    character === "\n" ? character : escaped(character),
  );
}

/**
 * Terminal columns: wide East Asian characters and emoji take two; combining marks, and the vowels and finals of a
 * Hangul syllable that is spelt out, none. Two regional indicators make a flag of two columns.
 */
export function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) {
    if (attached.test(character)) continue;
    columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}

const attached = /[\p{M}\p{Emoji_Modifier}\u1160-\u11FF\uD7B0-\uD7FB]/u;
const wide =
  /(?!\p{Regional_Indicator})[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303E\uFF01-\uFF60]/u;
