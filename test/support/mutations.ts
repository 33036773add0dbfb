import { Lexer } from "chevrotain";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { tokens } from "../../grammar/tokens.js";
import { checkNetwork } from "../../src/api/network.js";
import { hasErrors } from "../../src/diagnostics/diagnostic.js";
import { jsonDiagnostic } from "../../src/diagnostics/json.js";
import { linesOfFiles } from "../../src/diagnostics/lines.js";
import { renderDiagnostic, renderShort } from "../../src/diagnostics/render.js";
import { integers } from "../ops/random.js";

const root = new URL("../../", import.meta.url);
const folders = ["models/", "models/blocks/"];

/** The zoo's sources by path. */
const zoo: ReadonlyMap<string, string> = new Map(
  folders.flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith(".cnn"))
      .sort()
      .map((name) => [folder + name, readFileSync(new URL(folder + name, root), "utf8")] as const),
  ),
);

const extremes = (
  "0 -1 2.5 1e308 1e999 9_007_199_254_740_991 9_007_199_254_740_992 2147483648 99999999 1G 1T 1e9 4GiB 3abc " +
  "0x0 99999x99999 3x3 1x1x1 40_000 65536"
).split(" ");

/** Text that seldom or never stands in the zoo. */
const foreign = [
  ...extremes,
  ...'{ } ( ) [ ] -> = == : , . | + - * / % // /// " \n ; @ # \\ \0 \r \t e'.split(" "),
  ..."in if else then repeat for residual when shortcut concat branch add mul return share split tap".split(
    " ",
  ),
  ..."training output input model block const import export from expect assert true not and or as".split(" "),
  ..."__proto__ constructor toString hasOwnProperty relu conv dense flatten x m kernel layer tensor".split(
    " ",
  ),
  ..."\u2028 \u202E \uFEFF \uFFFD \u00E9 \u5341 \u{1F600} e\u0301 \uD800".split(" "),
];

const lexer = new Lexer(tokens, { skipValidations: true });

/** A source cut at its tokens, space and comments between them included; joined it is the source again. */
function cut(text: string): readonly string[] {
  const starts = lexer.tokenize(text).tokens.map(({ startOffset }) => startOffset);
  return [0, ...starts].map((start, index) => text.slice(start, starts[index] ?? text.length));
}

const pieces = new Map([...zoo].map(([path, text]) => [path, cut(text)]));
/** The UTF-8 bytes of each file, each byte as a character. */
const bytes = new Map(
  [...zoo].map(([path, text]) => [path, Array.from(Buffer.from(text).toString("latin1"))]),
);

/** For each file of blocks a model that imports it, through which it is checked. */
const users = new Map(
  [...zoo.keys()].flatMap((path) => {
    const user = [...zoo].find(([, text]) => text.includes(`/${basename(path)}"`));
    return user ? [[path, user[0]] as const] : [];
  }),
);

/** Somewhat more than a file may have. */
const longest = 300_000;

function times(text: string, count: number): string {
  return text.repeat(Math.min(count, Math.ceil(longest / Math.max(1, text.length))));
}

export interface Mutant {
  /** The file of the zoo that has been changed. */
  readonly path: string;
  readonly text: string;
}

/** Whether tokens or bytes are changed. */
export type Grain = "tokens" | "bytes";

/** Files of the zoo with one to four changes each; the same for the same seed. */
export function* mutants(seed: number, count: number, grain: Grain): Generator<Mutant> {
  const random = integers(seed);
  const pick = <T>(list: readonly T[]): T => {
    const item = list[random(0, list.length - 1)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  const paths = [...zoo.keys()];
  const elsewhere = (): readonly string[] => {
    if (grain === "bytes") return [String.fromCharCode(random(0, 255))];
    const source = pieces.get(pick(paths)) ?? [];
    return source.slice(random(0, source.length)).slice(0, random(1, 25));
  };
  const changed = (parts: readonly string[]): readonly string[] => {
    const at = random(0, parts.length);
    const length = random(0, 3) === 0 ? random(1, 30) : random(1, 2);
    const piece = parts.slice(at, at + length);
    switch (random(0, 6)) {
      case 0:
        return parts.toSpliced(at, length);
      case 1:
        return parts.toSpliced(at, 0, ...piece);
      case 2: // Moved.
        return parts.toSpliced(at, length).toSpliced(random(0, parts.length), 0, ...piece);
      case 3:
        return parts.toSpliced(at, 0, ...elsewhere());
      case 4:
        return parts.toSpliced(at, length, `${pick(foreign)} `);
      case 5: {
        const number = parts.findIndex((part, index) => index >= at && /^\d/.test(part));
        return number < 0 ? parts : parts.with(number, `${pick(extremes)} `);
      }
      default:
        return parts.toSpliced(at, 0, times(piece.join(""), random(2, 200)));
    }
  };
  for (let index = 0; index < count; index += 1) {
    const path = pick(paths);
    let parts = (grain === "tokens" ? pieces : bytes).get(path) ?? [];
    for (let changes = random(1, 4); changes > 0; changes -= 1) parts = changed(parts);
    const joined = parts.join("");
    yield { path, text: grain === "tokens" ? joined : Buffer.from(joined, "latin1").toString("utf8") };
  }
}

/**
 * Checks a mutant as `cnnc check` does, prints all that is found in every form, and returns the milliseconds that took;
 * throws where the check does, where it neither succeeds nor says why, and where a label lies outside its file.
 */
export function trial({ path, text }: Mutant): number {
  const started = performance.now();
  const readSource = (wanted: string) =>
    wanted === path ? text : (zoo.get(wanted) ?? { reason: "no such file" });
  const { value, diagnostics, sources } = checkNetwork(
    { readSource, readRuntime: () => "" },
    { entry: users.get(path) ?? path },
  );
  const linesOf = linesOfFiles((file) => sources.get(file));
  for (const diagnostic of diagnostics) {
    renderDiagnostic(diagnostic, linesOf, { colour: true });
    renderShort(diagnostic, linesOf);
    jsonDiagnostic(diagnostic, linesOf);
    for (const { span } of diagnostic.labels) {
      const { length } = sources.get(span.file) ?? "";
      if (span.start < 0 || span.end < span.start || span.end > length + 1)
        throw new Error("a label outside its file");
    }
  }
  if (value === undefined && !hasErrors(diagnostics)) throw new Error("neither a network nor an error");
  return performance.now() - started;
}
