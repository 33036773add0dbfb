import { structuredPatch } from "diff";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { elide } from "./text.js";

/** A file as it should be, from which source. */
export interface ExpectedOutput {
  readonly path: string;
  /** Text, or bytes. */
  readonly content: string | Uint8Array;
  readonly entry: string;
}

/** Lines of a difference that are shown, and columns of each. */
const [maximumLines, maximumColumns] = [24, 110];
/** Lines that are removed and added, beyond which texts are too different to be compared. */
const maximumEdits = 2000;

/**
 * What is wrong with a file that should be what its source compiles to; `kept` is what it holds, `undefined` where it is
 * missing. Line endings are those of the checkout, and make no difference in text.
 */
export function staleOutput(
  { path, content, entry }: ExpectedOutput,
  kept: Uint8Array | undefined,
): Diagnostic | undefined {
  const label = { span: { file: path, start: 0, end: 0 }, text: "" };
  const help = "compile without `--check`, and check in what it writes";
  if (kept === undefined) {
    return error("CNN0702", `${path}, which ${entry} compiles to, is missing`, [label], help);
  }
  const stale = error("CNN0702", `${path} is not what ${entry} compiles to`, [label], help);
  if (typeof content !== "string") return sameBytes(kept, content) ? undefined : stale;
  const old = new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept).replaceAll("\r\n", "\n");
  return old === content ? undefined : { ...stale, note: difference(old, content) };
}

/** Whether two files hold the same. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** The beginning of a unified diff. */
function difference(old: string, text: string): string {
  const patch = structuredPatch("", "", old, text, "", "", { context: 1, maxEditLength: maximumEdits });
  if (patch === undefined) return "most of its lines differ";
  const lines = patch.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines,
  ]);
  const isEdit = (line: string): boolean => /^[-+]/.test(line);
  const shown = lines.slice(0, maximumLines).map((line) => elide(line, maximumColumns));
  const more = lines.slice(maximumLines).filter(isEdit).length;
  const rest = more === 0 ? [] : [`… and ${more} more lines that are removed or added`];
  return ["lines of the file (-) and of what is compiled (+):", ...shown, ...rest].join("\n");
}
