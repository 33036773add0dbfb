const tab = "    ";

/**
 * What could forge a message in a terminal or hide in a source: control characters, and those that turn or hide text
 * (Unicode TR 36), each one UTF-16 unit.
 */
export const hazards = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** The text with tabs as four spaces and hazardous characters as `\u{…}`, except those in `keep`. */
export function visible(text: string, keep = ""): string {
  return text.replace(hazards, (character) => {
    if (keep.includes(character)) return character;
    if (character === "\t") return tab;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
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
