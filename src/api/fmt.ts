import { undecodedIn } from "../elaborate/modules.js";
import { parseFile } from "../syntax/build.js";
import { saySame } from "../syntax/equal.js";
import * as plugin from "../syntax/layout/plugin.js";
import type { Result } from "./network.js";

/** A .cnn file in its one layout, with its own line endings; a text that is not well formed is refused. */
export async function formatSource(text: string, filepath: string): Promise<Result<string>> {
  const sources = new Map([[filepath, text]]);
  const undecoded = undecodedIn(text, filepath);
  if (undecoded) return { value: undefined, diagnostics: [undecoded], sources };
  const { format } = await import("prettier/standalone");
  const { printWidth } = plugin.defaultOptions;
  try {
    const value = await format(text, {
      parser: "cnn",
      plugins: [plugin],
      filepath,
      printWidth,
      endOfLine: "auto",
    });
    const [before, after] = [parseFile(text, filepath), parseFile(value, filepath)];
    if (!saySame(before.file, after.file))
      throw new Error(`formatting ${filepath} would change what it says`);
    return { value, diagnostics: [], sources };
  } catch (failure) {
    if (!(failure instanceof plugin.Unformattable)) throw failure;
    // Prettier parses a text with other line endings; places are those of this one.
    return { value: undefined, diagnostics: parseFile(text, filepath).diagnostics, sources };
  }
}
