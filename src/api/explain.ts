import { codes, type Code } from "../diagnostics/diagnostic.js";
import { explanations } from "../diagnostics/explanations/index.js";
import type { Example } from "../diagnostics/explanations/explanation.js";
import { painter, wrap } from "./text.js";

export interface ExplainOptions {
  readonly width: number;
  readonly colour: boolean;
}

const longestLine = 100;

/** The code that is meant by `CNN0304`, in any case, or by its number; `undefined` where there is none. */
export function codeNamed(text: string): Code | undefined {
  const [, digits = ""] = /^(?:CNN)?(\d{1,4})$/i.exec(text) ?? [];
  const name = `CNN${digits.padStart(4, "0")}`;
  return allCodes.find((code) => code === name);
}

const allCodes = Object.keys(explanations) as Code[];

/** The long story of a code: what it means, an example of the mistake, and the same mended. */
export function explain(code: Code, { width, colour }: ExplainOptions): string {
  const paint = painter(colour);
  const { story, wrong, mended } = explanations[code];
  const columns = Math.min(width, longestLine);
  const paragraphs = story.map((paragraph) => wrap(paragraph, columns).join("\n"));
  const head = paint("strong", `${code}: ${codes[code]}`);
  const examples = [
    [paint("accent", "Wrong:"), ...shown(wrong)].join("\n\n"),
    [paint("accent", "Mended:"), ...shown(mended)].join("\n\n"),
  ];
  return `${[head, ...paragraphs, ...examples].join("\n\n")}\n`;
}

/** Every code with what it stands for, a line each. */
export function listCodes(): string {
  return allCodes.map((code) => `${code}  ${codes[code]}\n`).join("");
}

/** The files and calls of an example, indented. */
function shown(example: Example): readonly string[] {
  const { files = {}, calls = [] } = typeof example === "string" ? { files: { "": example } } : example;
  const texts = Object.entries(files).map(([name, text]) => {
    const title = Object.keys(files).length > 1 || calls.length > 0 ? `  ${name}\n\n` : "";
    return title + indented(text);
  });
  return calls.length === 0 ? texts : [...texts, calls.map((call) => `    $ ${call}`).join("\n")];
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
}
