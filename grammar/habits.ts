import type { IToken } from "chevrotain";

/** What signs join in other languages, which is written out here. */
const joins: Readonly<Record<string, string>> = { "+": "add", "-": "sub", "*": "mul", "/": "div" };

/** What to write instead of a character that no token begins with. */
export function characterHelp(characters: string): string | undefined {
  if (characters.startsWith("#")) return "a comment begins with `//`";
  if (characters.startsWith(";")) return "`,` separates arguments, and a new line ends a statement";
  if (characters.startsWith("'")) return 'a text stands between `"`';
  return undefined;
}

/** What to write instead of what is usual elsewhere, where a parser's error has met that. */
export function habitHelp(message: string, { image }: IToken, before?: IToken): string | undefined {
  if (image === "=" && message.startsWith("expected `,`")) return "an argument is written `name: value`";
  const join = joins[image];
  if (join !== undefined && message.startsWith("expected a new line or `}`")) {
    return `what two values give is \`${join} { … }\`, with a branch a line; \`residual { … }\` adds to what enters it`;
  }
  const [, called] = /^expected `\{` after `([a-z]+)`, found `\(`$/.exec(message) ?? [];
  if (called === "residual") return "`residual { … }` adds what its body gives to the value that enters it";
  if (called !== undefined)
    return `\`${called} { … }\` joins what is behind each \`branch\`, a branch a line`;
  if (image === "." && /^\d+$/.test(before?.image ?? "")) {
    return "`repeat 3 as i { … }` counts from 0, and `for x in [1, 2, 3] { … }` goes through a list";
  }
  return undefined;
}
