/**
 * The first name that an object of `json` holds twice. `JSON.parse` would keep
 * the last of them and say nothing. `json` must be valid.
 */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  let at = 0;
  while (at < json.length) {
    const character = json[at];
    if (character === "{" || character === "[") {
      open.push(new Set());
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const begin = at;
      at += 1;
      while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
      const end = at + 1;
      while (isJsonSpace(json[at + 1])) at += 1;
      if (json[at + 1] === ":") {
        const key = JSON.parse(json.slice(begin, end)) as string;
        const keys = open.at(-1);
        if (keys?.has(key) === true) return key;
        keys?.add(key);
      }
    }
    at += 1;
  }
  return undefined;
}

function isJsonSpace(character: string | undefined): boolean {
  return (
    character === " " ||
    character === "\n" ||
    character === "\r" ||
    character === "\t"
  );
}
